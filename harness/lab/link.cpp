#include "harness/lab/link.hpp"

#include "generator/base/ethernet.hpp"

namespace tsuka::lab {

std::optional<View> Link::inbound(View frame) {
    const auto found = vlan_of(frame);
    if (found.value_or(0) != vlan_.value_or(0)) {
        ++foreign_;
        return std::nullopt;
    }
    if (found) without_vlan_tag(frame, untagged_);
    const auto inner = found ? View(untagged_) : frame;
    return pppoe_ ? out_of_session(inner) : std::optional(inner);
}

std::optional<View> Link::out_of_session(View frame) {
    const auto pppoe = proto::read_pppoe(frame);
    if (pppoe && !proto::out_of_pppoe(frame, datagram_)) return frame;
    const bool ours = pppoe && session_ && pppoe->session == session_->id && pppoe->source == session_->router;
    if (ours) return View(datagram_);
    ++foreign_;
    return std::nullopt;
}

bool Link::outbound(Octets& frame) const {
    if (pppoe_) {
        const auto ethernet = read_ethernet(frame);
        const bool datagram = ethernet && ethernet->type == ether_type_ipv4;
        const bool sets_up = ethernet && (ethernet->type == ether_type_pppoe_discovery || ethernet->type == ether_type_pppoe_session);
        if (datagram && session_)
            (void)proto::into_pppoe(frame, session_->id);
        else if (!sets_up)
            return false;
    }
    if (vlan_) put_vlan_tag(frame, *vlan_);
    return true;
}

Octets bare(View frame) {
    Octets untagged;
    if (vlan_of(frame))
        without_vlan_tag(frame, untagged);
    else
        untagged.assign(frame.begin(), frame.end());
    Octets datagram;
    return proto::out_of_pppoe(untagged, datagram) ? datagram : untagged;
}

}  // namespace tsuka::lab
