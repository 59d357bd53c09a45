#include "harness/lab/link.hpp"

#include "generator/base/ethernet.hpp"

#include <algorithm>

namespace tsuka::lab {

namespace {

constexpr std::size_t addresses = 12;  ///< octets of both, in front of every head

}  // namespace

/// The addresses move behind the outermost tag.
void Link::cut_tag(Unwrapped& frame, Octets& memory) {
    frame.at_ += vlan_tag_size;
    frame.changed_ = addresses + frame.at_;
    std::copy_n(frame.head_.begin(), addresses, memory.begin() + static_cast<std::ptrdiff_t>(frame.at_));
}

Unwrapped Link::unwrap(Octets& memory) const {
    Unwrapped found;
    std::copy_n(memory.begin(), std::min(memory.size(), found.head_.size()), found.head_.begin());
    found.service_vlan_ = service_vlan_of(memory);
    if (found.service_vlan_) cut_tag(found, memory);
    found.vlan_ = vlan_of(View(memory).subspan(found.at_));
    if (found.vlan_) cut_tag(found, memory);
    found.size_ = memory.size() - found.at_;
    const auto pppoe = pppoe_ ? proto::read_pppoe(found.frame(memory)) : std::nullopt;
    found.line_ = pppoe.has_value();
    const auto datagram = pppoe ? proto::ip_in_pppoe(*pppoe) : std::nullopt;
    if (!datagram) return found;
    found.datagram_ = PppSession{pppoe->session, pppoe->source};
    // The head that the datagram would have in Ethernet, in front of it.
    const auto behind = static_cast<std::size_t>(datagram->data() - memory.data());
    found.changed_ = behind;
    found.at_ = behind - ethernet_header_size;
    found.size_ = ethernet_header_size + datagram->size();
    const auto head = write_ethernet({pppoe->destination, pppoe->source, ether_type_ipv4});
    std::copy(head.begin(), head.end(), memory.begin() + static_cast<std::ptrdiff_t>(found.at_));
    return found;
}

bool Link::takes(Unwrapped const& frame) const {
    if (frame.service_vlan_.value_or(0) != outer_.service_vlan.value_or(0)) return false;
    if (frame.vlan_.value_or(0) != vlan_.value_or(0) || (pppoe_ && !frame.line_)) return false;
    return !frame.datagram_ || (session_ && frame.datagram_->id == session_->id && frame.datagram_->router == session_->router);
}

std::optional<View> Link::inbound(Unwrapped const& frame, View memory) {
    if (takes(frame)) return frame.frame(memory);
    ++foreign_;
    return std::nullopt;
}

std::optional<View> Link::inbound(View frame) {
    if (!pppoe_ && !vlan_ && !outer_.service_vlan && !vlan_of(frame) && !service_vlan_of(frame)) return frame;
    memory_.assign(frame.begin(), frame.end());
    return inbound(unwrap(memory_), memory_);
}

bool Link::outbound(Octets& frame) const {
    if (pppoe_) {
        const auto ethernet = read_ethernet(frame);
        const bool datagram = ethernet && ethernet->type == ether_type_ipv4;
        // A frame of any other type can be on the line, beside the session; addresses are not resolved there.
        const bool of_hosts = !ethernet || datagram || ethernet->type == ether_type_ipv6 || ethernet->type == ether_type_arp;
        if (datagram && session_)
            (void)proto::into_pppoe(frame, session_->id);
        else if (of_hosts)
            return false;
    }
    put_tags(frame);
    return true;
}

void Link::put_tags(Octets& frame) const {
    const auto control = [&](std::uint16_t vlan) { return static_cast<std::uint16_t>(outer_.priority.value_or(0) << 13U | vlan); };
    if (vlan_ || outer_.priority) put_vlan_tag(frame, control(vlan_.value_or(0)));
    if (outer_.service_vlan) put_vlan_tag(frame, control(*outer_.service_vlan), ether_type_service_vlan);
}

Octets Link::head(MacAddress to) const {
    auto head = write_ethernet({to, {}, pppoe_ ? ether_type_pppoe_session : ether_type_ipv4});
    if (pppoe_) {
        const auto heads = proto::pppoe_data_head(session_ ? session_->id : 0, 0);
        head.insert(head.end(), heads.begin(), heads.end());
    }
    put_tags(head);
    return head;
}

std::optional<std::size_t> Link::datagram_at(View frame) const {
    const auto head = ethernet_header_size + vlan_tags_size(frame);
    if (inner_type_of(frame) != (pppoe_ ? ether_type_pppoe_session : ether_type_ipv4)) return std::nullopt;
    if (pppoe_ && (!session_ || proto::session_of_ipv4(frame.subspan(head)) != session_->id)) return std::nullopt;
    return head + octets_of_line();
}

std::size_t Link::octets_of_mtu() const {
    if (!outer_.service_vlan) return 0;
    return vlan_ || outer_.priority ? 2 * vlan_tag_size : vlan_tag_size;
}

std::vector<VlanTags> vlans_of(std::initializer_list<Link> links) {
    std::vector<VlanTags> vlans;
    for (auto const& link : links) vlans.push_back(link.tags());
    if (std::find(vlans.begin(), vlans.end(), VlanTags{}) != vlans.end()) vlans.clear();
    return vlans;
}

Octets bare(View frame) {
    Octets untagged(frame.begin(), frame.end());
    Octets tagged;
    if (service_vlan_of(untagged)) {
        tagged.swap(untagged);
        without_vlan_tag(tagged, untagged);
    }
    if (vlan_of(untagged)) {
        tagged.swap(untagged);
        without_vlan_tag(tagged, untagged);
    }
    Octets datagram;
    return proto::out_of_pppoe(untagged, datagram) ? datagram : untagged;
}

}  // namespace tsuka::lab
