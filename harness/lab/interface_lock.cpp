// The lock of an interface: see interface_lock.hpp.
#include "harness/lab/interface_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <net/if.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

namespace tsuka::lab {

namespace {

struct Address {
    sockaddr_un name{};
    socklen_t length = 0;
};

/// By number, which stays the same when the interface is renamed.
std::string name_of(unsigned interface) {
    return fmt::format("tsuka/interface/{}", interface);
}

/// Of a VLAN there, up to where its owner keeps his state.
std::string name_of(std::string const& interface, VlanTags const& tags) {
    return fmt::format("{}/{}.{}/", interface, tags.service.value_or(0), tags.vlan.value_or(0));
}

std::string in_words(VlanTags const& tags) {
    if (!tags.service) return fmt::format("VLAN {}", tags.vlan.value_or(0));
    return fmt::format("VLAN {} of the service VLAN {}", tags.vlan.value_or(0), *tags.service);
}

Address address_of(std::string const& text) {
    Address address;
    address.name.sun_family = AF_UNIX;
    std::copy(text.begin(), text.end(), address.name.sun_path + 1);  // the zero in front makes it abstract
    address.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + text.size());
    return address;
}

port::UniqueFd new_socket() {
    return port::UniqueFd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
}

std::string whole(std::string const& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Of all sockets with a name, as the kernel lists them: the names that begin like this. In the list '@' stands for the zero of an abstract
/// one.
std::vector<std::string> names(int list, std::string const& beginning) {
    std::string text;
    std::array<char, 16384> piece{};
    for (ssize_t count = 1; count > 0; text.append(piece.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))))
        count = ::pread(list, piece.data(), piece.size(), static_cast<off_t>(text.size()));
    std::vector<std::string> found;
    const auto sign = " @" + beginning;
    for (auto at = text.find(sign); at != std::string::npos; at = text.find(sign, at + 1))
        found.push_back(text.substr(at + 2, text.find('\n', at) - at - 2));
    return found;
}

port::UniqueFd list_of_sockets() {
    return port::UniqueFd{::open("/proc/thread-self/net/unix", O_RDONLY | O_CLOEXEC)};
}

/// proc_pid_stat(5): field 22 counts ticks from the start of the machine, whose time stands in /proc/stat.
std::string since(pid_t process) {
    const auto stat = whole(fmt::format("/proc/{}/stat", process));
    const auto names = whole("/proc/stat");
    const auto end = stat.rfind(')');  // the name of the program, in brackets, may hold anything
    const auto boot = names.find("btime ");
    if (end == std::string::npos || boot == std::string::npos) return {};
    std::istringstream fields(stat.substr(end + 1));
    std::string field;
    for (int number = 3; number <= 22; ++number) fields >> field;
    const auto started =
        std::strtoll(names.c_str() + boot + 6, nullptr, 10) + std::strtoll(field.c_str(), nullptr, 10) / ::sysconf(_SC_CLK_TCK);
    const std::time_t time{started};
    std::tm parts{};
    char text[64] = {};
    if (::localtime_r(&time, &parts) == nullptr || std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts) == 0) return {};
    return fmt::format(", since {}", text);
}

/// Whoever listens at the name is told by the kernel, not by himself (SO_PEERCRED).
std::string holder(Address const& address) {
    const auto socket = new_socket();
    ucred who{};
    socklen_t size = sizeof who;
    const bool known = socket && ::connect(socket.get(), reinterpret_cast<sockaddr const*>(&address.name), address.length) == 0 &&
                       ::getsockopt(socket.get(), SOL_SOCKET, SO_PEERCRED, &who, &size) == 0;
    if (!known) return "another run";
    if (who.pid <= 0) return fmt::format("another run in another container (user {})", who.uid);
    auto command = whole(fmt::format("/proc/{}/cmdline", who.pid));
    while (!command.empty() && command.back() == '\0') command.pop_back();
    std::replace(command.begin(), command.end(), '\0', ' ');
    return fmt::format("process {} of user {}{}{}", who.pid, who.uid, command.empty() ? "" : fmt::format(" (`{}`)", command),
                       since(who.pid));
}

/// Listens under a name. Nobody is ever accepted: the queue is for those who ask who listens.
Result<port::UniqueFd> listen_as(std::string const& name, std::string const& what) {
    const auto address = address_of(name);
    auto socket = new_socket();
    if (!socket) return fail(fmt::format("{}: cannot make a socket for its lock: {}", what, std::strerror(errno)));
    if (::bind(socket.get(), reinterpret_cast<sockaddr const*>(&address.name), address.length) != 0) {
        if (errno == EADDRINUSE) return fail(fmt::format("{} is in use: {}", what, holder(address)));
        return fail(fmt::format("{}: cannot lock it: {}", what, std::strerror(errno)));
    }
    if (::listen(socket.get(), SOMAXCONN) != 0) return fail(fmt::format("{}: cannot lock it: {}", what, std::strerror(errno)));
    return socket;
}

/// What is in the way of who has `own` of that interface; empty: nothing.
std::string in_the_way(std::string const& interface, std::string const& whole, std::vector<std::string> const& own,
                       TrunkShare const& shares) {
    for (auto const& name : names(list_of_sockets().get(), whole)) {
        // Another interface's number may begin with this one's digits.
        if (std::find(own.begin(), own.end(), name) != own.end() || (name != whole && name[whole.size()] != '/')) continue;
        const auto who = holder(address_of(name));
        if (shares.vlans.empty() || name == whole) return fmt::format("{} is in use: {}", interface, who);
        for (auto const& tags : shares.vlans)
            if (name.starts_with(name_of(whole, tags))) return fmt::format("{} of {} is in use: {}", in_words(tags), interface, who);
        if (!name.ends_with("/" + shares.by))
            return fmt::format(
                "{} is in use: {}; only runs of one user, with one folder for their state (TSUKA_STATE_DIR), share an interface", interface,
                who);
    }
    return {};
}

}  // namespace

Result<InterfaceLock> InterfaceLock::take(std::string const& interface, TrunkShare const& shares) {
    const auto number = ::if_nametoindex(interface.c_str());
    if (number == 0) return fail(fmt::format("{}: no such network interface (`ip link` lists them)", interface));
    const auto whole = name_of(number);
    std::vector<std::pair<std::string, std::string>> wanted;  // names, and what they stand for
    for (auto const& tags : shares.vlans)
        wanted.emplace_back(name_of(whole, tags) + shares.by, fmt::format("{} of {}", in_words(tags), interface));
    if (wanted.empty()) wanted.emplace_back(whole, interface);
    InterfaceLock lock;
    std::vector<std::string> own;
    for (auto const& [name, what] : wanted) {
        auto socket = listen_as(name, what);
        if (!socket) return socket.error();
        lock.sockets_.push_back(std::move(*socket));
        own.push_back(name);
    }
    if (const auto why = in_the_way(interface, whole, own, shares); !why.empty()) return fail(why);
    return lock;
}

Result<OtherRuns> OtherRuns::of(std::string const& interface) {
    OtherRuns others;
    others.list_ = list_of_sockets();
    if (!others.list_) return fail(fmt::format("{}: cannot look for other runs there: {}", interface, std::strerror(errno)));
    others.beginning_ = name_of(::if_nametoindex(interface.c_str()));
    return others;
}

bool OtherRuns::have(VlanTags const& tags) const {
    return !names(list_.get(), name_of(beginning_, tags)).empty();
}

}  // namespace tsuka::lab
