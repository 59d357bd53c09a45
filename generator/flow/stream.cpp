// PPTP messages out of a byte stream: see stream.hpp.
#include "generator/flow/stream.hpp"

#include <fmt/format.h>

namespace tsuka::flow {

namespace {

// RFC 2637 section 2: every message starts with length (2), message type (2), magic cookie (4), control type (2), reserved (2);
// the shortest is a Stop-Control-Connection-Request, the longest an Incoming-Call-Request.
constexpr std::size_t magic_offset = 4;
constexpr std::size_t head_size = 8;
constexpr std::size_t shortest_message = 16;
constexpr std::size_t longest_message = 220;
constexpr std::uint32_t magic_cookie = 0x1a2b3c4d;

}  // namespace

void MessageStream::add(View octets) {
    if (out_of_step()) return;
    octets_.insert(octets_.end(), octets.begin(), octets.end());
    // Checked on arrival too, so that garbage is never kept while somebody waits for the rest of it.
    (void)head_length();
}

std::optional<Octets> MessageStream::next() {
    const auto length = head_length();
    if (!length || octets_.size() < *length) return std::nullopt;
    const auto end = octets_.begin() + static_cast<std::ptrdiff_t>(*length);
    Octets message(octets_.begin(), end);
    octets_.erase(octets_.begin(), end);
    offset_ += *length;
    (void)head_length();
    return message;
}

std::optional<std::size_t> MessageStream::head_length() {
    if (out_of_step() || octets_.size() < 2) return std::nullopt;
    const std::size_t length = Reader(octets_).u16();
    if (length < shortest_message || length > longest_message) {
        lose_step(fmt::format("PPTP message at stream offset {}: length {} is outside {}..{}", offset_, length, shortest_message,
                              longest_message));
        return std::nullopt;
    }
    if (octets_.size() < head_size) return std::nullopt;
    const auto magic = Reader(part(octets_, magic_offset)).u32();
    if (magic != magic_cookie) {
        lose_step(fmt::format("PPTP message at stream offset {}: magic cookie 0x{:08x}, wanted 0x{:08x}", offset_, magic, magic_cookie));
        return std::nullopt;
    }
    return length;
}

void MessageStream::lose_step(std::string trouble) {
    trouble_ = std::move(trouble);
    octets_.clear();
    octets_.shrink_to_fit();
}

}  // namespace tsuka::flow
