#include "harness/lab/link.hpp"

#include "generator/base/ethernet.hpp"

namespace tsuka::lab {

std::optional<View> Link::inbound(View frame) {
    const auto found = vlan_of(frame);
    if (found.value_or(0) != vlan_.value_or(0)) {
        ++foreign_;
        return std::nullopt;
    }
    if (!found) return frame;
    without_vlan_tag(frame, untagged_);
    return View(untagged_);
}

void Link::outbound(Octets& frame) const {
    if (vlan_) put_vlan_tag(frame, *vlan_);
}

}  // namespace tsuka::lab
