// The verb send: fields, payload, destination and the shapes in which a message may leave.
#include "harness/suite/field_names.hpp"
#include "harness/suite/steps.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::suite {

namespace {

constexpr std::uint64_t most_octets = 65535;
constexpr std::uint64_t token_octets = 16;
constexpr std::uint64_t most_vlan = 4094;  ///< IEEE 802.1Q clause 9.6: 4095 is reserved
constexpr std::uint64_t least_mtu = 28;    ///< an IPv4 header and one unit of 8 octets (RFC 791 section 3.2)

/// A list of whole numbers between 1 and `most`.
std::vector<unsigned> read_numbers(TableReader& table, std::string_view key, std::uint64_t most) {
    std::vector<unsigned> numbers;
    auto const* list = table.take(key, TomlNode::Kind::list);
    if (list == nullptr) return numbers;
    for (auto const& item : list->items) {
        bool const right = item.kind == TomlNode::Kind::number && item.number > 0 && static_cast<std::uint64_t>(item.number) <= most;
        if (!right) {
            table.error(item.spot, fmt::format("'{}' is a list of numbers from 1 to {}", key, most));
            continue;
        }
        numbers.push_back(static_cast<unsigned>(item.number));
    }
    if (list->items.empty()) table.error(list->spot, fmt::format("the list '{}' is empty", key));
    return numbers;
}

/// What an error quotes: the IP header at least, and no more than fits into 576 octets (RFC 1812 section 4.3.2.3).
constexpr std::uint64_t least_quote = 20;
constexpr std::uint64_t most_quote = 548;

bool over_tcp(proto::MessageEntry const& message) {
    return message.protocol != nullptr && proto::over_tcp(*message.protocol);
}

}  // namespace

void StepReader::read(TableReader& table, model::SendStep& step) {
    proto::MessageEntry message;
    if (table.text_or("send") == "again") return read_again(table, step);
    bool const raw = table.text_or("send") == "raw";
    if (raw) {
        step.message = "raw";
        read_raw(table, step);
    } else {
        message = message_of(table, "send", step.message);
    }
    step.at = actor_of(table, "at", true);
    if (table.take("quote") != nullptr || table.take("quote_bytes") != nullptr) {
        read_quote(table, step, message);
    } else {
        (void)table.required_text("on");
        step.on = flow_of(table, step.at);
    }
    check_family(table, message, step.on);
    step.as = new_name(table, fmt::format("#{}", number_), "probe");
    step.times = static_cast<unsigned>(table.number("times", 1, most_times).value_or(1));
    step.every = table.duration("every").value_or(Duration{});
    if (step.every > Duration::zero() && step.times == 1)
        table.error(table.take("every")->spot, "'every' says how far apart the copies are sent; say with 'times' how many");
    if (auto const flow = script_.flows.find(step.on); flow != script_.flows.end() && flow->second.closed.contains(step.at))
        table.error(table.node().spot, fmt::format("{} has closed '{}' and cannot send on it any more", step.at, step.on));
    read_question(table, step);
    read_payload_size(table, step, message);
    read_shapes(table, step, message);
    read_destination(table, step, message);
    // "raw" has no fields of its own; those of UDP and IP below it may be set.
    read_fields(table, step, raw ? proto::find_message("udp") : message);
    bool const by_address = table.take("to") != nullptr;
    script_.probes[step.as] = {message, step.message, step.on, step.at, by_address};
}

/// What was sent before goes once more: from the same sender, on the same flow, only cut as is said here.
void StepReader::read_again(TableReader& table, model::SendStep& step) {
    step.message = "again";
    step.as = fmt::format("#{}", number_);
    step.again = table.required_text("probe");
    auto const found = script_.probes.find(step.again);
    if (found == script_.probes.end() || found->second.answer) {
        if (!step.again.empty()) check_sent(table, "probe", step.again);
    } else {
        step.on = found->second.on;
        step.at = found->second.at;
    }
    read_shapes(table, step, found == script_.probes.end() ? proto::MessageEntry{} : found->second.message);
    if (auto const* node = table.take("coalesce")) table.error(node->spot, "'coalesce' has no place here: what goes again goes at once");
    table.refuse_others();
}

/// An error is about an earlier probe and stands on the side where that one arrived; flow and receiver are that probe's.
void StepReader::read_quote(TableReader& table, model::SendStep& step, proto::MessageEntry const& message) {
    step.quote = table.required_text("quote");
    auto const* named = table.take("quote");
    auto const& spot = named == nullptr ? table.node().spot : named->spot;
    if (auto const bytes = table.number("quote_bytes", least_quote, most_quote)) step.quote_bytes = *bytes;
    if (message.message != nullptr && !can_quote(message))
        table.error(spot, fmt::format("{} quotes nothing; ICMP errors do: icmp.unreachable, icmp.time-exceeded, icmp, and those of icmpv6",
                                      step.message));
    for (auto const* key : {"on", "bytes"})
        if (auto const* node = table.take(key))
            table.error(node->spot, fmt::format("'{}' does not go with 'quote': the error belongs to what it quotes", key));
    auto const about = script_.probes.find(step.quote);
    if (about == script_.probes.end()) {
        if (!step.quote.empty())
            table.error(spot, fmt::format("nothing called '{}' has been sent before{}", step.quote, hint(step.quote, probe_names())));
        return;
    }
    if (can_quote(about->second.message))
        table.error(spot,
                    fmt::format("'{}' is an ICMP error itself, and no error is sent about an error (RFC 1122 section 3.2.2)", step.quote));
    step.on = about->second.on;
    auto const* sender = script_.actor(about->second.at);
    auto const* at = script_.actor(step.at);
    // What was sent to an address may have turned back at the router to somebody beside its sender.
    bool const may_turn_back = about->second.by_address && about->second.at != step.at;
    if (sender != nullptr && at != nullptr && sender->side == at->side && !may_turn_back)
        table.error(spot, fmt::format("'{}' arrives on the other side than '{}' stands on, who cannot have seen it", step.quote, step.at));
}

