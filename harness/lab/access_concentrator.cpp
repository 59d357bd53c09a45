#include "harness/lab/access_concentrator.hpp"

#include "generator/proto/integrity.hpp"

#include <fmt/format.h>

#include <utility>

namespace tsuka::lab {

namespace {

/// Offers that are held back at a time. A router asks again every few seconds; a flood of PADIs must not pile up.
constexpr std::size_t most_late = 64;

using model::Pppoe;
using proto::number;
using proto::PppCode;
using proto::PppControl;
using proto::PppoeCode;
using proto::PppoeTag;
using proto::PppProtocol;

}  // namespace

AccessConcentrator::AccessConcentrator(model::WanSide const& wan, MacAddress mac, std::uint64_t seed)
    : wan_(wan), mac_(mac), seed_(seed), magic_(static_cast<std::uint32_t>(seed * 0x9e3779b97f4a7c15U >> 32U) | 1U) {}

std::optional<PppSession> AccessConcentrator::session() const {
    if (!line_ || !line_->open()) return std::nullopt;
    return PppSession{line_->id, line_->router};
}

std::string AccessConcentrator::so_far() const {
    if (!refusal_.empty()) return refusal_;
    return so_far_.empty() ? "sent no PADI" : so_far_;
}

void AccessConcentrator::say(PppProtocol protocol, std::uint8_t code, std::uint8_t identifier, View data, Frames& out) const {
    auto const packet = proto::build_ppp_control({protocol, code, identifier, data});
    out.push_back(proto::build_pppoe({line_->router, mac_, PppoeCode::session, line_->id, packet}));
}

/// RFC 2516 section 5.2: what only the concentrator can make of the address that asked.
Octets AccessConcentrator::cookie(MacAddress router) const {
    return proto::hmac_sha1_96(Writer{}.u64(seed_).view(), router.octets);
}

bool AccessConcentrator::knows_service(View name) const {
    return wan_.pppoe.service.empty() || name.empty() || proto::text_of(name) == wan_.pppoe.service;
}

std::vector<Octets> AccessConcentrator::answer(View on_the_wire, Instant now) {
    Frames out;
    auto const frame = proto::read_pppoe(on_the_wire);
    if (!frame || (frame->destination != mac_ && frame->code != PppoeCode::padi)) return out;
    if (frame->code != PppoeCode::session) {
        discover(*frame, now, out);
        return out;
    }
    if (!line_ || frame->session != line_->id || frame->source != line_->router) return out;
    auto const protocol = proto::ppp_protocol(frame->payload);
    if (!protocol || *protocol == static_cast<std::uint16_t>(PppProtocol::ipv4)) return out;
    auto const packet = proto::read_ppp_control(frame->payload);
    if (!packet) {
        // RFC 1661 section 5.7: IPv6CP and whatever else is not spoken here. Only an open LCP may say so.
        if (line_->lcp()) say(PppProtocol::lcp, number(PppCode::protocol_reject), ++line_->identifier, frame->payload, out);
        return out;
    }
    switch (packet->protocol) {
        case PppProtocol::lcp:
            take_lcp(*packet, out);
            break;
        case PppProtocol::pap:
            take_pap(*packet, out);
            break;
        case PppProtocol::chap:
            take_chap(*packet, out);
            break;
        case PppProtocol::ipcp:
            take_ipcp(*packet, out);
            break;
        case PppProtocol::ipv4:
        case PppProtocol::ipv6:
        case PppProtocol::ipv6cp:
            break;
    }
    if (line_) ask(now, out);
    return out;
}

// --- discovery

void AccessConcentrator::discover(proto::PppoeFrame const& frame, Instant now, Frames& out) {
    auto const tags = proto::read_pppoe_tags(frame.payload);
    if (!tags) return;
    switch (frame.code) {
        case PppoeCode::padi:
            return offer(frame, *tags, now, out);
        case PppoeCode::padr:
            return open_line(frame, *tags, now, out);
        case PppoeCode::padt:
            if (line_ && frame.session == line_->id && frame.source == line_->router) {
                end("hung up (PADT)");
                line_.reset();
            }
            return;
        case PppoeCode::pado:
        case PppoeCode::pads:
        case PppoeCode::session:
            return;
    }
}

namespace {

/// RFC 2516 section 5: what the host wrote there comes back as it was.
void put_echoed(Writer& writer, std::vector<proto::PppoeTagValue> const& tags) {
    proto::put_pppoe_tag(writer, PppoeTag::service_name, proto::value_of(tags, PppoeTag::service_name));
    for (auto const tag : {PppoeTag::host_uniq, PppoeTag::relay_session_id})
        if (proto::has(tags, tag)) proto::put_pppoe_tag(writer, tag, proto::value_of(tags, tag));
}

}  // namespace

void AccessConcentrator::end(std::string how) {
    so_far_ = how;
    if (line_ && line_->open()) ended_ = std::move(how);
}

void AccessConcentrator::offer(proto::PppoeFrame const& frame, std::vector<proto::PppoeTagValue> const& tags, Instant now, Frames& out) {
    auto const name = proto::value_of(tags, PppoeTag::service_name);
    if (!proto::has(tags, PppoeTag::service_name) || !knows_service(name)) {
        so_far_ = fmt::format("asks for the service \"{}\", and the lab file offers \"{}\"", proto::text_of(name), wan_.pppoe.service);
        return;  // section 5.1: whoever cannot serve must not answer
    }
    Writer writer;
    put_echoed(writer, tags);
    proto::put_pppoe_tag(writer, PppoeTag::ac_name, proto::octets_of(own_name));
    proto::put_pppoe_tag(writer, PppoeTag::ac_cookie, cookie(frame.source));
    auto pado = proto::build_pppoe({frame.source, mac_, PppoeCode::pado, 0, writer.view()});
    if (wan_.pppoe.late_offer == Duration{})
        out.push_back(std::move(pado));
    else if (late_.size() < most_late)
        late_.emplace(now + wan_.pppoe.late_offer, std::move(pado));
    if (!line_) so_far_ = "sent a PADI, and no PADR after it";
}

void AccessConcentrator::open_line(proto::PppoeFrame const& frame, std::vector<proto::PppoeTagValue> const& tags, Instant now,
                                   Frames& out) {
    if (!same(proto::value_of(tags, PppoeTag::ac_cookie), cookie(frame.source))) {
        so_far_ = "sent a PADR with another AC-Cookie than it was given";
        return;
    }
    auto const uniq = proto::value_of(tags, PppoeTag::host_uniq);
    bool const repeated = line_ && line_->router == frame.source && same(line_->host_uniq, uniq) && !line_->lcp_theirs;
    if (!repeated) {
        // A router that dials again has lost its session: the old one is gone without another word.
        end("dialled again without hanging up");
        line_ = Line{};
        line_->id = ++last_id_;
        line_->router = frame.source;
        line_->host_uniq.assign(uniq.begin(), uniq.end());
        line_->authenticated = wan_.pppoe.authentication == Pppoe::Authentication::none;
        so_far_ = "got a session and did not set LCP up";
    }
    Writer writer;
    put_echoed(writer, tags);
    out.push_back(proto::build_pppoe({frame.source, mac_, PppoeCode::pads, line_->id, writer.view()}));
    line_->asked.reset();
    ask(now, out);
}

// --- the end

Octets AccessConcentrator::termination() const {
    return proto::build_pppoe({line_->router, mac_, PppoeCode::padt, line_->id, {}});
}

void AccessConcentrator::close(Frames& out) {
    out.push_back(termination());
    line_.reset();
}

std::vector<Octets> AccessConcentrator::farewell() const {
    return line_ ? Frames{termination()} : Frames{};
}

std::vector<Octets> AccessConcentrator::assign(Ipv4Address address) {
    wan_.router_address = address;
    return hang_up();
}

std::vector<Octets> AccessConcentrator::hang_up() {
    Frames out;
    if (line_) close(out);
    return out;
}

std::vector<Octets> AccessConcentrator::wake(Instant now) {
    Frames out;
    for (auto const end = late_.upper_bound(now); !late_.empty() && late_.begin() != end; late_.erase(late_.begin()))
        out.push_back(std::move(late_.begin()->second));
    return out;
}

std::optional<Instant> AccessConcentrator::wake_at() const {
    return late_.empty() ? std::nullopt : std::optional(late_.begin()->first);
}

}  // namespace tsuka::lab
