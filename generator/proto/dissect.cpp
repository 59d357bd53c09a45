// A captured frame taken apart: see dissect.hpp.
#include "generator/proto/dissect.hpp"

#include "generator/base/checksum.hpp"
#include "generator/proto/ethernet.hpp"
#include "generator/proto/ip.hpp"
#include "generator/proto/ip_view.hpp"
#include "generator/proto/ipv6.hpp"
#include "generator/proto/registry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

namespace tsuka::proto {

namespace {

std::uint64_t number_of(Layer const& layer, std::string_view name) {
    auto const* field = layer.find(name);
    auto const* number = field ? std::get_if<std::uint64_t>(&field->value) : nullptr;
    return number ? *number : 0;
}

Ipv4Address address_of(Layer const& layer, std::string_view name) {
    return {static_cast<std::uint32_t>(number_of(layer, name))};
}

/// Walks from layer to layer. `place` is where the next layer starts, `end` where the octets of the current one end.
class Dissector {
public:
    Dissector(View octets, DissectOptions options) : octets_(octets), options_(options), end_(octets.size()) {
        constexpr std::size_t usual_layers = 4;
        dissection_.layers.reserve(usual_layers);
    }

    Dissection ethernet() {
        if (auto const* layer = take(ethernet_protocol)) {
            auto const* inner = over_ethernet(number_of(*layer, "type"));
            if (inner && inner->carries)
                inner->family == IpFamily::v6 ? ipv6() : ip();
            else if (inner && take(*inner))
                end_ = message_end_;
        }
        return finish();
    }

    Dissection datagram() {
        either_ip();
        return finish();
    }

private:
    [[nodiscard]] View here() const { return part(octets_, place_, end_ - place_); }

    void problem(std::string what, std::string detail) {
        if (quiet_) return;
        dissection_.problems.push_back({std::move(what), std::move(detail)});
    }

    /// Decodes the next layer and moves behind its header; its message may end before the octets do. nullptr: it is not that protocol.
    Layer const* take(ProtocolSpec const& protocol, bool required = true) {
        auto decoded = protocol.decode(here());
        if (!decoded) {
            if (quoted_ && required) return take_cut(protocol);
            if (required) problem("malformed", fmt::format("{}: {}", protocol.name, decoded.error().what));
            return nullptr;
        }
        for (auto const& detail : decoded->problems)
            problem(detail.starts_with("truncated") ? "truncated" : "malformed", fmt::format("{}: {}", protocol.name, detail));
        const auto header = std::min(decoded->header, end_ - place_);
        dissection_.layers.push_back({&protocol, decoded->message, place_, header, std::move(decoded->fields), quoted_});
        message_end_ = place_ + std::clamp(decoded->total, header, end_ - place_);
        place_ += header;
        return &dissection_.layers.back();
    }

    /// A quote may end within a header, after 8 octets of it (RFC 792): the fields that are there whole are read.
    Layer const* take_cut(ProtocolSpec const& protocol) {
        auto const& message = protocol.messages.front();
        std::vector<Field> fields;
        for (auto const& spec : message.fields)
            if (auto field = read_field(spec, here())) fields.push_back(std::move(*field));
        if (fields.empty()) return nullptr;
        dissection_.layers.push_back({&protocol, &message, place_, end_ - place_, std::move(fields), quoted_});
        message_end_ = place_ = end_;
        return &dissection_.layers.back();
    }

    void checksum(std::string_view protocol, bool right) {
        if (!right) problem(fmt::format("{}.checksum", protocol), fmt::format("the {} checksum does not fit its octets", protocol));
    }

    void either_ip() { !here().empty() && here()[0] >> 4U == 6 ? ipv6() : ip(); }

    void ipv6() {
        const auto ip = view_ip(here());
        auto const* layer = take(ipv6_protocol);
        if (!layer || !ip) return;
        end_ = message_end_;
        if (ip->fragment.offset != 0) return;
        const auto was_quiet = quiet_;
        quiet_ = quiet_ || !ip->is_whole() || ip->fragment.more;
        above_ip(ip->protocol, ip->source, ip->destination);
        quiet_ = was_quiet;
    }

    void ip() {
        const auto start = place_;
        auto const* layer = take(ip_protocol);
        if (!layer) return;
        checksum("ip", internet_checksum(part(octets_, start, layer->length)) == 0);
        const auto cut = message_end_ - start < number_of(*layer, "total_length");
        end_ = message_end_;  // what Ethernet padded is no payload
        if (number_of(*layer, "fragment_offset") != 0) return;
        const auto incomplete = cut || number_of(*layer, "mf") != 0;
        const auto was_quiet = quiet_;
        quiet_ = quiet_ || incomplete;  // the rest comes in other fragments: nothing can be said of lengths and checksums
        above_ip(static_cast<std::uint8_t>(number_of(*layer, "protocol")), address_of(*layer, "src"), address_of(*layer, "dst"));
        quiet_ = was_quiet;
    }

    void above_ip(std::uint8_t number, IpAddress const& source, IpAddress const& destination) {
        auto const* protocol = over_ip(number, source.family());
        if (!protocol) return;
        auto const* layer = take(*protocol);
        if (!layer) return;
        end_ = message_end_;
        verify(*protocol, *layer, source, destination);
        // An error about an error is never sent (RFC 1122 section 3.2.2), so one level of quoting is enough.
        if (protocol->quotes && !quoted_ && protocol->quotes(static_cast<std::uint8_t>(number_of(*layer, "type")))) return quote();
        within(*layer);
    }

