// Options of DHCP: see dhcp_options.hpp.
#include "generator/proto/dhcp_options.hpp"

#include <algorithm>

namespace tsuka::proto {

namespace {

constexpr std::size_t least_size = 300;
constexpr std::size_t file_size = 128;
constexpr std::size_t sname_size = 64;

/// Options of one area (RFC 2132 section 2); false when one runs past its end.
bool walk(View message, std::size_t place, std::size_t end, std::vector<FoundDhcpOption>& found) {
    while (place < end && message[place] != option_end) {
        if (message[place] == option_pad) {
            ++place;
            continue;
        }
        const std::size_t length = place + 1 < end ? message[place + 1] : 0;
        if (place + 2 + length > end) return false;
        found.push_back({message[place], place + 2, message.subspan(place + 2, length)});
        place += 2 + length;
    }
    return true;
}

}  // namespace

void append_dhcp_option(Octets& octets, std::uint8_t code, View value) {
    octets.push_back(code);
    octets.push_back(static_cast<std::uint8_t>(value.size()));
    octets.insert(octets.end(), value.begin(), value.end());
}

void end_dhcp_options(Octets& octets) {
    octets.push_back(option_end);
    octets.resize(std::max(octets.size(), least_size), option_pad);
}

bool find_dhcp_options(View message, std::vector<FoundDhcpOption>& found) {
    bool fits = walk(message, dhcp_head_size, message.size(), found);
    unsigned overload = 0;
    for (auto const& option : found)
        if (option.code == option_overload && option.value.size() == 1) overload = option.value[0];
    if (overload & 1U) fits = walk(message, dhcp_file_place, dhcp_file_place + file_size, found) && fits;
    if (overload & 2U) fits = walk(message, dhcp_sname_place, dhcp_sname_place + sname_size, found) && fits;
    return fits;
}

}  // namespace tsuka::proto
