// Opening AF_PACKET sockets on an Ethernet interface, with words for everything that the kernel refuses. Shared by the ports.
#pragma once

#include "generator/base/result.hpp"
#include "harness/port/unique_fd.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tsuka::port {

struct Interface {
    std::string name;
    int index = 0;
    std::size_t mtu = 0;
};

/// "lan0: WHAT: the words of errno".
[[nodiscard]] Error refused(std::string const& interface, std::string_view what);
/// Raw, not blocking, bound to nothing yet. Error: no permission.
[[nodiscard]] Result<UniqueFd> packet_socket(std::string const& interface);
/// By any socket. Errors: no such interface, not Ethernet, down.
[[nodiscard]] Result<Interface> find_interface(int socket, std::string const& name);
[[nodiscard]] bool set_option(int socket, int level, int option, int value);
/// `protocol` in host order; 0 receives nothing.
[[nodiscard]] Result<void> bind_to(int socket, Interface const& interface, std::uint16_t protocol);
/// What a failed send() means, by errno.
[[nodiscard]] Error send_failed(Interface const& interface, std::size_t length);

}  // namespace tsuka::port
