// The lock of an interface: see interface_lock.hpp.
#include "harness/lab/interface_lock.hpp"

#include <fmt/format.h>
#include <net/if.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <sstream>

namespace tsuka::lab {

namespace {

struct Address {
    sockaddr_un name{};
    socklen_t length = 0;
};

/// By number, which stays the same when the interface is renamed.
Address address_of(unsigned interface) {
    const auto text = fmt::format("tsuka/interface/{}", interface);
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

}  // namespace

Result<InterfaceLock> InterfaceLock::take(std::string const& interface) {
    const auto number = ::if_nametoindex(interface.c_str());
    if (number == 0) return fail(fmt::format("{}: no such network interface (`ip link` lists them)", interface));
    const auto address = address_of(number);
    auto socket = new_socket();
    if (!socket) return fail(fmt::format("{}: cannot make a socket for its lock: {}", interface, std::strerror(errno)));
    if (::bind(socket.get(), reinterpret_cast<sockaddr const*>(&address.name), address.length) != 0) {
        if (errno == EADDRINUSE) return fail(fmt::format("{} is in use: {}", interface, holder(address)));
        return fail(fmt::format("{}: cannot lock it: {}", interface, std::strerror(errno)));
    }
    // Nobody is ever accepted: the queue is for those who ask who listens.
    if (::listen(socket.get(), SOMAXCONN) != 0) return fail(fmt::format("{}: cannot lock it: {}", interface, std::strerror(errno)));
    return InterfaceLock{std::move(socket)};
}

}  // namespace tsuka::lab
