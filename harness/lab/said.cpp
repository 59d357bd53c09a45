// What a command says: see said.hpp.
#include "harness/lab/said.hpp"

#include "harness/lab/hook.hpp"
#include "harness/model/text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <utility>

namespace tsuka::lab {

namespace {

constexpr std::size_t longest_line = 4096;
constexpr std::uint64_t most = 256 * 1024;

void write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const auto count = ::write(file, text.data(), text.size());
        if (count <= 0) return;  // a full disk loses what the command said, and nothing else
        text.remove_prefix(static_cast<std::size_t>(count));
    }
}

bool same_but_for_case(char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == b;
}

}  // namespace

std::string without_secrets(std::string line) {
    static constexpr std::array<std::string_view, 9> words{"password", "passwd", "passphrase", "secret",       "token",
                                                           "psk",      "key",    "community",  "authorization"};
    auto first = line.size();
    for (auto const word : words) {
        for (auto from = line.begin();;) {
            const auto at = std::search(from, line.end(), word.begin(), word.end(), same_but_for_case);
            if (at == line.end()) break;
            from = at + static_cast<std::ptrdiff_t>(word.size());
            auto behind = static_cast<std::size_t>(from - line.begin());
            while (behind < line.size() && (line[behind] == ' ' || line[behind] == '"' || line[behind] == '\'')) ++behind;
            if (behind >= line.size() || (line[behind] != '=' && line[behind] != ':')) continue;
            first = std::min(first, behind + 1);
            break;
        }
    }
    if (first >= line.size()) return line;
    line.resize(first);
    return line + " ***";
}

Result<Said> Said::create(std::filesystem::path const& path) {
    port::UniqueFd file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644)};
    if (!file) return fail(fmt::format("cannot make {}: {}", path.string(), std::strerror(errno)));
    return Said(std::move(file));
}

void Said::add(std::string_view octets) {
    for (const char octet : octets) {
        if (octet == '\n') {
            end_line();
        } else if (line_.size() < longest_line) {
            // A terminal that shows the file obeys nothing in it.
            line_ += std::iscntrl(static_cast<unsigned char>(octet)) != 0 && octet != '\t' ? '?' : octet;
        } else {
            cut_ = true;
            ++left_out_;
        }
    }
}

void Said::end_line() {
    auto line = model::valid_utf8(without_secrets(std::move(line_)));
    line_.clear();
    if (std::exchange(cut_, false)) line += " ...";
    if (line.find_first_not_of(" \t?") != std::string::npos) last_ = line.substr(0, 200);
    line += '\n';
    if (kept_ + line.size() > most) {
        left_out_ += line.size();
        kept_ = most;  // nothing behind a gap, or it would read as if it were whole
        return;
    }
    write_all(file_.get(), line);
    kept_ += line.size();
}

std::string Said::finish() {
    if (!line_.empty()) end_line();
    if (left_out_ > 0) write_all(file_.get(), fmt::format("[{} octets more are left out]\n", left_out_));
    file_ = {};
    return last_;
}

}  // namespace tsuka::lab
