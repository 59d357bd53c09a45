// Asking for hooks: see hook_desk.hpp.
#include "harness/app/hook_desk.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace tsuka::app {

namespace {

/// More than any plan asks for: an intruder in the other process cannot switch a router on and off for hours.
constexpr unsigned most_hooks = 200;
constexpr std::size_t longest_answer = 500;
constexpr std::uint8_t no_place = 255;
constexpr char well = '0';
constexpr char failed = '1';

}  // namespace

Result<void> HookDesk::open() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return fail(fmt::format("cannot open the way on which hooks are asked for: {}", std::strerror(errno)));
    asks_ = port::UniqueFd{ends[0]};
    runs_ = port::UniqueFd{ends[1]};
    return {};
}

void HookDesk::begin(std::string const& hook) {
    const auto found = std::find_if(hooks_.begin(), hooks_.end(), [&](auto const& one) { return one.name == hook; });
    const auto place = std::min<std::ptrdiff_t>(found - hooks_.begin(), no_place);
    const auto octet = found == hooks_.end() ? no_place : static_cast<std::uint8_t>(place);
    // When nobody is there to read it, ended() will find that.
    (void)!::send(asks_.get(), &octet, 1, MSG_NOSIGNAL);
}

std::optional<std::string> HookDesk::ended() {
    std::array<char, longest_answer> answer{};
    const auto count = ::read(asks_.get(), answer.data(), answer.size());
    if (count < 0 && errno == EINTR) return std::nullopt;
    if (count <= 0) return "the process that runs hooks is gone";
    return answer[0] == well ? std::string{} : std::string(answer.data() + 1, static_cast<std::size_t>(count) - 1);
}

Result<void> HookDesk::run(std::size_t place, int stop) {
    const auto known = [](std::string const& name) { return model::is_hook(name) || name == model::clear_table_hook; };
    if (place >= hooks_.size() || !known(hooks_[place].name)) return fail("the lab file has no such hook");
    if (count_ == most_hooks) return fail(fmt::format("{} hooks were run, and a run may ask for no more", most_hooks));
    ++count_;
    return otherwise_ ? otherwise_(hooks_[place]) : run_one(hooks_[place], folder_, count_, stop);
}

void HookDesk::serve(int stop) {
    std::array<std::uint8_t, 2> request{};
    const auto count = ::read(runs_.get(), request.data(), request.size());
    if (count < 0 && errno == EINTR) return;
    if (count <= 0) {
        runs_ = {};
        return;
    }
    const auto done = count == 1 ? run(request[0], stop) : Result<void>(fail("the lab file has no such hook"));
    auto answer = done ? std::string(1, well) : failed + done.error().what;
    answer.resize(std::min(answer.size(), longest_answer));
    (void)!::send(runs_.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
}

}  // namespace tsuka::app
