// Network namespaces: see private_network.hpp.
#include "harness/lab/private_network.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace tsuka::lab {

namespace {

Result<void> write_file(std::string const& path, std::string_view text) {
    const port::UniqueFd file{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
    if (!file) return fail(fmt::format("cannot open {}: {}", path, std::strerror(errno)));
    if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        return fail(fmt::format("cannot write '{}' to {}: {}", text, path, std::strerror(errno)));
    return {};
}

/// First line of a small file under /proc; empty when it is not there.
std::string first_line(char const* path) {
    const port::UniqueFd file{::open(path, O_RDONLY | O_CLOEXEC)};
    std::array<char, 64> text{};
    const auto count = file ? ::read(file.get(), text.data(), text.size()) : 0;
    const std::string_view read{text.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
    return std::string{read.substr(0, read.find('\n'))};
}

/// Why this machine refuses, as far as it can be known, and the way out.
std::string way_out(int error) {
    if (error == EINVAL) return "it must be done before any thread is started";
    if (first_line("/proc/sys/user/max_user_namespaces") == "0" || error == ENOSPC)
        return "user namespaces are switched off or used up: `sysctl -w user.max_user_namespaces=10000` as root, or run as root";
    if (first_line("/proc/sys/user/max_net_namespaces") == "0")
        return "network namespaces are switched off: `sysctl -w user.max_net_namespaces=10000` as root";
    if (first_line("/proc/sys/kernel/unprivileged_userns_clone") == "0")
        return "ordinary users may not make user namespaces: `sysctl -w kernel.unprivileged_userns_clone=1` as root, or run as root";
    if (first_line("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1")
        return "AppArmor restricts user namespaces: `sysctl -w kernel.apparmor_restrict_unprivileged_userns=0` as root, or run as root";
    return "a container or its seccomp filter forbids it: run as root, start the container with --privileged, or use --dut sim";
}

Error forbidden(std::string_view step, int error) {
    return fail(fmt::format("cannot make a private network ({}: {}): {}", step, std::strerror(error), way_out(error)));
}

/// user_namespaces(7): setgroups must be given up before a group map may be written without privilege.
Result<void> become_root_inside(uid_t user, gid_t group) {
    // A program with file capabilities is not its user's to look at, hence neither are its files below /proc (capabilities(7)).
    (void)::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    for (auto const& [path, text] :
         {std::pair{"/proc/self/setgroups", std::string{"deny"}}, std::pair{"/proc/self/uid_map", fmt::format("0 {} 1", user)},
          std::pair{"/proc/self/gid_map", fmt::format("0 {} 1", group)}})
        if (auto written = write_file(path, text); !written) return written.error();
    return {};
}

/// Below /proc/sys/net there is only what belongs to the network namespace of the reader; nothing else may be written.
Result<std::string> sysctl_path(std::string const& name) {
    const bool plain = name.starts_with("net.") && name.find('/') == std::string::npos && name.find("..") == std::string::npos;
    if (!plain) return fail(fmt::format("'{}' is not the name of a sysctl of a network namespace", name));
    std::string path = "/proc/sys/" + name;
    std::replace(path.begin() + 10, path.end(), '.', '/');
    return path;
}

}  // namespace

Result<void> enter_private_network() {
    const auto user = ::geteuid();
    const auto group = ::getegid();
    // Root of a container may lack CAP_SYS_ADMIN; then it goes the way of ordinary users.
    if (user == 0 && ::unshare(CLONE_NEWNET) == 0) return {};
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return forbidden("unshare", errno);
    if (auto mapped = become_root_inside(user, group); !mapped)
        return fail(fmt::format("cannot make a private network ({}): {}", mapped.error().what, way_out(EPERM)));
    return {};
}

Result<void> enter_another_network() {
    if (::unshare(CLONE_NEWNET) != 0) return forbidden("second unshare", errno);
    return {};
}

Result<port::UniqueFd> current_network() {
    port::UniqueFd network{::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)};
    if (!network) return fail(fmt::format("cannot open /proc/thread-self/ns/net: {} (is /proc mounted?)", std::strerror(errno)));
    return network;
}

Result<void> enter_network(port::UniqueFd const& network) {
    if (::setns(network.get(), CLONE_NEWNET) != 0) return fail(fmt::format("cannot enter a network namespace: {}", std::strerror(errno)));
    return {};
}

Result<bool> sysctl_exists(std::string const& name) {
    const auto path = sysctl_path(name);
    if (!path) return path.error();
    return ::access(path->c_str(), F_OK) == 0;
}

Result<void> write_sysctl(std::string const& name, std::string const& value) {
    const auto path = sysctl_path(name);
    if (!path) return path.error();
    return write_file(*path, value);
}

}  // namespace tsuka::lab
