// PPP over Ethernet (RFC 2516) and the control protocols of PPP that set a link up: LCP (RFC 1661), PAP (RFC 1334), CHAP with MD5
// (RFC 1994), IPCP (RFC 1332). Octets to values and back; who says what when is the business of those who use it.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::proto {

/// RFC 2516 sections 4 and 5.
enum class PppoeCode : std::uint8_t { session = 0x00, pado = 0x07, padi = 0x09, padr = 0x19, pads = 0x65, padt = 0xa7 };

/// One frame of either EtherType.
struct PppoeFrame {
    MacAddress destination;
    MacAddress source;
    PppoeCode code = PppoeCode::session;
    std::uint16_t session = 0;
    View payload = {};  ///< tags, or a PPP packet beginning with its protocol number
};
/// Nothing for a frame that is none, of another version, or shorter than its length field says.
[[nodiscard]] std::optional<PppoeFrame> read_pppoe(View frame);
[[nodiscard]] Octets build_pppoe(PppoeFrame const& frame);

/// RFC 2516 appendix A.
enum class PppoeTag : std::uint16_t {
    end_of_list = 0x0000,
    service_name = 0x0101,
    ac_name = 0x0102,
    host_uniq = 0x0103,
    ac_cookie = 0x0104,
    relay_session_id = 0x0110,
    service_name_error = 0x0201,
    generic_error = 0x0203
};
struct PppoeTagValue {
    PppoeTag tag = PppoeTag::end_of_list;
    View value;
};
/// Tags up to the end of the list; nothing when one of them is cut off.
[[nodiscard]] std::optional<std::vector<PppoeTagValue>> read_pppoe_tags(View payload);
[[nodiscard]] View value_of(std::vector<PppoeTagValue> const& tags, PppoeTag tag);
[[nodiscard]] bool has(std::vector<PppoeTagValue> const& tags, PppoeTag tag);
void put_pppoe_tag(Writer& writer, PppoeTag tag, View value);

/// PPP DLL protocol numbers (RFC 1661 section 2).
enum class PppProtocol : std::uint16_t {
    ipv4 = 0x0021,
    ipv6 = 0x0057,
    ipcp = 0x8021,
    ipv6cp = 0x8057,
    lcp = 0xc021,
    pap = 0xc023,
    chap = 0xc223
};

/// Codes of LCP and IPCP (RFC 1661 section 5). PAP and CHAP have codes 1 to 4 of their own.
enum class PppCode : std::uint8_t {
    configure_request = 1,
    configure_ack = 2,
    configure_nak = 3,
    configure_reject = 4,
    terminate_request = 5,
    terminate_ack = 6,
    code_reject = 7,
    protocol_reject = 8,
    echo_request = 9,
    echo_reply = 10,
    discard_request = 11
};

[[nodiscard]] constexpr std::uint8_t number(PppCode code) {
    return static_cast<std::uint8_t>(code);
}

/// A packet of LCP, IPCP, PAP or CHAP: they share one head.
struct PppControl {
    PppProtocol protocol = PppProtocol::lcp;
    std::uint8_t code = 0;
    std::uint8_t identifier = 0;
    View data = {};
};
/// Of the payload of a session frame. Nothing for a network protocol, or when the packet is shorter than its length field says.
[[nodiscard]] std::optional<PppControl> read_ppp_control(View payload);
/// The payload of a session frame.
[[nodiscard]] Octets build_ppp_control(PppControl const& packet);
/// The protocol number at the beginning of a session frame's payload; two octets always (RFC 2516 section 7 forbids to leave one out).
[[nodiscard]] std::optional<std::uint16_t> ppp_protocol(View payload);

/// LCP options (RFC 1661 section 6) and IPCP options (RFC 1332 section 3, RFC 1877 section 1).
namespace lcp_option {
inline constexpr std::uint8_t mru = 1;
inline constexpr std::uint8_t authentication = 3;
inline constexpr std::uint8_t magic = 5;
}  // namespace lcp_option
namespace ipcp_option {
inline constexpr std::uint8_t address = 3;
inline constexpr std::uint8_t primary_dns = 129;
inline constexpr std::uint8_t secondary_dns = 131;
}  // namespace ipcp_option
inline constexpr std::uint8_t chap_md5_algorithm = 5;  ///< RFC 1994 section 3

struct PppOption {
    std::uint8_t type = 0;
    View value = {};
};
/// Nothing when one of them is cut off or shorter than its own head.
[[nodiscard]] std::optional<std::vector<PppOption>> read_ppp_options(View data);
void put_ppp_option(Writer& writer, std::uint8_t type, View value);

/// Names, user names and secrets are text without an end mark.
[[nodiscard]] View octets_of(std::string_view text);
[[nodiscard]] std::string text_of(View octets);

/// The response to a CHAP challenge (RFC 1994 section 4.1): MD5 over identifier, secret, challenge. Empty when libcrypto refuses MD5.
[[nodiscard]] Octets chap_response(std::uint8_t identifier, std::string_view secret, View challenge);

/// Octets of the heads of PPPoE and PPP in front of a datagram, and those heads, for one of so many octets.
inline constexpr std::size_t pppoe_data_head_size = 8;
[[nodiscard]] Octets pppoe_data_head(std::uint16_t session, std::size_t datagram);
/// The session whose IPv4 datagram stands behind such heads; `octets`: what follows the EtherType of a session frame.
[[nodiscard]] std::optional<std::uint16_t> session_of_ipv4(View octets);

/// An Ethernet frame with an IPv4 datagram becomes one of a PPPoE session, without the padding that the datagram's length leaves out. A
/// frame of another EtherType stays as it is, and the answer is no.
bool into_pppoe(Octets& frame, std::uint16_t session);
/// The IPv4 datagram of a session that this frame carries; nothing: it carries none.
[[nodiscard]] std::optional<View> ip_in_pppoe(PppoeFrame const& frame);
/// And back; nothing when the frame carries no IPv4 datagram in a session.
[[nodiscard]] bool out_of_pppoe(View frame, Octets& into);

/// "PPPoE PADI", "PPPoE session 0x0001: LCP Configure-Request"; empty for any other frame.
[[nodiscard]] std::string pppoe_in_words(View frame);

}  // namespace tsuka::proto
