// What is looked at on every arrival of every case, as facts: what was seen, of which probe, in which frames. Which claim that breaks and
// how it is put in words is the judge's (harness/judge/findings.hpp).
#pragma once

#include "generator/base/address.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::model {

enum class Seen : std::uint8_t {
    // what holds for every router
    checksum,           ///< `field` of `probe` does not fit its octets
    fragment_checksum,  ///< the same of the IP header of a fragment
    octets,             ///< `probe` reached `at`, and octets differ that no translation needs to touch
    message_octets,     ///< the same of a message in a TCP stream
    other_octets,       ///< under the same TCP sequence numbers other octets the second time
    other_call_id,      ///< the same, where a translation may stand
    misdelivery,        ///< `probe` was for `to` and reached `at`
    duplicate,          ///< `probe` was sent `sent` times and reached `to` `arrived` times
    private_source,     ///< on the WAN: `arrived`
    silence,            ///< behind the case the router forwarded nothing any more, each time
    // what every router does to headers
    hop_kept,          ///< `field` is not lowered from `from` to `to`
    hop_of_segments,   ///< the same of TCP segments towards `side`
    congestion,        ///< ECN changed from `sent` to `arrived`, and that is not "congested"
    identification,    ///< `arrived` datagrams that may be cut left under one identification
    mss_raised,        ///< of a SYN towards `side`
    mss_gone,          ///< the same
    tcp_options_gone,  ///< `field`: which, by ", "
    padding,           ///< not zero, on `side`
    // worth knowing, and nothing is broken by it
    hops,                ///< `field` was lowered by `arrived`
    field_changed,       ///< from `sent` to `arrived`
    fellow,              ///< the opening of a flow reached another client of its server
    wrong_port,          ///< `probe` reached `to` on the UDP port `arrived` in place of `sent`
    went_to_dmz,         ///< what nobody asked for goes there
    went_to_static,      ///< or where static entries lead
    went_to_open_port,   ///< or to a host that has opened the port itself
    answered_by_router,  ///< a ping, in the router's own name
    another_device,      ///< `arrived`, a MAC address, sent what the case had sent
    told,                ///< by a record of an earlier format: `claim` and `words`
};
/// "checksum", "fragment-checksum": as in record.jsonl and report.json.
[[nodiscard]] std::string_view to_string(Seen seen);
inline constexpr std::size_t all_seen = static_cast<std::size_t>(Seen::told) + 1;

struct Observation {
    Seen seen = Seen::told;
    std::string probe{};  ///< which one; empty: it is about no single one
    std::string from{};   ///< actors of the case
    std::string to{};
    std::string at{};     ///< whom it reached; empty: a host of nobody in this case
    std::string field{};  ///< "udp.checksum", "ip.ttl"
    std::string sent{};   ///< what was sent, or how often; of octets: the first that differs, in hexadecimal
    std::string arrived{};
    std::optional<std::size_t> offset{};  ///< of octets: place of the first that differs, from the first of the datagram (of the message)
    std::optional<Side> side{};           ///< towards which, or on which
    std::vector<std::uint64_t> lan_frames{};
    std::vector<std::uint64_t> wan_frames{};
    // Of what an earlier record tells.
    std::string claim{};
    std::string words{};
    bool note = false;  ///< breaks nothing

    friend bool operator==(Observation const&, Observation const&) = default;
};

/// Whether two are the same thing seen again, in whatever frames and octets.
[[nodiscard]] bool alike(Observation const& one, Observation const& other);

/// Why what a case came to may not be the router's doing.
struct Doubt {
    enum class Cause : std::uint8_t {
        dead_path,   ///< at its end the router forwarded not even plain UDP
        came_late,   ///< what was missed came after the control flow
        never_sent,  ///< what the result rests on; `detail` says what and why
        of_several,  ///< `detail`: a message that several clients may have sent came where one is missed
        cut_off,     ///< it rests on absence, and `detail` says which hosts have not even plain UDP
        stranger,    ///< another device than the router sent some of what arrived
    };
    Cause cause = Cause::dead_path;
    std::string detail{};

    friend bool operator==(Doubt const&, Doubt const&) = default;
};
[[nodiscard]] std::string_view to_string(Doubt::Cause cause);  ///< "dead-path"
inline constexpr std::size_t all_causes = static_cast<std::size_t>(Doubt::Cause::stranger) + 1;

}  // namespace tsuka::model
