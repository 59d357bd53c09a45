// duts/simulated/NAME.toml: see load_router.hpp. What is left out keeps the defaults of model::RouterSpec.
#include "harness/suite/load_router.hpp"

#include "generator/proto/registry.hpp"
#include "harness/suite/document.hpp"
#include "harness/suite/load.hpp"
#include "harness/suite/planted.hpp"
#include "harness/suite/router_surroundings.hpp"
#include "harness/suite/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace tsuka::suite {

namespace {

template <class T>
struct Word {
    std::string_view text;
    T value;
};

using model::Dependence;
using model::EspHandling;
using model::FragmentHandling;
using model::Hairpinning;
using model::Overlapping;
using model::PptpHandling;
using model::SharedPort;

constexpr Word<Dependence> dependences[] = {{"endpoint-independent", Dependence::endpoint_independent},
                                            {"address-dependent", Dependence::address_dependent},
                                            {"address-and-port-dependent", Dependence::address_and_port_dependent}};
constexpr Word<FragmentHandling> fragment_words[] = {{"any-order", FragmentHandling::any_order},
                                                     {"first-first", FragmentHandling::first_first},
                                                     {"reassembled", FragmentHandling::reassembled},
                                                     {"dropped", FragmentHandling::dropped}};
constexpr Word<Hairpinning> hairpinning_words[] = {
    {"none", Hairpinning::none}, {"internal-source", Hairpinning::internal_source}, {"external-source", Hairpinning::external_source}};
constexpr Word<model::WhenFull> when_full_words[] = {
    {"refused", model::WhenFull::refused}, {"oldest", model::WhenFull::oldest}, {"everybody", model::WhenFull::everybody}};
constexpr Word<Overlapping> overlapping_words[] = {
    {"none", Overlapping::none}, {"well-known", Overlapping::well_known}, {"all", Overlapping::all}};
constexpr Word<PptpHandling> pptp_classes[] = {{"G0", PptpHandling::control_blocked}, {"G1", PptpHandling::gre_blocked},
                                               {"G2", PptpHandling::by_address},      {"G3", PptpHandling::tracked},
                                               {"G4", PptpHandling::rewritten},       {"G5", PptpHandling::one_call}};
constexpr Word<EspHandling> esp_classes[] = {
    {"E0", EspHandling::blocked},      {"E1", EspHandling::leaks},      {"E2", EspHandling::outbound},
    {"E3", EspHandling::second_muted}, {"E4", EspHandling::first_come}, {"E5", EspHandling::last_come},
    {"E6", EspHandling::serialised},   {"E7", EspHandling::guessed},    {"E12", EspHandling::copied}};
constexpr Word<SharedPort> ike_classes[] = {{"K0", SharedPort::blocked},       {"K1", SharedPort::one_client},
                                            {"K2", SharedPort::napt},          {"K3", SharedPort::always_translated},
                                            {"K4", SharedPort::demultiplexed}, {"K5", SharedPort::second_refused},
                                            {"K6", SharedPort::first_come}};
constexpr Word<SharedPort> l2tp_classes[] = {{"L0", SharedPort::blocked},       {"L1", SharedPort::napt},
                                             {"L2", SharedPort::first_come},    {"L3", SharedPort::last_come},
                                             {"L4", SharedPort::demultiplexed}, {"L5", SharedPort::last_sender}};

struct NamedTimer {
    std::string_view key;
    Duration model::RouterTimers::*place;
};
constexpr NamedTimer timers[] = {{"udp", &model::RouterTimers::udp},
                                 {"udp_unanswered", &model::RouterTimers::udp_unanswered},
                                 {"udp_stream_after", &model::RouterTimers::udp_stream_after},
                                 {"tcp_established", &model::RouterTimers::tcp_established},
                                 {"tcp_transitory", &model::RouterTimers::tcp_transitory},
                                 {"icmp", &model::RouterTimers::icmp},
                                 {"esp", &model::RouterTimers::esp},
                                 {"gre", &model::RouterTimers::gre},
                                 {"fragments", &model::RouterTimers::fragments},
                                 {"esp_pending", &model::RouterTimers::esp_pending},
                                 {"lease", &model::RouterTimers::lease},
                                 {"host", &model::RouterTimers::host},
                                 {"boot", &model::RouterTimers::boot}};

template <class T, std::size_t count>
void read_word(TableReader& table, std::string_view key, Word<T> const (&words)[count], T& into) {
    auto const text = table.text(key);
    if (!text) return;
    std::string known;
    for (auto const& word : words) {
        if (word.text == *text) {
            into = word.value;
            return;
        }
        known += fmt::format("{}\"{}\"", known.empty() ? "" : ", ", word.text);
    }
    table.error(table.take(key)->spot, fmt::format("'{}' knows no \"{}\"; there are {}", key, *text, known));
}

void read_flag(TableReader& table, std::string_view key, bool& into) {
    if (auto const* node = table.take(key, TomlNode::Kind::boolean)) into = node->number != 0;
}

/// Codes that combine: ["E6", "E10"]. E8 and E9 alone leave open what becomes of the second client, whose ESP is
/// dropped then (E3); with E11 alone no other reply finds its way in (E2).
void read_esp(TableReader& table, model::RouterSpec& router) {
    std::optional<EspHandling> base;
    bool restricted = false;
    auto const codes = table.texts("esp");
    for (auto const& node : codes) {
        bool known = node.text == "E8";
        if (node.text == "E9") known = router.esp_one_in_all = true;
        restricted = restricted || known;
        if (node.text == "E10") known = router.esp_needs_ike = true;
        if (node.text == "E11") known = router.esp_spi_match = true;
        for (auto const& word : esp_classes)
            if (word.text == node.text) {
                base = word.value;
                known = true;
            }
        if (!known) table.error(node.spot, fmt::format("'esp' knows no \"{}\"; there are E0 to E12", node.text));
    }
    if (base)
        router.esp = *base;
    else if (restricted)
        router.esp = EspHandling::second_muted;
    else if (router.esp_spi_match)
        router.esp = EspHandling::outbound;
    bool const learns = router.esp == EspHandling::serialised || router.esp == EspHandling::guessed;
    if (router.esp_one_in_all && learns)
        table.error(codes.front().spot, "E9, one client in all, contradicts E6 and E7, which serve several");
}

void read_esp_tunnels(TableReader& table, model::RouterSpec& router) {
    router.esp_tunnels = static_cast<unsigned>(table.number("esp_tunnels", 1, 65536).value_or(0));
    read_word(table, "esp_full", when_full_words, router.esp_full);
    auto const* full = table.take("esp_full");
    if (full != nullptr && router.esp_tunnels == 0) table.error(full->spot, "'esp_full' says nothing without 'esp_tunnels'");
}

void read_esp_slots(TableReader& table, model::RouterSpec& router) {
    router.esp_slots = static_cast<unsigned>(table.number("esp_slots", 1, 65536).value_or(0));
    if (auto const text = table.text("esp_slots_lan")) {
        auto const prefix = parse_prefix(*text);
        if (prefix) router.esp_slots_lan = *prefix;
        if (!prefix) table.error(table.take("esp_slots_lan")->spot, fmt::format("'{}' is not a prefix", *text));
        if (router.esp_slots == 0) table.error(table.take("esp_slots_lan")->spot, "'esp_slots_lan' says nothing without 'esp_slots'");
    }
}

void read_inspected(TableReader& table, model::RouterSpec& router) {
    for (auto const& node : table.texts("inspects")) {
        if (node.text == "pptp")
            router.inspects.push_back(model::Inspected::pptp);
        else if (node.text == "tls")
            router.inspects.push_back(model::Inspected::tls);
        else if (node.text == "ssh")
            router.inspects.push_back(model::Inspected::ssh);
        else
            table.error(node.spot, fmt::format("'inspects' knows no \"{}\"; there are \"pptp\", \"tls\", \"ssh\"", node.text));
    }
}

void read_defects(TableReader& table, model::RouterSpec& router) {
    for (auto const& node : table.texts("defects")) {
        auto planted = parse_planted(node.text);
        if (planted) router.defects.push_back(std::move(*planted));
        if (!planted) table.error(node.spot, planted.error().what);
    }
}

void read_icmp_errors(TableReader& table, model::RouterSpec& router) {
    if (table.take("icmp_errors") == nullptr) return;
    router.icmp_errors.clear();
    for (auto const& node : table.texts("icmp_errors")) {
        auto const* protocol = proto::find_protocol(node.text);
        if (protocol != nullptr && protocol->carrier == proto::Carrier::ip)
            router.icmp_errors.push_back(protocol->ip_protocol);
        else
            table.error(
                node.spot,
                fmt::format("'icmp_errors' knows no \"{}\"; there are \"udp\", \"tcp\", \"icmp\", \"esp\", \"ah\", \"gre\"", node.text));
    }
}

/// How addresses and ports are translated, and how many of them.
void read_napt(TableReader& table, model::RouterSpec& router) {
    read_word(table, "mapping", dependences, router.mapping);
    read_word(table, "filtering", dependences, router.filtering);
    read_word(table, "overlapping", overlapping_words, router.overlapping);
    read_flag(table, "keep_ports", router.keep_ports);
    read_flag(table, "keep_range", router.keep_range);
    read_flag(table, "parity", router.parity);
    read_word(table, "hairpinning", hairpinning_words, router.hairpinning);
    read_word(table, "fragments", fragment_words, router.fragments);
    router.most_bindings = table.number("most_bindings", 1, 1'000'000).value_or(router.most_bindings);
    router.new_bindings = static_cast<unsigned>(table.number("new_bindings", 1, 1'000'000).value_or(0));
    router.clears = static_cast<unsigned>(table.number("clears", 1, 1'000'000).value_or(0));
}

void read_wan_mtu(TableReader& table, model::RouterSpec& router) {
    router.wan_mtu = static_cast<unsigned>(table.number("wan_mtu", 576, 9000).value_or(router.wan_mtu));
    if (router.lab.wan.router == model::Addressing::pppoe)
        router.wan_mtu = std::min(router.wan_mtu, router.lab.wan.mtu.value_or(router.wan_mtu));
    if (router.wan_mtu < router.lab.mtu && !router.lab.wan.mtu) router.lab.wan.mtu = router.wan_mtu;
}

/// What becomes of each VPN protocol, and of whatever else is no UDP, TCP or ICMP.
void read_protocols(TableReader& table, model::RouterSpec& router) {
    read_word(table, "pptp", pptp_classes, router.pptp);
    read_flag(table, "gre_leaves", router.gre_leaves);
    read_flag(table, "keep_call_ids", router.keep_call_ids);
    read_esp(table, router);
    read_esp_tunnels(table, router);
    read_esp_slots(table, router);
    read_word(table, "ike", ike_classes, router.ike);
    read_word(table, "l2tp", l2tp_classes, router.l2tp);
    read_flag(table, "natt", router.natt_open);
    read_flag(table, "ah", router.ah_open);
    read_flag(table, "others", router.others_open);
}

/// What it can be asked for, and what it answers by itself.
void read_services(TableReader& table, model::RouterSpec& router) {
    read_flag(table, "natpmp", router.natpmp);
    read_flag(table, "pcp", router.pcp);
    read_flag(table, "upnp", router.upnp);
    if (auto const places = table.number("upnp_mappings", 0, 65536)) router.upnp_mappings = *places;
    read_flag(table, "upnp_leases", router.upnp_leases);
    read_flag(table, "wan_pings", router.wan_pings);
    read_icmp_errors(table, router);
    read_flag(table, "icmp_quotes_checked", router.icmp_quotes_checked);
}

void read_timers(TableReader& table, model::RouterSpec& router, Diagnostics& diagnostics) {
    auto const* node = table.take("timers", TomlNode::Kind::table);
    if (node == nullptr) return;
    TableReader inner(*node, "[timers]", diagnostics);
    for (auto const& timer : timers)
        if (auto const duration = inner.duration(timer.key)) router.timers.*timer.place = *duration;
    inner.refuse_others();
}

void read_router(TomlNode const& root, model::RouterSpec& router, Diagnostics& diagnostics) {
    TableReader table(root, "a router", diagnostics);
    check_format(table);
    router.title = table.required_text("title");
    router.about = table.text_or("about");
    router.profile = table.required_text("profile");
    read_surroundings(table, router, diagnostics);
    read_napt(table, router);
    read_wan_mtu(table, router);
    read_inspected(table, router);
    read_defects(table, router);
    read_protocols(table, router);
    read_services(table, router);
    router.reboots_at = table.duration("reboots_at");
    read_timers(table, router, diagnostics);
    table.refuse_others();
}

Loaded<model::RouterSpec> from_document(Loaded<TomlNode> document, std::string name) {
    Loaded<model::RouterSpec> loaded{{}, std::move(document.diagnostics)};
    loaded.value.name = std::move(name);
    if (!loaded.ok()) return loaded;
    read_router(document.value, loaded.value, loaded.diagnostics);
    tidy(loaded.diagnostics);
    return loaded;
}

}  // namespace

Loaded<model::RouterSpec> load_router(std::filesystem::path const& path) {
    return from_document(read_document(path), path.stem().string());
}

Loaded<model::RouterSpec> parse_router(std::string_view text, std::string const& file) {
    return from_document(parse_document(text, file), std::filesystem::path(file).stem().string());
}

}  // namespace tsuka::suite
