// What an access concentrator negotiates inside a session: LCP, who the router is, IPCP. Discovery is in access_concentrator.cpp.
#include "harness/lab/access_concentrator.hpp"

#include <fmt/format.h>

#include <utility>

namespace tsuka::lab {

namespace {

using model::Pppoe;
using proto::number;
using proto::PppCode;
using proto::PppControl;
using proto::PppProtocol;

constexpr std::uint8_t accepted = 2;  ///< PAP Authenticate-Ack; CHAP has its own
constexpr Duration between_requests = std::chrono::seconds(1);

Octets four(std::uint32_t number) {
    return Writer{}.u32(number).take();
}

}  // namespace

// --- LCP

void AccessConcentrator::ask(Instant now, Frames& out) {
    if (line_->asked && now - *line_->asked < between_requests) return;
    Writer options;
    if (!line_->lcp_ours) {
        proto::put_ppp_option(options, proto::lcp_option::mru, Writer{}.u16(wan_.pppoe.mru).view());
        if (wan_.pppoe.authentication == Pppoe::Authentication::pap)
            proto::put_ppp_option(options, proto::lcp_option::authentication,
                                  Writer{}.u16(static_cast<std::uint16_t>(PppProtocol::pap)).view());
        if (wan_.pppoe.authentication == Pppoe::Authentication::chap)
            proto::put_ppp_option(options, proto::lcp_option::authentication,
                                  Writer{}.u16(static_cast<std::uint16_t>(PppProtocol::chap)).u8(proto::chap_md5_algorithm).view());
        proto::put_ppp_option(options, proto::lcp_option::magic, four(magic_));
        line_->asked = now;
        return say(PppProtocol::lcp, number(PppCode::configure_request), ++line_->identifier, options.view(), out);
    }
    if (!line_->lcp_theirs) return;
    if (!line_->authenticated) {
        if (wan_.pppoe.authentication != Pppoe::Authentication::chap) return;  // PAP: the router speaks first
        line_->asked = now;
        line_->challenge = Writer{}.u64(seed_ + line_->id).u64(seed_ ^ (std::uint64_t{line_->identifier} << 32U)).take();
        Writer writer;
        writer.u8(line_->challenge.size()).octets(line_->challenge).octets(proto::octets_of(own_name));
        constexpr std::uint8_t challenge = 1;
        return say(PppProtocol::chap, challenge, ++line_->identifier, writer.view(), out);
    }
    if (line_->ipcp_ours) return;
    line_->asked = now;
    proto::put_ppp_option(options, proto::ipcp_option::address, four(wan_.link.address.number));
    say(PppProtocol::ipcp, number(PppCode::configure_request), ++line_->identifier, options.view(), out);
}

/// The next request goes out at once when the one before was acknowledged.
void AccessConcentrator::take_lcp(PppControl const& packet, Frames& out) {
    switch (static_cast<PppCode>(packet.code)) {
        case PppCode::configure_request:
            return take_request(packet, out);
        case PppCode::configure_ack:
            if (packet.identifier != line_->identifier || line_->lcp_ours) return;
            line_->lcp_ours = true;
            line_->asked.reset();
            if (line_->lcp()) so_far_ = "set LCP up and did not authenticate";
            return;
        case PppCode::configure_nak:
        case PppCode::configure_reject:
            return take_refusal(packet);
        case PppCode::terminate_request:
            say(PppProtocol::lcp, number(PppCode::terminate_ack), packet.identifier, {}, out);
            end("ended the link (LCP Terminate-Request)");
            return close(out);
        case PppCode::echo_request: {
            if (wan_.pppoe.silent_echo || !line_->lcp()) return;
            Writer writer;
            writer.u32(magic_).octets(part(packet.data, 4));
            return say(PppProtocol::lcp, number(PppCode::echo_reply), packet.identifier, writer.view(), out);
        }
        case PppCode::terminate_ack:
        case PppCode::code_reject:
        case PppCode::protocol_reject:
        case PppCode::echo_reply:
        case PppCode::discard_request:
            return;
    }
}

/// RFC 1661 section 5.4: what is not known here is refused with its own octets, and only if nothing is, the request is acknowledged.
void AccessConcentrator::take_request(PppControl const& packet, Frames& out) {
    auto const options = proto::read_ppp_options(packet.data);
    if (!options) return;
    Writer refused;
    for (auto const& option : *options) {
        bool const size_fits = option.type == proto::lcp_option::mru ? option.value.size() == 2 : option.value.size() == 4;
        bool const known = option.type == proto::lcp_option::mru || option.type == proto::lcp_option::magic;
        if (!known || !size_fits) proto::put_ppp_option(refused, option.type, option.value);
    }
    if (refused.size() > 0) return say(PppProtocol::lcp, number(PppCode::configure_reject), packet.identifier, refused.view(), out);
    // A second request on an open link sets it up anew (section 3.4).
    if (line_->open()) {
        end("negotiated the link anew (LCP Configure-Request)");
        line_->lcp_ours = line_->ipcp_ours = line_->ipcp_theirs = false;
    }
    line_->lcp_theirs = true;
    if (line_->lcp()) {
        so_far_ = "set LCP up and did not authenticate";
        line_->asked.reset();
    }
    say(PppProtocol::lcp, number(PppCode::configure_ack), packet.identifier, packet.data, out);
}

/// Which of ours the router does not take. Nothing of it is given up: the lab file says what is asked for.
void AccessConcentrator::take_refusal(PppControl const& packet) {
    auto const options = proto::read_ppp_options(packet.data);
    if (!options || packet.identifier != line_->identifier) return;
    for (auto const& option : *options) {
        if (option.type == proto::lcp_option::authentication)
            refusal_ = fmt::format("does not authenticate by {}",
                                   wan_.pppoe.authentication == Pppoe::Authentication::pap ? "PAP" : "CHAP with MD5");
        if (option.type == proto::lcp_option::mru) refusal_ = fmt::format("does not take an MRU of {}", wan_.pppoe.mru);
    }
}

// --- authentication

void AccessConcentrator::let_in(std::string_view user, bool right) {
    line_->authenticated = right;
    refused_ += right ? 0 : 1;
    line_->asked.reset();
    so_far_ = "authenticated and did not set IPCP up";
    refusal_ = right ? std::string{}
                     : fmt::format("authenticated as \"{}\" and was refused{}", user,
                                   wan_.pppoe.refuse ? ", as the lab file wants" : ": user or password are not those of the lab file");
}

void AccessConcentrator::take_pap(PppControl const& packet, Frames& out) {
    constexpr std::uint8_t request = 1;
    if (wan_.pppoe.authentication != Pppoe::Authentication::pap || packet.code != request || !line_->lcp()) return;
    Reader reader{packet.data};
    auto const user = proto::text_of(reader.take(reader.u8()));
    auto const password = proto::text_of(reader.take(reader.u8()));
    if (!reader.ok()) return;
    bool const right = !wan_.pppoe.refuse && (wan_.pppoe.user.empty() || (user == wan_.pppoe.user && password == wan_.pppoe.password));
    let_in(user, right);
    constexpr std::uint8_t refused = 3;
    say(PppProtocol::pap, right ? accepted : refused, packet.identifier, Writer{}.u8(0).view(), out);
    if (!right) close(out);
}

void AccessConcentrator::take_chap(PppControl const& packet, Frames& out) {
    constexpr std::uint8_t response = 2;
    constexpr std::uint8_t success = 3;
    constexpr std::uint8_t failure = 4;
    if (packet.code != response || line_->challenge.empty() || packet.identifier != line_->identifier || line_->authenticated) return;
    Reader reader{packet.data};
    auto const value = reader.take(reader.u8());
    if (!reader.ok()) return;
    auto const user = proto::text_of(reader.rest());
    auto const wanted = proto::chap_response(packet.identifier, wan_.pppoe.password, line_->challenge);
    bool const right = !wan_.pppoe.refuse && (wan_.pppoe.user.empty() || (user == wan_.pppoe.user && same(value, wanted)));
    let_in(user, right);
    say(PppProtocol::chap, right ? success : failure, packet.identifier, {}, out);
    if (!right) close(out);
}

// --- IPCP

void AccessConcentrator::take_ipcp(PppControl const& packet, Frames& out) {
    if (!line_->lcp() || !line_->authenticated) return;
    auto const code = static_cast<PppCode>(packet.code);
    if (code == PppCode::configure_ack && packet.identifier == line_->identifier && !line_->ipcp_ours) {
        line_->ipcp_ours = true;
        return opened();
    }
    if (code == PppCode::terminate_request) {
        say(PppProtocol::ipcp, number(PppCode::terminate_ack), packet.identifier, {}, out);
        line_->ipcp_ours = line_->ipcp_theirs = false;
        return;
    }
    if (code != PppCode::configure_request) return;
    auto const options = proto::read_ppp_options(packet.data);
    if (!options) return;
    Writer refused;
    Writer other;  // RFC 1332 section 3.3: the value that would be accepted
    for (auto const& option : *options) {
        auto const wanted = option.type == proto::ipcp_option::address       ? std::optional(wan_.router_address.number)
                            : option.type == proto::ipcp_option::primary_dns ? std::optional(wan_.link.address.number)
                                                                             : std::nullopt;
        if (!wanted || option.value.size() != 4)
            proto::put_ppp_option(refused, option.type, option.value);
        else if (read_bits(option.value, 0, 32) != *wanted)
            proto::put_ppp_option(other, option.type, four(*wanted));
    }
    if (refused.size() > 0) return say(PppProtocol::ipcp, number(PppCode::configure_reject), packet.identifier, refused.view(), out);
    if (other.size() > 0) return say(PppProtocol::ipcp, number(PppCode::configure_nak), packet.identifier, other.view(), out);
    say(PppProtocol::ipcp, number(PppCode::configure_ack), packet.identifier, packet.data, out);
    bool const first = !line_->ipcp_theirs;
    line_->ipcp_theirs = true;
    if (first) opened();
}

void AccessConcentrator::opened() {
    if (!line_->open()) return;
    ++dialled_;
    so_far_ = "has a session";
    refusal_.clear();
    refused_ = 0;
}

}  // namespace tsuka::lab
