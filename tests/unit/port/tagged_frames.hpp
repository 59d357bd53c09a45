// Frames that are told apart by their VLAN tags and by their last octet.
#pragma once

#include "generator/base/octets.hpp"
#include "harness/port/port.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tagged_frames {

/// `tag`: the octets between the addresses and the type of IPv4, in hexadecimal; "" for none. 60 octets, all of the data are `last`.
inline tsuka::Octets frame_of(std::string const& tag, std::uint8_t last) {
    auto frame = tsuka::from_hex("020000000001020000000002" + tag + "0800").value();
    frame.resize(60, last);
    return frame;
}

/// The last octets of all that can be received now.
inline std::vector<int> received(tsuka::port::Port& face) {
    std::vector<int> lasts;
    for (auto next = face.receive(); next && *next; next = face.receive()) lasts.push_back((*next)->frame.back());
    return lasts;
}

}  // namespace tagged_frames
