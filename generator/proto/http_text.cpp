// HTTP's text: see http_text.hpp.
#include "generator/proto/http_text.hpp"

#include <algorithm>
#include <charconv>

namespace tsuka::proto {

namespace {

constexpr std::string_view empty_line = "\r\n\r\n";
constexpr std::string_view line_end = "\r\n";

char lower(char one) {
    return one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one;
}

bool same_word(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return text.substr(text.size());  // where it would have stood
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool is_chunked(std::string_view head) {
    const auto coding = http_header(head, "Transfer-Encoding");
    return coding && same_word(*coding, "chunked");
}

/// One chunk: its octets, and where the next one begins. Nothing: it is not all there, or no chunk.
struct Chunk {
    std::string_view octets;
    std::size_t next = 0;
};

std::optional<Chunk> chunk_at(std::string_view message, std::size_t at) {
    const auto end = message.find(line_end, at);
    if (end == std::string_view::npos) return std::nullopt;
    const auto size = leading_number(message.substr(at, end - at), message.size(), 16);
    const auto begin = end + line_end.size();
    if (!size || begin + *size + line_end.size() > message.size()) return std::nullopt;
    return Chunk{message.substr(begin, *size), begin + *size + line_end.size()};
}

}  // namespace

std::string_view text_of(View octets) {
    return {reinterpret_cast<char const*>(octets.data()), octets.size()};
}

std::optional<std::size_t> http_head_size(std::string_view message) {
    const auto at = message.find(empty_line);
    return at == std::string_view::npos ? std::nullopt : std::optional(at + empty_line.size());
}

std::optional<std::string_view> http_header(std::string_view head, std::string_view name) {
    for (auto at = head.find(line_end); at != std::string_view::npos; at = head.find(line_end, at)) {
        at += line_end.size();
        const auto line = head.substr(at, std::min(head.find(line_end, at), head.size()) - at);
        const auto colon = line.find(':');
        if (colon != std::string_view::npos && same_word(line.substr(0, colon), name)) return trimmed(line.substr(colon + 1));
    }
    return std::nullopt;
}

std::optional<std::size_t> http_message_size(View octets, bool ended) {
    const auto message = text_of(octets);
    const auto head_size = http_head_size(message);
    if (!head_size) return std::nullopt;
    const auto head = message.substr(0, *head_size);
    if (is_chunked(head)) {
        for (auto at = *head_size;;) {
            const auto chunk = chunk_at(message, at);
            if (!chunk) return std::nullopt;
            at = chunk->next;
            if (chunk->octets.empty()) return at;
        }
    }
    if (const auto length = http_header(head, "Content-Length")) {
        constexpr std::uint64_t most = 1U << 20U;
        const auto size = leading_number(*length, most);
        if (!size || message.size() < *head_size + *size) return std::nullopt;
        return *head_size + *size;
    }
    return ended ? std::optional(message.size()) : std::nullopt;
}

std::string http_body(std::string_view message) {
    const auto head_size = http_head_size(message).value_or(message.size());
    if (!is_chunked(message.substr(0, head_size))) return std::string(message.substr(head_size));
    std::string body;
    for (auto chunk = chunk_at(message, head_size); chunk && !chunk->octets.empty(); chunk = chunk_at(message, chunk->next))
        body += chunk->octets;
    return body;
}

std::optional<std::uint64_t> leading_number(std::string_view text, std::uint64_t most, int base) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc{} && value <= most ? std::optional(value) : std::nullopt;
}

HttpReference http_reference(std::string_view written) {
    constexpr std::string_view scheme = "http://";
    HttpReference reference;
    auto path = written;
    if (written.starts_with(scheme)) {
        const auto rest = written.substr(scheme.size());
        const auto slash = std::min(rest.find('/'), rest.size());
        const auto authority = rest.substr(0, slash);
        const auto colon = std::min(authority.find(':'), authority.size());
        reference.address = parse_ipv4(authority.substr(0, colon));
        constexpr std::uint64_t most = 65535;
        if (colon < authority.size())
            reference.port = static_cast<std::uint16_t>(leading_number(authority.substr(colon + 1), most).value_or(reference.port));
        path = rest.substr(slash);
    }
    reference.path = path.starts_with('/') ? std::string(path) : "/" + std::string(path);
    return reference;
}

}  // namespace tsuka::proto
