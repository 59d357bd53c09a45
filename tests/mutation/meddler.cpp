// A router that treats one frame otherwise: see meddler.hpp.
#include "tests/mutation/meddler.hpp"

#include "generator/base/checksum.hpp"
#include "generator/base/ethernet.hpp"
#include "generator/proto/dissect.hpp"
#include "harness/engine/token.hpp"
#include "harness/sim/packet.hpp"
#include "harness/sim/quote.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::mutation {

namespace {

using How = Meddling::How;

constexpr std::uint64_t seed = 1;

std::optional<sim::Packet> datagram_of(Octets const& frame) {
    const auto header = read_ethernet(frame);
    if (!header || header->type != ether_type_ipv4) return std::nullopt;
    return sim::Packet::parse(part(frame, ethernet_header_size));
}

Octets in_frame(Octets const& frame, View datagram) {
    Octets changed(frame.begin(), frame.begin() + ethernet_header_size);
    changed.insert(changed.end(), datagram.begin(), datagram.end());
    return changed;
}

bool has_ports(sim::Packet const& packet) {
    return packet.protocol() == sim::ip_protocol::udp || packet.protocol() == sim::ip_protocol::tcp;
}

/// One direction of a conversation. Nothing but itself for what has no IPv4 header.
std::string flow_of(Side side, Octets const& frame) {
    const auto packet = datagram_of(frame);
    if (!packet) return {};
    return fmt::format("{} {} {} {} {}", to_string(side), packet->protocol(), packet->source().number, packet->destination().number,
                       has_ports(*packet) ? packet->get(packet->body(), 4) : 0U);
}

Octets flipped(Octets frame, std::size_t octet, unsigned bits, bool mended) {
    const auto changed = static_cast<std::uint8_t>(frame.at(ethernet_header_size + octet) ^ bits);
    if (auto packet = datagram_of(frame); packet && octet < packet->size()) {
        if (mended)
            packet->set(octet, changed, 1);
        else
            packet->spoil(octet, changed);
        return in_frame(frame, packet->octets());
    }
    frame.at(ethernet_header_size + octet) = changed;
    return frame;
}

/// The value of the field, or its last bit; the frame as it is where it has no such field.
Octets rewritten(Octets frame, std::string const& name, std::optional<std::uint64_t> value) {
    const auto dissection = proto::dissect_ip(part(frame, ethernet_header_size));
    auto const* field = dissection.field(name);
    auto const* layer = dissection.layer_of(name);
    if (field == nullptr || layer == nullptr) return frame;
    // The list of what stands in IKE has no place of its own: another type in front is another list.
    if (field->width == 0) return name == "payloads" ? rewritten(std::move(frame), "next_payload", value) : frame;
    const auto first = layer->offset * 8 + field->bit;
    const auto last = first + field->width - 1;
    if (ethernet_header_size + last / 8 >= frame.size()) return frame;
    const bool mended = !name.ends_with("checksum");
    if (!value) return flipped(std::move(frame), last / 8, 0x80U >> last % 8, mended);
    auto wanted = frame;
    (void)write_bits(std::span(wanted).subspan(ethernet_header_size), first, std::min<std::size_t>(field->width, 64), *value);
    for (auto octet = first / 8; octet <= last / 8; ++octet)
        frame = flipped(std::move(frame), octet, wanted[ethernet_header_size + octet] ^ frame[ethernet_header_size + octet], mended);
    return frame;
}

/// RFC 768: 0 says that there is none.
Octets summed(Octets frame) {
    auto packet = datagram_of(frame);
    const auto at = packet ? packet->checksum_place() : std::nullopt;
    if (!at || packet->protocol() != sim::ip_protocol::udp || packet->is_fragment() || packet->get(*at, 2) != 0) return frame;
    const auto sum =
        transport_checksum(packet->source(), packet->destination(), packet->protocol(), part(packet->octets(), packet->body()));
    const auto written = sum == 0 ? 0xffffU : sum;
    packet->spoil(*at, static_cast<std::uint8_t>(written >> 8U));
    packet->spoil(*at + 1, static_cast<std::uint8_t>(written));
    return in_frame(frame, packet->octets());
}

Octets stripped(Octets frame) {
    constexpr std::size_t fixed = 20;
    const auto packet = datagram_of(frame);
    if (!packet || packet->body() == fixed) return frame;
    const auto whole = packet->octets();
    Octets datagram(whole.begin(), whole.begin() + fixed);
    const auto rest = part(whole, packet->body());
    datagram.insert(datagram.end(), rest.begin(), rest.end());
    constexpr std::uint64_t version_and_length = 0x45;
    (void)write_bits(datagram, 0, 8, version_and_length);
    (void)write_bits(datagram, 16, 16, datagram.size());
    (void)write_bits(datagram, 80, 16, 0);
    (void)write_bits(datagram, 80, 16, internet_checksum(part(datagram, 0, fixed)));
    return in_frame(frame, datagram);
}

Octets garbled(Octets frame, std::size_t octet) {
    const auto packet = datagram_of(frame);
    if (!packet || octet >= packet->left()) return frame;
    return flipped(std::move(frame), packet->body() + octet, 0x01, true);
}

Octets altered(Octets frame) {
    const auto packet = datagram_of(frame);
    const auto size = packet ? packet->size() : frame.size() - ethernet_header_size;
    return flipped(std::move(frame), size - 1, 0x01, true);
}

}  // namespace

