// The kinds of conversation that `use` knows, with their settings: see conversation.hpp.
#include "generator/flow/conversation.hpp"

#include "generator/flow/kinds.hpp"
#include "generator/proto/registry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace tsuka::flow {

namespace {

struct SettingSpec {
    std::string_view name;
    std::uint64_t least = 0;
    std::uint64_t most = 0;
};

constexpr std::uint64_t any_cookie = ~std::uint64_t{0};
constexpr SettingSpec src_port{"src_port", 1, 65535};
constexpr SettingSpec dst_port{"dst_port", 1, 65535};
constexpr SettingSpec cookie{"cookie", 1, any_cookie};
constexpr SettingSpec natt{"natt", 0, 1};
constexpr SettingSpec call_id{"call_id", 0, 65535};

constexpr std::array port_settings{src_port, dst_port};
constexpr std::array pptp_settings{src_port, dst_port, call_id};
constexpr std::array ike_settings{src_port, cookie, natt};
constexpr std::array natt_settings{src_port, cookie};
constexpr std::array l2tp_settings{src_port, SettingSpec{"tunnel_id", 1, 65535}, SettingSpec{"session_id", 1, 65535}};
constexpr std::array gre_settings{call_id, SettingSpec{"peer_call_id", 0, 65535}};
constexpr std::array icmp_settings{SettingSpec{"id", 0, 65535}};

struct Kind {
    std::string_view name;
    std::string_view about;
    std::span<const SettingSpec> settings;
    std::unique_ptr<Conversation> (*make)(Start start) = nullptr;
    proto::Carrier carrier = proto::Carrier::udp;
};

constexpr std::array<Kind, 14> kinds{{
    {"udp", "A UDP association from an ephemeral port to port 40000; nothing is sent until the suite says so.", port_settings,
     make_plain_udp},
    {"tcp", "A TCP connection from an ephemeral port to port 80.", port_settings, make_plain_tcp, proto::Carrier::tcp},
    {"segments", "TCP segments by hand, from an ephemeral port to port 80: nothing opens, acknowledges or repeats.", port_settings,
     make_plain_tcp, proto::Carrier::ip},
    {"http",
     "Requests over HTTP to the router itself, each in a TCP connection of its own; nothing is sent until the suite says so.",
     {},
     make_plain_tcp,
     proto::Carrier::ip},
    {"pptp.control", "A PPTP control connection to TCP port 1723 with its Start-Control-Connection exchange (RFC 2637).", pptp_settings,
     make_pptp_control, proto::Carrier::tcp},
    {"ike.main-mode", "IKEv1 Main Mode, six messages over UDP port 500; with natt = 1 the last two go over port 4500 (RFC 3947 section 4).",
     ike_settings, make_ike_v1},
    {"ike.v2", "IKEv2's IKE_SA_INIT and IKE_AUTH over UDP port 500; with natt = 1 IKE_AUTH goes over port 4500 (RFC 7296 section 2.23).",
     ike_settings, make_ike_v2},
    {"natt", "IKEv1 Main Mode that finds a NAT and moves to UDP port 4500, ready for ESP in UDP (RFC 3947, RFC 3948).", natt_settings,
     make_natt},
    {"esp",
     "A pair of ESP security associations directly over IP; nothing is sent until the suite says so.",
     {},
     make_plain_ip,
     proto::Carrier::ip},
    {"ah",
     "A pair of AH security associations directly over IP; nothing is sent until the suite says so.",
     {},
     make_plain_ip,
     proto::Carrier::ip},
    {"gre", "Enhanced GRE without a control connection; call_id is the client's, peer_call_id the server's (RFC 2637 section 4).",
     gre_settings, make_gre, proto::Carrier::ip},
    {"icmp", "ICMP echo under one identifier; nothing is sent until the suite says so.", icmp_settings, make_plain_ip, proto::Carrier::ip},
    {"icmpv6", "ICMPv6 echo under one identifier, over IPv6; nothing is sent until the suite says so.", icmp_settings, make_plain_ip,
     proto::Carrier::ip},
    {"l2tp.tunnel", "An L2TP tunnel with one session between UDP ports 1701, set up by the eight messages of RFC 2661 section 5.",
     l2tp_settings, make_l2tp_tunnel},
}};

Kind const* row_of(std::string_view name) {
    auto const* found = std::find_if(kinds.begin(), kinds.end(), [&](Kind const& kind) { return kind.name == name; });
    return found == kinds.end() ? nullptr : found;
}

/// A protocol directly over IP that has no row is a plain flow.
bool is_plain(proto::ProtocolSpec const& protocol) {
    return protocol.carrier == proto::Carrier::ip && protocol.ip_protocol != 0 && !protocol.carries && row_of(protocol.name) == nullptr;
}

std::optional<Kind> find_kind(std::string_view name) {
    if (auto const* row = row_of(name)) return *row;
    auto const* protocol = proto::find_protocol(name);
    if (protocol == nullptr || !is_plain(*protocol)) return std::nullopt;
    return Kind{protocol->name, protocol->title, {}, make_plain_ip, proto::Carrier::ip};
}

std::vector<std::string_view> names_of(std::span<const SettingSpec> settings) {
    std::vector<std::string_view> names;
    for (auto const& setting : settings) names.push_back(setting.name);
    return names;
}

Result<void> check_setting(Kind const& kind, std::string const& name, proto::Value const& value) {
    const auto spec = std::find_if(kind.settings.begin(), kind.settings.end(), [&](SettingSpec const& one) { return one.name == name; });
    if (spec == kind.settings.end()) {
        const auto known = names_of(kind.settings);
        return fail(fmt::format("use = \"{}\" has no setting '{}'; it takes {}", kind.name, name,
                                known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", "))));
    }
    auto const* number = std::get_if<std::uint64_t>(&value);
    if (number == nullptr || *number < spec->least || *number > spec->most)
        return fail(fmt::format("use = \"{}\": {} wants a number from {} to {}", kind.name, name, spec->least, spec->most));
    return {};
}

}  // namespace

std::vector<std::string_view> conversation_kinds() {
    std::vector<std::string_view> names;
    for (auto const& kind : kinds) names.push_back(kind.name);
    for (auto const* protocol : proto::protocols())
        if (is_plain(*protocol)) names.push_back(protocol->name);
    return names;
}

std::string_view conversation_about(std::string_view kind) {
    const auto found = find_kind(kind);
    return found ? found->about : std::string_view{};
}

proto::Carrier conversation_carrier(std::string_view kind) {
    const auto found = find_kind(kind);
    return found ? found->carrier : proto::Carrier::udp;
}

std::vector<std::string_view> conversation_settings(std::string_view kind) {
    const auto found = find_kind(kind);
    return found ? names_of(found->settings) : std::vector<std::string_view>{};
}

Result<std::unique_ptr<Conversation>> make_conversation(std::string_view kind, proto::Fields const& settings, std::uint16_t ephemeral,
                                                        Random& random) {
    const auto found = find_kind(kind);
    if (!found) return fail(fmt::format("unknown conversation '{}'; there are {}", kind, fmt::join(conversation_kinds(), ", ")));
    for (auto const& [name, value] : settings.values)
        if (auto checked = check_setting(*found, name, value); !checked) return checked.error();
    return found->make(Start{settings, ephemeral, Random(random())});
}

}  // namespace tsuka::flow
