// A router that treats one frame otherwise: see meddler.hpp.
#include "tests/mutation/meddler.hpp"

#include "generator/base/ethernet.hpp"
#include "generator/proto/dissect.hpp"
#include "harness/engine/token.hpp"
#include "harness/sim/packet.hpp"

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

/// One direction of a conversation. Nothing but itself for what has no IPv4 header.
std::string flow_of(Side side, Octets const& frame) {
    const auto packet = datagram_of(frame);
    if (!packet) return {};
    const bool ports = packet->protocol() == sim::ip_protocol::udp || packet->protocol() == sim::ip_protocol::tcp;
    return fmt::format("{} {} {} {} {}", to_string(side), packet->protocol(), packet->source().number, packet->destination().number,
                       ports ? packet->get(packet->body(), 4) : 0U);
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

Octets altered(Octets frame) {
    const auto packet = datagram_of(frame);
    const auto size = packet ? packet->size() : frame.size() - ethernet_header_size;
    return flipped(std::move(frame), size - 1, 0x01, true);
}

}  // namespace

void Meddler::receive(Side side, View frame, Instant now) {
    const auto header = read_ethernet(frame);
    if (side == Side::lan && header && header->type == ether_type_ipv4)
        if (const auto packet = sim::Packet::parse(part(frame, ethernet_header_size))) clients_[packet->source()] = header->source;
    router_.receive(side, frame, now);
    collect();
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

void Meddler::hand_on(Side side, Octets frame) {
    out_.push_back({side, std::move(frame), {}});
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