void Meddler::receive(Side side, View frame, Instant now) {
    const auto header = read_ethernet(frame);
    constexpr std::size_t arp_sender = 14;  // RFC 826, behind the Ethernet header
    if (side == Side::lan && header && header->type == ether_type_arp)
        clients_[{static_cast<std::uint32_t>(read_bits(frame, (ethernet_header_size + arp_sender) * 8, 32).value_or(0))}] = header->source;
    if (side == Side::lan && header && header->type == ether_type_ipv4)
        if (const auto packet = sim::Packet::parse(part(frame, ethernet_header_size))) clients_[packet->source()] = header->source;
    bridge(side, frame);
    router_.receive(side, led_back(side, Octets(frame.begin(), frame.end())), now);
    collect();
}

void Meddler::bridge(Side from, View frame) {
    const bool across = meddling_.how == How::bridges || (meddling_.how == How::lets_out && from == Side::lan);
    const auto header = read_ethernet(frame);
    const bool other = header && header->type != ether_type_ipv4 && header->type != ether_type_arp;
    if (across && other) out_.push_back({from == Side::lan ? Side::wan : Side::lan, Octets(frame.begin(), frame.end()), {}});
}

/// What is for the address or port that the router does not know of, as it would have been without.
Octets Meddler::led_back(Side from, Octets frame) const {
    auto packet = datagram_of(frame);
    if (!packet) return frame;
    if (moved_ && from == Side::wan && packet->protocol() == moved_->protocol && packet->destination() == moved_->outside.address &&
        packet->destination_port() == moved_->outside.port) {
        packet->set_destination(moved_->inside.address);
        packet->set(packet->body() + 2, moved_->inside.port, 2);
        return in_frame(frame, packet->octets());
    }
    const auto inside = router_.lab().lan.prefix.address;
    if (meddling_.how == How::named_inside && from == Side::lan && packet->destination() == inside && packet->is_icmp_error()) {
        packet->set_destination(router_.lab().wan.router_address);
        sim::Quote(*packet, sim::QuotedEnd::source).set_own(router_.lab().wan.router_address);
        return in_frame(frame, packet->octets());
    }
    return frame;
}

void Meddler::wake(Instant now) {
    if (const auto at = router_.wake_at(); at && *at <= now) router_.wake(now);
    collect();
}

void Meddler::collect() {
    for (auto& emission : router_.take_frames()) {
        const auto token = engine::token_of_frame(engine::run_magic(seed), emission.frame);
        probes_.push_back(token ? std::optional(token->probe) : std::nullopt);
        if (meddling_.how == How::silenced && token && meddling_.probes.contains(token->probe)) continue;
        const bool chosen = meddling_.how != How::silenced && probes_.size() == meddling_.frame + 1;
        if (chosen && emission.frame.size() > ethernet_header_size)
            meddle(emission.side, std::move(emission.frame));
        else if (cut_off_.empty() || flow_of(emission.side, emission.frame) != cut_off_)
            hand_on(emission.side, std::move(emission.frame));
    }
}

