#include "harness/sim/pppoe_client.hpp"

#include <algorithm>

namespace tsuka::sim {

using proto::number;
using proto::PppCode;
using proto::PppControl;
using proto::PppoeCode;
using proto::PppoeTag;
using proto::PppProtocol;

namespace {

constexpr std::uint32_t host_uniq = 0x7a0e;
constexpr std::uint32_t magic = 0x51500e11;
constexpr std::uint16_t mru = 1492;
constexpr unsigned most_tries = 5;

/// RFC 2516 section 8: twice as long each time.
Duration patience(unsigned tries) {
    return std::chrono::seconds(1) * (1U << std::min(tries, 5U));
}

}  // namespace

void PppoeClient::start(Instant now) {
    line_.reset();
    wanted_ = {};
    enter(Phase::discovering, now);
}

void PppoeClient::enter(Phase phase, Instant now) {
    phase_ = phase;
    tries_ = 0;
    ours_ = false;
    wake_at_.reset();
    transmit(now);
}

void PppoeClient::send(PppProtocol protocol, std::uint8_t code, std::uint8_t identifier, View data) {
    auto const packet = proto::build_ppp_control({protocol, code, identifier, data});
    out_.push_back(proto::build_pppoe({concentrator_, mac_, PppoeCode::session, session_, packet}));
}

/// What this phase says by itself, to be said again when nothing comes of it.
void PppoeClient::transmit(Instant now) {
    Writer writer;
    switch (phase_) {
        case Phase::idle:
        case Phase::open:
            return;
        case Phase::discovering:
            proto::put_pppoe_tag(writer, PppoeTag::service_name, {});
            proto::put_pppoe_tag(writer, PppoeTag::host_uniq, Writer{}.u32(host_uniq).view());
            out_.push_back(proto::build_pppoe({MacAddress::broadcast(), mac_, PppoeCode::padi, 0, writer.view()}));
            break;
        case Phase::requesting:
            proto::put_pppoe_tag(writer, PppoeTag::service_name, {});
            proto::put_pppoe_tag(writer, PppoeTag::host_uniq, Writer{}.u32(host_uniq).view());
            proto::put_pppoe_tag(writer, PppoeTag::ac_cookie, cookie_);
            out_.push_back(proto::build_pppoe({concentrator_, mac_, PppoeCode::padr, 0, writer.view()}));
            break;
        case Phase::link:
            proto::put_ppp_option(writer, proto::lcp_option::mru, Writer{}.u16(mru).view());
            proto::put_ppp_option(writer, proto::lcp_option::magic, Writer{}.u32(magic).view());
            send(PppProtocol::lcp, number(PppCode::configure_request), ++identifier_, writer.view());
            break;
        case Phase::authenticating:
            if (asked_for_ == PppProtocol::pap) {
                constexpr std::uint8_t request = 1;
                writer.u8(user_.size()).octets(proto::octets_of(user_)).u8(password_.size()).octets(proto::octets_of(password_));
                send(PppProtocol::pap, request, ++identifier_, writer.view());
            }
            break;
        case Phase::network:
            proto::put_ppp_option(writer, proto::ipcp_option::address, Writer{}.u32(wanted_.number).view());
            send(PppProtocol::ipcp, number(PppCode::configure_request), ++identifier_, writer.view());
            break;
    }
    wake_at_ = now + patience(tries_++);
}

void PppoeClient::wake(Instant now) {
    if (!wake_at_ || now < *wake_at_) return;
    if (tries_ > most_tries && phase_ != Phase::discovering) return start(now);
    transmit(now);
}

void PppoeClient::receive(View frame, Instant now) {
    auto const found = proto::read_pppoe(frame);
    if (!found || found->destination != mac_) return;
    if (found->code != PppoeCode::session) return discover(*found, now);
    if (phase_ < Phase::link || found->session != session_ || found->source != concentrator_) return;
    auto const packet = proto::read_ppp_control(found->payload);
    if (!packet) return;
    switch (packet->protocol) {
        case PppProtocol::lcp:
            return take_lcp(*packet, now);
        case PppProtocol::pap:
        case PppProtocol::chap:
            return take_authentication(*packet, now);
        case PppProtocol::ipcp:
            return take_ipcp(*packet, now);
        case PppProtocol::ipv4:
        case PppProtocol::ipv6:
        case PppProtocol::ipv6cp:
            return;
    }
}

void PppoeClient::discover(proto::PppoeFrame const& frame, Instant now) {
    auto const tags = proto::read_pppoe_tags(frame.payload);
    if (!tags) return;
    if (frame.code == PppoeCode::padt && phase_ >= Phase::link && frame.session == session_) return start(now);
    if (read_bits(proto::value_of(*tags, PppoeTag::host_uniq), 0, 32) != host_uniq) return;
    if (frame.code == PppoeCode::pado && phase_ == Phase::discovering) {
        concentrator_ = frame.source;
        auto const cookie = proto::value_of(*tags, PppoeTag::ac_cookie);
        cookie_.assign(cookie.begin(), cookie.end());
        return enter(Phase::requesting, now);
    }
    if (frame.code == PppoeCode::pads && phase_ == Phase::requesting && frame.source == concentrator_ && frame.session != 0) {
        session_ = frame.session;
        asked_for_.reset();
        theirs_ = false;
        enter(Phase::link, now);
    }
}

void PppoeClient::take_lcp(PppControl const& packet, Instant now) {
    auto const code = static_cast<PppCode>(packet.code);
    if (code == PppCode::configure_request) {
        auto const options = proto::read_ppp_options(packet.data);
        if (!options) return;
        asked_for_.reset();
        for (auto const& option : *options)
            if (option.type == proto::lcp_option::authentication && option.value.size() >= 2)
                asked_for_ = static_cast<PppProtocol>(read_bits(option.value, 0, 16).value_or(0));
        theirs_ = true;
        send(PppProtocol::lcp, number(PppCode::configure_ack), packet.identifier, packet.data);
    } else if (code == PppCode::configure_ack && phase_ == Phase::link && packet.identifier == identifier_) {
        ours_ = true;
    } else if (code == PppCode::echo_request) {
        Writer writer;
        writer.u32(magic).octets(part(packet.data, 4));
        send(PppProtocol::lcp, number(PppCode::echo_reply), packet.identifier, writer.view());
    } else if (code == PppCode::terminate_request) {
        send(PppProtocol::lcp, number(PppCode::terminate_ack), packet.identifier, {});
        return start(now);
    }
    if (phase_ != Phase::link || !ours_ || !theirs_) return;
    theirs_ = false;
    enter(asked_for_ ? Phase::authenticating : Phase::network, now);
}

void PppoeClient::take_authentication(PppControl const& packet, Instant now) {
    constexpr std::uint8_t challenge = 1;
    constexpr std::uint8_t response = 2;
    constexpr std::uint8_t success = 3;
    if (phase_ != Phase::authenticating || asked_for_ != packet.protocol) return;
    if (packet.protocol == PppProtocol::chap && packet.code == challenge) {
        Reader reader{packet.data};
        auto const value = reader.take(reader.u8());
        auto const answer = proto::chap_response(packet.identifier, password_, value);
        Writer writer;
        writer.u8(answer.size()).octets(answer).octets(proto::octets_of(user_));
        return send(PppProtocol::chap, response, packet.identifier, writer.view());
    }
    constexpr std::uint8_t acknowledged = 2;
    auto const let_in = packet.protocol == PppProtocol::chap ? success : acknowledged;
    if (packet.code == let_in) enter(Phase::network, now);
}

void PppoeClient::take_ipcp(PppControl const& packet, Instant now) {
    if (phase_ != Phase::network) return;
    auto const code = static_cast<PppCode>(packet.code);
    auto const options = proto::read_ppp_options(packet.data);
    if (!options) return;
    auto const address = [&]() -> std::optional<Ipv4Address> {
        for (auto const& option : *options)
            if (option.type == proto::ipcp_option::address && option.value.size() == 4)
                return Ipv4Address{static_cast<std::uint32_t>(read_bits(option.value, 0, 32).value_or(0))};
        return std::nullopt;
    }();
    if (code == PppCode::configure_request) {
        gateway_ = address.value_or(Ipv4Address{});
        theirs_ = true;
        send(PppProtocol::ipcp, number(PppCode::configure_ack), packet.identifier, packet.data);
    } else if (code == PppCode::configure_nak && packet.identifier == identifier_ && address) {
        wanted_ = *address;
        return transmit(now);
    } else if (code == PppCode::configure_ack && packet.identifier == identifier_) {
        ours_ = true;
    }
    if (!ours_ || !theirs_) return;
    line_ = Line{wanted_, gateway_, concentrator_, session_};
    phase_ = Phase::open;
    wake_at_.reset();
}

}  // namespace tsuka::sim