void StepReader::read_question(TableReader& table, model::SendStep& step) {
    step.answers = table.text_or("answers");
    if (step.answers.empty() || script_.probes.contains(step.answers)) return;
    table.error(table.take("answers")->spot,
                fmt::format("no earlier probe is called '{}'{}", step.answers, hint(step.answers, probe_names())));
}

void StepReader::read_raw(TableReader& table, model::SendStep& step) {
    auto const hex = table.required_text("hex");
    auto octets = from_hex(hex);
    if (!octets) return table.error(table.take("hex")->spot, "'hex' must be pairs of hexadecimal digits");
    step.raw = std::move(*octets);
}

void StepReader::read_payload_size(TableReader& table, model::SendStep& step, proto::MessageEntry const& message) {
    if (auto const* node = table.take("lead", TomlNode::Kind::text)) {
        auto octets = from_hex(node->text);
        if (!octets) table.error(node->spot, "'lead' must be pairs of hexadecimal digits");
        if (step.message == "raw" || (message.message != nullptr && !message.message->has_payload))
            table.error(node->spot, fmt::format("{} has no payload of a chosen content; 'lead' does not apply", step.message));
        if (octets) step.lead = std::move(*octets);
    }
    if (auto const behind = table.number("checksum_behind", 1, 0xffff)) {
        step.checksum_behind = static_cast<std::uint16_t>(*behind);
        auto const& spot = table.take("checksum_behind")->spot;
        if (step.message != "udp" || script_.family(step.on) != IpFamily::v4)
            table.error(spot, "'checksum_behind' chooses the payload of \"udp\" over IPv4, and of nothing else");
        if (table.number("bytes", 0, most_octets).value_or(token_octets + 2) < token_octets + 2)
            table.error(spot,
                        fmt::format("'checksum_behind' needs two octets behind the {} by which the probe is recognised", token_octets));
    }
    auto const* node = table.take("bytes");
    if (node == nullptr || !step.quote.empty()) return;
    if (node->kind == TomlNode::Kind::text) return read_sizes(table, *node, step, message);
    auto const bytes = table.number("bytes", 0, most_octets);
    if (!bytes) return;
    auto const& spot = node->spot;
    if (step.message == "raw" || (message.message != nullptr && !message.message->has_payload)) {
        table.error(spot, fmt::format("{} has no payload of a chosen size; 'bytes' does not apply", step.message));
    } else if (*bytes > 0 && *bytes < token_octets) {
        table.error(spot,
                    fmt::format("a payload of {} octets cannot hold the {} octets by which the probe is recognised", *bytes, token_octets));
    }
    step.bytes = *bytes;
}

/// `bytes = "120..136"`: a size for each copy, counting up.
void StepReader::read_sizes(TableReader& table, TomlNode const& node, model::SendStep& step, proto::MessageEntry const& message) {
    constexpr proto::FieldSpec size{.name = "bytes", .width = 16};
    auto term = read_term(node, "bytes", &size, Place::copies, scope());
    if (!term) return;
    if (term->kind != model::Term::Kind::range || term->number < token_octets)
        return table.error(node.spot, fmt::format("'bytes' is a number, or a range from {} on as in \"120..136\"", token_octets));
    if (step.message == "raw" || (message.message != nullptr && !message.message->has_payload))
        table.error(node.spot, fmt::format("{} has no payload of a chosen size; 'bytes' does not apply", step.message));
    check_count(table, node.spot, *term, step);
    step.fields.push_back({"bytes", std::move(*term)});
}

void StepReader::check_count(TableReader& table, model::Spot const& spot, model::Term const& term, model::SendStep const& step) {
    if (term.kind == model::Term::Kind::range && term.upper - term.number + 1 != step.times)
        table.error(spot, fmt::format("'{}' counts up from copy to copy, one value each, and there {} {} of them", term.written,
                                      step.times == 1 ? "is" : "are", step.times));
}

