// One line for people about a dissected frame: declared in dissect.hpp.
#include "generator/proto/dissect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace tsuka::proto {

namespace {

/// What tells one message from the next, in the order in which it is shown.
constexpr std::array<std::string_view, 18> telling = {"spi",
                                                      "call_id",
                                                      "peer_call_id",
                                                      "tunnel_id",
                                                      "session_id",
                                                      "initiator_cookie",
                                                      "responder_cookie",
                                                      "message_id",
                                                      "ns",
                                                      "nr",
                                                      "identifier",
                                                      "id",
                                                      "xid",
                                                      "seq",
                                                      "ack",
                                                      "result",
                                                      "code",
                                                      "mtu"};

std::string shown(Field const& field) {
    return fmt::format(" {}={}", field.name, to_text(field.value, field.kind, field.width));
}

std::string value_of(Layer const& layer, std::string_view name) {
    auto const* field = layer.find(name);
    return field ? to_text(field->value, field->kind, field->width) : "?";
}

std::string upper(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](unsigned char sign) { return static_cast<char>(std::toupper(sign)); });
    return result;
}

std::string tcp_flags(Layer const& layer) {
    static constexpr std::array<std::string_view, 8> names = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    auto const* field = layer.find("flags");
    auto const* number = field ? std::get_if<std::uint64_t>(&field->value) : nullptr;
    std::string text;
    for (std::size_t bit = 0; number && bit < names.size(); ++bit)
        if ((*number >> bit) & 1U) text += fmt::format("{}{}", text.empty() ? "" : ",", names[bit]);
    return fmt::format("[{}]", text);
}

std::string ip_text(Layer const& layer) {
    auto text = fmt::format("IP {} > {}", value_of(layer, "src"), value_of(layer, "dst"));
    if (value_of(layer, "mf") != "0" || value_of(layer, "fragment_offset") != "0")
        text += fmt::format(" fragment id={} offset={} mf={}", value_of(layer, "id"), value_of(layer, "fragment_offset"),
                            value_of(layer, "mf"));
    return text;
}

std::string ipv6_text(Layer const& layer) {
    auto text = fmt::format("IPv6 {} > {}", value_of(layer, "src"), value_of(layer, "dst"));
    if (layer.find("fragment_offset") != nullptr)
        text += fmt::format(" fragment id={} offset={} mf={}", value_of(layer, "id"), value_of(layer, "fragment_offset"),
                            value_of(layer, "mf"));
    return text;
}

std::string arp_text(Layer const& layer) {
    if (value_of(layer, "operation") == "1") return fmt::format("ARP {} asks for {}", value_of(layer, "sender"), value_of(layer, "target"));
    return fmt::format("ARP {} is at {}", value_of(layer, "sender"), value_of(layer, "sender_mac"));
}

std::string layer_text(Layer const& layer) {
    const auto name = layer.protocol->name;
    if (name == "ip") return ip_text(layer);
    if (name == "ipv6") return ipv6_text(layer);
    if (name == "ethernet") return fmt::format("{} > {}", value_of(layer, "src"), value_of(layer, "dst"));
    if (name == "arp") return arp_text(layer);
    if (name == "udp" || name == "tcp") {
        auto text = fmt::format("{} {} > {}", upper(name), value_of(layer, "src_port"), value_of(layer, "dst_port"));
        if (name == "tcp") text += fmt::format(" {} seq={} ack={}", tcp_flags(layer), value_of(layer, "seq"), value_of(layer, "ack"));
        return text;
    }
    std::string text = layer.message && layer.message->name != name ? std::string(layer.message->name) : upper(name);
    for (auto field_name : telling)
        if (auto const* field = layer.find(field_name)) text += shown(*field);
    return text;
}

}  // namespace

std::string summary(Dissection const& dissection) {
    std::string text;
    bool quoted = false;
    for (auto const& layer : dissection.layers) {
        if (layer.protocol->name == "ethernet" && dissection.layers.size() > 1) continue;
        if (layer.quoted && !quoted) text += " quoting";
        quoted = layer.quoted;
        if (!text.empty()) text += ' ';
        text += layer_text(layer);
    }
    if (dissection.payload_length > 0) text += fmt::format("{}{} octets", text.empty() ? "" : ", ", dissection.payload_length);
    for (auto const& problem : dissection.problems) text += fmt::format(" ({})", problem.what);
    return text;
}

}  // namespace tsuka::proto