    void verify(ProtocolSpec const& protocol, Layer const& layer, IpAddress const& source, IpAddress const& destination) {
        const auto covered = part(octets_, layer.offset, end_ - layer.offset);
        if (protocol.checksum == Checksum::message) checksum(protocol.name, internet_checksum(covered) == 0);
        if (protocol.checksum < Checksum::addresses || !options_.verify_transport_checksum) return;
        const bool may_be_zero = protocol.checksum == Checksum::addresses_or_zero_in_v4 && source.family() == IpFamily::v4;
        if (may_be_zero && number_of(layer, "checksum") == 0) return;
        checksum(protocol.name, transport_checksum(source, destination, protocol.ip_protocol, covered) == 0);
    }

    /// What stands in the payload of a layer, as far as protocols say so.
    void within(Layer const& outer) {
        if (here().empty()) return;
        if (const auto carrier = outer.protocol->carries) {
            auto const* protocol = over_ports(*carrier, number_of(outer, "src_port"), number_of(outer, "dst_port"));
            return carrier == Carrier::tcp ? stream(protocol) : payload(protocol);
        }
        if (!outer.message) return;
        for (auto const* protocol : protocols())
            for (auto const& place : protocol->inside)
                if (place.message == outer.message->name && (place.field.empty() || number_of(outer, place.field) == place.value))
                    return payload(protocol, place.perhaps);
    }

    void payload(ProtocolSpec const* protocol, bool perhaps = false) {
        for (; protocol != nullptr; protocol = beside(*protocol))
            if (auto const* layer = take(*protocol, !perhaps && !protocol->perhaps)) return within(*layer);
    }

    /// As many whole messages as there are.
    void stream(ProtocolSpec const* protocol) {
        while (protocol && !here().empty() && take(*protocol, false)) place_ = message_end_;
    }

    /// The quote is as much of the datagram as its sender chose to copy: what it lacks is no fault.
    void quote() {
        if (here().empty()) return;
        const auto version = here()[0] >> 4U;
        if ((version != 4 || here().size() < 20) && (version != 6 || here().size() < 40)) return;
        quoted_ = true;
        const auto was_quiet = quiet_;
        quiet_ = true;
        either_ip();
        quiet_ = was_quiet;
        quoted_ = false;
    }

    Dissection finish() {
        dissection_.payload_offset = place_;
        dissection_.payload_length = end_ - place_;
        return std::move(dissection_);
    }

    View octets_;
    DissectOptions options_;
    Dissection dissection_;
    std::size_t place_ = 0;
    std::size_t end_;
    std::size_t message_end_ = 0;
    bool quiet_ = false;
    bool quoted_ = false;
};

/// "quote.ip.src" -> quoted, "ip", "src".
struct FieldName {
    bool quoted = false;
    std::string_view protocol;
    std::string_view field;
};

FieldName split(std::string_view name) {
    static constexpr std::string_view quote = "quote.";
    FieldName split;
    split.quoted = name.starts_with(quote);
    if (split.quoted) name.remove_prefix(quote.size());
    const auto dot = name.find('.');
    if (dot != std::string_view::npos) split.protocol = name.substr(0, dot);
    split.field = dot == std::string_view::npos ? name : name.substr(dot + 1);
    return split;
}

}  // namespace

Layer const* Dissection::find(std::string_view protocol) const {
    const auto found = std::ranges::find_if(layers, [&](Layer const& layer) { return !layer.quoted && layer.protocol->name == protocol; });
    return found == layers.end() ? nullptr : &*found;
}

Layer const* Dissection::layer_of(std::string_view name) const {
    const auto wanted = split(name);
    const auto bears = [&](Layer const& layer) {
        return layer.quoted == wanted.quoted && (wanted.protocol.empty() || layer.protocol->name == wanted.protocol) &&
               layer.find(wanted.field) != nullptr;
    };
    if (wanted.protocol.empty()) {
        const auto inwards = std::ranges::find_if(layers.rbegin(), layers.rend(), bears);
        return inwards == layers.rend() ? nullptr : &*inwards;
    }
    const auto found = std::ranges::find_if(layers, bears);
    return found == layers.end() ? nullptr : &*found;
}

Field const* Dissection::field(std::string_view name) const {
    auto const* layer = layer_of(name);
    return layer ? layer->find(split(name).field) : nullptr;
}

Dissection dissect(View frame, DissectOptions options) {
    return Dissector(frame, options).ethernet();
}

Dissection dissect_ip(View datagram, DissectOptions options) {
    return Dissector(datagram, options).datagram();
}

Result<void> patch(std::span<std::uint8_t> frame, Dissection const& dissection, std::string_view name, Value const& value) {
    auto const* layer = dissection.layer_of(name);
    auto const* field = dissection.field(name);
    if (!layer || !field) return fail(fmt::format("the frame has no field \"{}\"", name));
    if (layer->offset > frame.size()) return fail(fmt::format("{} lies outside the frame", name));
    const FieldSpec spec{field->name, field->bit, field->width, field->kind, 0, field->translatable, {}};
    return write_field(frame.subspan(layer->offset), spec, value);
}

}  // namespace tsuka::proto
