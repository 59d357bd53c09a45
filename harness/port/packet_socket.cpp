#include "harness/port/packet_socket.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace tsuka::port {

Error refused(std::string const& interface, std::string_view what) {
    return fail(fmt::format("{}: {}: {}", interface, what, std::strerror(errno)));
}

Result<UniqueFd> packet_socket(std::string const& interface) {
    UniqueFd socket{::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    if (socket) return socket;
    if (errno == EPERM || errno == EACCES)
        return fail(fmt::format(
            "{}: no permission to open a packet socket (it needs CAP_NET_RAW): run as root, or without hardware by --dut netns:PRESET, "
            "which works for ordinary users",
            interface));
    return refused(interface, "cannot open a packet socket");
}

Result<Interface> find_interface(int socket, std::string const& name) {
    ifreq request{};
    if (name.empty() || name.size() >= IFNAMSIZ) return fail(fmt::format("'{}' cannot be the name of a network interface", name));
    std::copy(name.begin(), name.end(), request.ifr_name);
    if (::ioctl(socket, SIOCGIFINDEX, &request) != 0)
        return fail(fmt::format("{}: no such network interface (`ip link` lists them)", name));
    const int index = request.ifr_ifindex;
    if (::ioctl(socket, SIOCGIFHWADDR, &request) != 0) return refused(name, "cannot read its hardware address");
    if (request.ifr_hwaddr.sa_family != ARPHRD_ETHER) return fail(fmt::format("{}: is not an Ethernet interface", name));
    if (::ioctl(socket, SIOCGIFFLAGS, &request) != 0) return refused(name, "cannot read its flags");
    if ((request.ifr_flags & IFF_UP) == 0) return fail(fmt::format("{0}: is down (`ip link set {0} up`)", name));
    if (::ioctl(socket, SIOCGIFMTU, &request) != 0) return refused(name, "cannot read its MTU");
    return Interface{name, index, static_cast<std::size_t>(request.ifr_mtu)};
}

bool set_option(int socket, int level, int option, int value) {
    return ::setsockopt(socket, level, option, &value, sizeof value) == 0;
}

Result<void> bind_to(int socket, Interface const& interface, std::uint16_t protocol) {
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(protocol);
    address.sll_ifindex = interface.index;
    if (::bind(socket, reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0)
        return refused(interface.name, "cannot bind a packet socket");
    return {};
}

Error send_failed(Interface const& interface, std::size_t length) {
    if (errno == EMSGSIZE)
        return fail(fmt::format("{}: a frame of {} octets does not fit its MTU of {}", interface.name, length, interface.mtu));
    if (errno == ENETDOWN) return fail(fmt::format("{}: the interface is down", interface.name));
    if (errno == ENXIO || errno == ENODEV) return fail(fmt::format("{}: the interface is gone", interface.name));
    return refused(interface.name, "cannot send");
}

}  // namespace tsuka::port
