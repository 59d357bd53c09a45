#include "harness/lab/last_words.hpp"

#include "harness/lab/interface.hpp"
#include "harness/lab/interface_lock.hpp"
#include "harness/lab/link.hpp"
#include "harness/port/packet_port.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>

namespace tsuka::lab {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view of_sessions = "session-";
constexpr std::string_view words_line = "tsuka last words 1";

/// Which interface the file is of. Tags are in its name, too: links of several runs may stand on one interface.
Result<std::string> head_of(std::string const& interface, VlanTags const& tags) {
    const auto facts = read_interface(interface);
    if (!facts) return facts.error();
    return fmt::format("{}\ninterface {}\nnetwork {}\nmac {}\ntags {} {}\n", words_line, interface, network_here(), to_string(facts->mac),
                       tags.service.value_or(0), tags.vlan.value_or(0));
}

std::string words_in(int file) {
    std::array<char, 16384> text{};
    const auto count = ::pread(file, text.data(), text.size(), 0);
    return {text.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
}

/// The value of the first line that begins with this word.
std::string value_of(std::string_view text, std::string_view word) {
    const auto at = text.find(fmt::format("\n{} ", word));
    if (at == std::string_view::npos) return {};
    const auto from = at + word.size() + 2;
    return std::string(text.substr(from, text.find('\n', from) - from));
}

std::optional<std::uint16_t> vlan_in(std::string_view text) {
    std::uint16_t number = 0;
    (void)std::from_chars(text.data(), text.data() + text.size(), number);
    return number == 0 ? std::nullopt : std::optional(number);
}

Restored send_left(StateFolder const& folder, std::string const& interface, VlanTags const& tags, fs::path const& path) {
    Restored result{interface, false, {}};
    const auto lock = InterfaceLock::take(interface, tags == VlanTags{} ? TrunkShare{} : TrunkShare{{tags}, folder.id()});
    if (!lock) return {interface, false, lock.error().what + "; left alone"};
    auto words = LastWords::open(folder, interface, tags);
    if (!words || words->left().empty()) {
        result.words = fmt::format("its session is of another network namespace, or the interface is gone (then delete {})", path.string());
        return result;
    }
    auto port = port::open_packet_port(interface);
    if (!port) return {interface, false, port.error().what};
    const auto said = words->say([&](View frame) { return (*port)->send(frame); });
    return said ? Restored{interface, true, ended_words} : Restored{interface, false, said.error().what};
}

}  // namespace

Result<LastWords> LastWords::open(StateFolder const& folder, std::string const& interface, VlanTags const& tags) {
    auto head = head_of(interface, tags);
    if (!head) return head.error();
    const auto path = folder.path() /
                      fmt::format("{}{}-{}-{}.{}", of_sessions, network_here(), interface, tags.service.value_or(0), tags.vlan.value_or(0));
    port::UniqueFd file{::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600)};
    if (!file) return fail(fmt::format("{}: cannot be made: {}", path.string(), std::strerror(errno)));
    return LastWords(path, std::move(file), std::move(*head));
}

LastWords& LastWords::operator=(LastWords&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(file_, other.file_);
    std::swap(head_, other.head_);
    return *this;
}

LastWords::~LastWords() {
    if (!path_.empty() && left().empty()) ::unlink(path_.c_str());
}

void LastWords::keep(std::vector<Octets> const& frames) const {
    auto text = frames.empty() ? std::string{} : head_;
    for (auto const& frame : frames) text += fmt::format("frame {}\n", to_hex(frame));
    // In this order: whoever is killed in between leaves a line too many, not none.
    if (::pwrite(file_.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()))
        (void)::ftruncate(file_.get(), static_cast<off_t>(text.size()));
}

std::vector<Octets> LastWords::left() const {
    auto text = words_in(file_.get());
    if (!text.starts_with(head_)) return {};
    std::vector<Octets> frames;
    for (auto at = head_.size(); at < text.size();) {
        const auto end = text.find('\n', at);
        constexpr std::string_view word = "frame ";
        if (end == std::string::npos || !std::string_view(text).substr(at).starts_with(word)) break;
        const auto octets = from_hex(text.substr(at + word.size(), end - at - word.size()));
        if (octets) frames.push_back(*octets);
        at = end + 1;
    }
    return frames;
}

Result<bool> LastWords::say(std::function<Result<void>(View)> const& send) const {
    const auto frames = left();
    for (auto const& frame : frames)
        if (auto sent = send(frame); !sent) return sent.error();
    keep({});
    return !frames.empty();
}

Result<std::optional<LastWords>> mind_session(model::WanSide const& wan, std::string const& interface,
                                              std::function<Result<void>(View)> const& send,
                                              std::function<void(std::string const&)> const& say) {
    const auto folder = StateFolder::find();
    if (wan.router != model::Addressing::pppoe || !folder) return std::optional<LastWords>{};
    auto words = LastWords::open(*folder, interface, Link(wan).tags());
    if (!words) return words.error();
    const auto said = words->say(send);
    if (!said) return said.error();
    if (*said) say(fmt::format("note: {}: {}", interface, ended_words));
    return std::optional(std::move(*words));
}

std::vector<Restored> say_last_words() {
    std::vector<Restored> all;
    const auto folder = StateFolder::find();
    if (!folder) return all;
    std::error_code trouble;
    std::vector<fs::path> files;
    for (fs::directory_iterator walk(folder->path(), trouble), end; !trouble && walk != end; walk.increment(trouble))
        if (walk->path().filename().string().starts_with(of_sessions)) files.push_back(walk->path());
    for (auto const& path : files) {
        const port::UniqueFd file{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)};
        const auto text = file ? words_in(file.get()) : std::string{};
        const auto tags = value_of(text, "tags");
        const auto space = std::min(tags.find(' '), tags.size());
        const auto interface = value_of(text, "interface");
        if (interface.empty() || value_of(text, "network") != network_here()) continue;  // nothing is left to be said, or not here
        all.push_back(
            send_left(*folder, interface, {vlan_in(tags), vlan_in(std::string_view(tags).substr(std::min(space + 1, tags.size())))}, path));
    }
    return all;
}

}  // namespace tsuka::lab
