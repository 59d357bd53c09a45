#include "harness/lab/machine.hpp"

#include "harness/port/unique_fd.hpp"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/route.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

namespace tsuka::lab {

namespace {

std::string text_of(char const* path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> words_of(std::string const& line) {
    std::istringstream stream(line);
    return {std::istream_iterator<std::string>(stream), {}};
}

/// proc(5): interface first, then destination, ..., mask as the eighth.
bool is_default_ipv4(std::vector<std::string> const& words, std::string_view interface) {
    return words.size() >= 8 && words[0] == interface && words[1] == "00000000" && words[7] == "00000000";
}

/// Destination and the length of its prefix first, then flags and the interface at the end. A route that refuses leads nowhere: the
/// kernel's own "unreachable" default stands on lo.
bool is_default_ipv6(std::vector<std::string> const& words, std::string_view interface) {
    return words.size() >= 10 && words.back() == interface && words[1] == "00" && words[0] == std::string(32, '0') &&
           (std::strtoul(words[8].c_str(), nullptr, 16) & RTF_REJECT) == 0;
}

}  // namespace

std::string clock_source() {
    auto text = text_of("/sys/devices/system/clocksource/clocksource0/current_clocksource");
    text.erase(std::find(text.begin(), text.end(), '\n'), text.end());
    return text;
}

bool is_fine_clock(std::string_view source) {
    constexpr std::array<std::string_view, 4> coarse{"jiffies", "refined-jiffies", "acpi_pm", "hpet"};
    return !source.empty() && std::find(coarse.begin(), coarse.end(), source) == coarse.end();
}

bool default_route_in(std::string_view ipv4_routes, std::string_view ipv6_routes, std::string_view interface) {
    std::string line;
    std::istringstream four{std::string(ipv4_routes)};
    while (std::getline(four, line))
        if (is_default_ipv4(words_of(line), interface)) return true;
    std::istringstream six{std::string(ipv6_routes)};
    while (std::getline(six, line))
        if (is_default_ipv6(words_of(line), interface)) return true;
    return false;
}

bool carries_default_route(std::string const& interface) {
    return default_route_in(text_of("/proc/net/route"), text_of("/proc/net/ipv6_route"), interface);
}

std::optional<Ring> receive_ring(std::string const& interface) {
    const port::UniqueFd socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    if (!socket || interface.empty() || interface.size() >= IFNAMSIZ) return std::nullopt;
    ethtool_ringparam asked{};
    asked.cmd = ETHTOOL_GRINGPARAM;
    ifreq request{};
    std::copy(interface.begin(), interface.end(), request.ifr_name);
    request.ifr_data = reinterpret_cast<char*>(&asked);
    if (::ioctl(socket.get(), SIOCETHTOOL, &request) != 0 || asked.rx_max_pending == 0) return std::nullopt;
    return Ring{asked.rx_pending, asked.rx_max_pending};
}

}  // namespace tsuka::lab
