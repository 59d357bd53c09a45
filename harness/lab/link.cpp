#include "harness/lab/link.hpp"

namespace tsuka::lab {

namespace {

constexpr std::uint64_t ether_type_vlan = 0x8100;
constexpr std::size_t addresses = 12;  ///< octets in front of the tag
constexpr std::size_t tag_size = 4;

}  // namespace

std::optional<std::uint16_t> vlan_of(View frame) {
    if (read_bits(frame, addresses * 8, 16) != ether_type_vlan) return std::nullopt;
    const auto vlan = read_bits(frame, addresses * 8 + 20, 12);
    return vlan ? std::optional(static_cast<std::uint16_t>(*vlan)) : std::nullopt;
}

std::optional<View> Link::inbound(View frame) {
    const auto found = vlan_of(frame);
    if (found.value_or(0) != vlan_.value_or(0)) {
        ++foreign_;
        return std::nullopt;
    }
    if (!found) return frame;
    untagged_.assign(frame.begin(), frame.begin() + addresses);
    untagged_.insert(untagged_.end(), frame.begin() + addresses + tag_size, frame.end());
    return View(untagged_);
}

void Link::outbound(Octets& frame) const {
    if (!vlan_ || frame.size() < addresses) return;
    const auto tag = Writer{}.u16(ether_type_vlan).u16(*vlan_).take();
    frame.insert(frame.begin() + addresses, tag.begin(), tag.end());
}

}  // namespace tsuka::lab
