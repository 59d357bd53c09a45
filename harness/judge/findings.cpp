// The words name the members of model::Observation in braces.
#include "harness/judge/findings.hpp"

#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>

namespace tsuka::judge {
namespace {

using model::Observation;
using model::Seen;

enum class Weight : std::uint8_t {
    note,     ///< breaks nothing
    header,   ///< breaks its claim, and says nothing against what the case is about
    rule,     ///< breaks its claim, and the case with it
    service,  ///< the same, and all that the case bears
};

struct Kind {
    Seen seen;
    Weight weight;
    std::string_view claim;
    std::string_view words;
};

constexpr Kind kinds[] = {
    {Seen::checksum, Weight::service, "always.checksums-right",
     "{probe} arrived with a wrong checksum: the {layer} checksum does not fit its octets"},
    {Seen::fragment_checksum, Weight::service, "always.checksums-right", "a fragment arrived with a wrong IP header checksum"},
    {Seen::octets, Weight::service, "always.payload-untouched",
     "{probe} reached {place} altered: octets that no translation needs to touch differ"},
    {Seen::message_octets, Weight::service, "always.payload-untouched",
     "{probe} did not reach {to} as {from} sent it: octets other than the Call IDs differ"},
    {Seen::other_octets, Weight::service, "always.payload-untouched",
     "{probe} reached {to} in two ways: under the same TCP sequence numbers other octets stood there the second time"},
    {Seen::other_call_id, Weight::rule, "robust.pptp-stream",
     "{probe} reached {to} in two ways: under the same TCP sequence numbers another Call ID stood there the second time"},
    {Seen::misdelivery, Weight::rule, "always.no-misdelivery", "{probe} from {from} was for {to} and was delivered to {host}"},
    {Seen::duplicate, Weight::rule, "always.no-duplicates", "{probe} was sent {times} and delivered {arrived} times to {to}"},
    {Seen::private_source, Weight::rule, "always.no-private-source", "a datagram left on the WAN with the private source {arrived}"},
    {Seen::silence, Weight::rule, "always.keeps-forwarding", "{reason}"},
    {Seen::hop_kept, Weight::header, "header.hop-count",
     "the router does not lower {name} of what {from} sends to {to}: a loop would never end"},
    {Seen::hop_of_segments, Weight::header, "header.hop-count",
     "the router does not lower TTL of TCP segments towards the {Side}: a loop would never end"},
    {Seen::congestion, Weight::header, "header.congestion", "the router changes ECN of what {from} sends to {to} from {sent} to {arrived}"},
    {Seen::identification, Weight::header, "header.id",
     "{arrived} datagrams that may be cut, and that {from} sent to {to} under as many identifications, left under one"},
    {Seen::mss_raised, Weight::header, "header.mss",
     "the router raises the Maximum Segment Size of a SYN towards the {Side} from {sent} to {arrived}"},
    {Seen::mss_gone, Weight::header, "header.mss", "the router takes the Maximum Segment Size out of a SYN towards the {Side}"},
    {Seen::tcp_options_gone, Weight::header, "header.tcp-options", "the router takes {names} out of a SYN towards the {Side}"},
    {Seen::padding, Weight::header, "header.padding", "short frames leave the router on its {side} side with a padding that is not zero"},
    {Seen::hops, Weight::note, "note.ttl", "the router lowers {name} by {arrived} instead of 1"},
    {Seen::field_changed, Weight::note, "note.{field}", "the router changes {field} from {sent} to {arrived}"},
    {Seen::fellow, Weight::note, "note.astray", "{probe} from {from} was for {to} and was delivered to {host}"},
    {Seen::wrong_port, Weight::note, "note.port", "{probe} reached {to} on UDP port {arrived}, where nobody listens, instead of {sent}"},
    {Seen::went_to_dmz, Weight::note, "note.elsewhere", "{probe} went to the host of the DMZ"},
    {Seen::went_to_static, Weight::note, "note.elsewhere", "{probe} went to the host of the static entries"},
    {Seen::went_to_open_port, Weight::note, "note.elsewhere", "{probe} went to another host, which had opened that port itself"},
    {Seen::answered_by_router, Weight::note, "note.elsewhere", "the router itself answered {probe}"},
    {Seen::another_device, Weight::note, "note.another-device",
     "what this case sent came from {arrived}, too, which is not the router: not charged to it"},
};

/// Whether each kind of observation has its row, in the order of the enumeration.
constexpr bool kinds_are_in_order() {
    for (std::size_t at = 0; at < std::size(kinds); ++at)
        if (static_cast<std::size_t>(kinds[at].seen) != at) return false;
    return std::size(kinds) + 1 == model::all_seen;  // what an earlier record tells has words of its own
}
static_assert(kinds_are_in_order());

Kind const& kind_of(Seen seen) {
    return kinds[static_cast<std::size_t>(seen)];
}

Weight weight_of(Observation const& seen) {
    if (seen.seen != Seen::told) return kind_of(seen.seen).weight;
    if (seen.note) return Weight::note;
    const bool service = seen.claim == "always.payload-untouched" || seen.claim == "always.checksums-right";
    return service ? Weight::service : seen.claim.starts_with("header.") ? Weight::header : Weight::rule;
}

/// What people call a field.
std::string_view name_of_field(std::string_view field) {
    if (field == "ip.ttl") return "TTL";
    if (field == "ipv6.hop_limit") return "the hop limit";
    if (field == "tcp.window_scale") return "Window Scale";
    if (field == "tcp.sack_permitted") return "SACK-Permitted";
    return field;
}

std::string names_of_fields(std::string_view fields) {
    std::string names;
    for (std::size_t begin = 0; begin <= fields.size();) {
        const auto end = std::min(fields.find(", ", begin), fields.size());
        names += (names.empty() ? "" : ", ") + std::string(name_of_field(fields.substr(begin, end - begin)));
        begin = end + 2;
    }
    return names;
}

std::string in_words(std::string_view words, Observation const& seen, model::CaseRecord const& result) {
    const auto side = seen.side.value_or(Side::lan);
    return fmt::format(fmt::runtime(words), fmt::arg("probe", seen.probe), fmt::arg("from", seen.from), fmt::arg("to", seen.to),
                       fmt::arg("field", seen.field), fmt::arg("sent", seen.sent), fmt::arg("arrived", seen.arrived),
                       fmt::arg("place", seen.at.empty() ? "the far side" : seen.at),
                       fmt::arg("host", seen.at.empty() ? "a host of nobody in this case" : seen.at),
                       fmt::arg("times", seen.sent == "1" ? std::string("once") : seen.sent + " times"),
                       fmt::arg("name", name_of_field(seen.field)), fmt::arg("names", names_of_fields(seen.field)),
                       fmt::arg("layer", seen.field.substr(0, seen.field.find('.'))), fmt::arg("Side", name_of(side)),
                       fmt::arg("side", to_string(side)), fmt::arg("reason", result.reason));
}

}  // namespace

model::Finding finding_of(Observation const& seen, model::CaseRecord const& result) {
    model::Finding finding{seen.seen, seen.claim, seen.words, seen.probe, seen.lan_frames, seen.wan_frames, is_note(seen)};
    if (seen.seen == Seen::told) return finding;
    auto const& kind = kind_of(seen.seen);
    finding.claim = in_words(kind.claim, seen, result);
    finding.detail = in_words(kind.words, seen, result);
    if (finding.note) finding.probe.clear();
    return finding;
}

std::string claim_of(Seen seen) {
    return std::string(kind_of(seen).claim);
}

std::vector<model::Finding> findings_of(model::CaseRecord const& result) {
    std::vector<model::Finding> findings;
    for (auto const& seen : result.observations) findings.push_back(finding_of(seen, result));
    return findings;
}

std::vector<std::string> const& broken_of(model::CaseRecord const& result) {
    return result.outcome == model::Outcome::violated && result.broken.empty() ? result.claims : result.broken;
}

bool is_note(Observation const& seen) {
    return weight_of(seen) == Weight::note;
}

bool breaks_own_claims(Observation const& seen) {
    return weight_of(seen) == Weight::service;
}

bool breaks_case(Observation const& seen) {
    return weight_of(seen) >= Weight::rule;
}

}  // namespace tsuka::judge