void StepReader::read_shapes(TableReader& table, model::SendStep& step, proto::MessageEntry const& message) {
    if (auto const* node = table.take("fragment", TomlNode::Kind::table)) {
        TableReader shape(*node, "'fragment'", diagnostics_);
        model::FragmentShape fragment;
        fragment.mtu = static_cast<unsigned>(shape.number("mtu", least_mtu, most_octets).value_or(fragment.mtu));
        fragment.order = read_numbers(shape, "order", most_octets);
        fragment.overlap = static_cast<unsigned>(shape.number("overlap", 0, most_octets).value_or(0));
        if (fragment.overlap % 8 != 0) shape.error(node->spot, "'overlap' must be a multiple of 8 octets (RFC 791 section 3.2)");
        shape.refuse_others();
        step.fragment = std::move(fragment);
        if (over_tcp(message)) table.error(node->spot, "messages over TCP are cut with 'split', not with 'fragment'");
    }
    step.split = read_numbers(table, "split", most_octets);
    step.order = read_numbers(table, "order", most_octets);
    step.coalesce = table.flag("coalesce");
    if (auto const vlan = table.number("vlan", 0, most_vlan)) {
        step.vlan = static_cast<std::uint16_t>(*vlan);
        if (over_tcp(message))
            table.error(table.take("vlan")->spot, "'vlan' tags the frame of a datagram, and segments of TCP are its own");
    }
    if (!step.order.empty()) check_order(table, step);
    if (!std::is_sorted(step.split.begin(), step.split.end())) table.error(table.take("split")->spot, "the offsets of 'split' must ascend");
    if (message.message == nullptr || over_tcp(message)) return;
    for (auto const* key : {"split", "order", "coalesce"}) {
        if (auto const* node = table.take(key))
            table.error(node->spot, fmt::format("'{}' needs a message over TCP; {} is none", key, step.message));
    }
}

/// Every piece once.
void StepReader::check_order(TableReader& table, model::SendStep const& step) {
    auto sorted = step.order;
    std::sort(sorted.begin(), sorted.end());
    bool whole = sorted.size() == step.split.size() + 1;
    for (std::size_t at = 0; at < sorted.size(); ++at) whole = whole && sorted[at] == at + 1;
    if (!whole)
        table.error(table.take("order")->spot,
                    fmt::format("'order' names each of the {} pieces that 'split' makes once, from 1 on", step.split.size() + 1));
    if (step.coalesce) table.error(table.take("order")->spot, "'order' has no place here: what 'coalesce' holds back does not leave yet");
}

void StepReader::read_destination(TableReader& table, model::SendStep& step, proto::MessageEntry const& message) {
    constexpr proto::FieldSpec port{.name = "over", .width = 16};
    constexpr proto::FieldSpec v4{.name = "to", .width = 32, .kind = proto::FieldKind::ipv4};
    constexpr proto::FieldSpec v6{.name = "to", .width = 128, .kind = proto::FieldKind::ipv6};
    auto const& address = script_.family(step.on) == IpFamily::v6 ? v6 : v4;
    if (auto const* node = table.take("over")) {
        if (auto term = read_term(*node, "over", &port, Place::send, scope())) step.fields.push_back({"over", std::move(*term)});
        if (message.protocol != nullptr && message.protocol->carrier != proto::Carrier::udp) {
            table.error(node->spot, fmt::format("'over' chooses a UDP port, and {} does not travel over UDP", step.message));
        }
    }
    auto const flow = script_.flows.find(step.on);
    auto const* kind = flow != script_.flows.end() ? vocabulary_.find_flow(flow->second.kind) : nullptr;
    bool const by_request = kind != nullptr && kind->requests;
    if (by_request && table.take("to") == nullptr)
        table.error(table.node().spot, fmt::format("a request on '{}' says with 'to' whom it asks: \"dut.lan\"", step.on));
    if (by_request && message.protocol != nullptr && message.protocol->message_size == nullptr)
        table.error(table.node().spot, fmt::format("{} is no request over HTTP, and '{}' carries nothing else", step.message, step.on));
    if (auto const* node = table.take("to")) {
        if (auto term = read_term(*node, "to", &address, Place::send, scope())) step.fields.push_back({"to", std::move(*term)});
    }
}

void StepReader::read_fields(TableReader& table, model::SendStep& step, proto::MessageEntry const& message) {
    if (message.message == nullptr) return;
    auto const family = script_.family(step.on);
    auto const flow = script_.flows.find(step.on);
    bool const in_connection =
        message.protocol->name == "tcp" && step.quote.empty() && flow != script_.flows.end() && flow->second.kind != "segments";
    for (auto const* entry : table.others()) {
        auto const* field = resolve_field(message, entry->key, family);
        if (field == nullptr) {
            unknown_field(table, *entry, message, family);
        } else if (in_connection && (field->name == "flags" || field->name == "seq" || field->name == "ack" || field->name == "window" ||
                                     field->name == "mss")) {
            table.error(entry->spot,
                        fmt::format("'{}' is the connection's to say; segments by hand go on a flow of kind \"segments\"", entry->key));
        } else if (auto term = read_term(entry->value, entry->key, field, step.quote.empty() ? Place::copies : Place::send, scope())) {
            check_count(table, entry->value.spot, *term, step);
            step.fields.push_back({entry->key, std::move(*term)});
        }
    }
}

}  // namespace tsuka::suite