void Meddler::meddle(Side side, Octets frame) {
    switch (meddling_.how) {
        case How::none:
        case How::silenced:
        case How::summed:
        case How::stripped:
        case How::named_inside:
        case How::lets_out:
        case How::bridges:
            return hand_on(side, std::move(frame));
        case How::lost:
            return;
        case How::cut_off:
            cut_off_ = flow_of(side, frame);
            return;
        case How::altered:
            return hand_on(side, altered(std::move(frame)));
        case How::rewritten:
            return hand_on(side, rewritten(std::move(frame), meddling_.field, meddling_.value));
        case How::garbled:
            return hand_on(side, garbled(std::move(frame), meddling_.value.value_or(0)));
        case How::moved:
            move(frame);
            return hand_on(side, std::move(frame));
        case How::overtaken:
            held_ = Departure{side, std::move(frame), {}};
            return;
        case How::copied:
            hand_on(side, to_other_host(frame));
            return hand_on(side, std::move(frame));
        case How::astray:
            return hand_on(side, to_other_host(frame));
    }
}

void Meddler::move(Octets const& frame) {
    const auto packet = datagram_of(frame);
    if (!packet || !has_ports(*packet)) return;
    const sim::SocketAddress inside{packet->source(), packet->source_port()};
    auto outside = inside;
    if (meddling_.to != Ipv4Address{}) outside.address = meddling_.to;
    if (meddling_.value) outside.port = static_cast<std::uint16_t>(*meddling_.value);
    moved_ = {packet->protocol(), inside, outside};
}

Octets Meddler::as_it_leaves(Side to, Octets frame) const {
    if (meddling_.how == How::summed) return summed(std::move(frame));
    if (meddling_.how == How::stripped) return stripped(std::move(frame));
    auto packet = datagram_of(frame);
    if (!packet) return frame;
    if (moved_ && to == Side::wan && packet->protocol() == moved_->protocol && packet->source() == moved_->inside.address &&
        packet->source_port() == moved_->inside.port) {
        packet->set_source(moved_->outside.address);
        packet->set(packet->body(), moved_->outside.port, 2);
        return in_frame(frame, packet->octets());
    }
    if (meddling_.how == How::named_inside && to == Side::lan && packet->source() == router_.lab().wan.router_address) {
        packet->set_source(router_.lab().lan.prefix.address);
        return in_frame(frame, packet->octets());
    }
    return frame;
}

void Meddler::hand_on(Side side, Octets frame) {
    out_.push_back({side, as_it_leaves(side, std::move(frame)), {}});
    if (held_ && held_->side == side) out_.push_back(*std::exchange(held_, std::nullopt));
}

Octets Meddler::to_other_host(Octets const& frame) const {
    auto packet = datagram_of(frame);
    if (!packet) return frame;
    packet->set_destination(meddling_.to);
    auto changed = in_frame(frame, packet->octets());
    if (const auto client = clients_.find(meddling_.to); client != clients_.end())
        std::copy(client->second.octets.begin(), client->second.octets.end(), changed.begin());
    return changed;
}

namespace {

class Keeper : public run::Observer {
public:
    void preflight_done(std::vector<model::FieldRecord> const& /*facts*/) override {}
    void case_started(model::Case const& /*scenario*/, unsigned /*attempt*/) override {}
    void case_finished(engine::Finished finished) override { record = std::move(finished.record); }
    model::CaseRecord record;
};

}  // namespace

Met meet(model::Case const& scenario, model::RouterSpec const& router, Meddling const& meddling) {
    constexpr Duration most_time = std::chrono::hours(48);
    constexpr std::uint64_t most_frames = 100'000;
    const run::Plan plan{{scenario}, router.lab, seed, 1, 0};
    Keeper keeper;
    run::Session session(plan, keeper);
    Meddler meddler(router, meddling);
    const auto course = degenerate::run(session, meddler, most_time, most_frames);
    Met met{std::move(keeper.record), {}, meddler.probes()};
    if (!course.trouble.empty()) met.record.reason += "; " + course.trouble;
    for (std::size_t place = 0; place < course.arrived.size(); ++place) met.sent_as[course.arrived[place]] = place;
    return met;
}

}  // namespace tsuka::mutation
