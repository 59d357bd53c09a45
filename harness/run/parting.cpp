#include "harness/run/parting.hpp"

#include "generator/proto/dissect.hpp"

#include <algorithm>

namespace tsuka::run {

namespace {

constexpr std::size_t around = 6;  ///< octets shown on either side
constexpr std::size_t most = 16;   ///< octets in question that are shown

/// Octets of a field or of the payload within a frame.
struct Span {
    std::size_t begin = 0;
    std::size_t length = 0;
};

model::Around around_of(View frame, Span span) {
    const auto octets = [](View view) { return Octets(view.begin(), view.end()); };
    const auto before = std::min(around, span.begin);
    return {octets(part(frame, span.begin - before, before)), octets(part(frame, span.begin, span.length)),
            octets(part(frame, span.begin + span.length, around))};
}

Span span_of(proto::Layer const& layer, proto::Field const& field) {
    const auto begin = field.bit / 8;
    return {layer.offset + begin, (field.bit + field.width + 7) / 8 - begin};
}

/// The layer and the field of that name: "esp.spi", in the frame's own path.
struct Found {
    proto::Layer const* layer = nullptr;
    proto::Field const* field = nullptr;
};

Found find(proto::Dissection const& dissection, std::string_view name) {
    const auto dot = name.find('.');
    if (dot == std::string_view::npos) return {};
    auto const* layer = dissection.find(name.substr(0, dot));
    return {layer, layer == nullptr ? nullptr : layer->find(name.substr(dot + 1))};
}

Span first_difference(View one, View other) {
    const auto end = std::min(one.size(), other.size());
    std::size_t begin = 0;
    while (begin < end && one[begin] == other[begin]) ++begin;
    std::size_t length = 0;
    while (begin + length < end && length < most && one[begin + length] != other[begin + length]) ++length;
    return {begin, length};
}

std::optional<model::Parting> of_payload(View sent, proto::Dissection const& mine, View arrived, proto::Dissection const& theirs) {
    const auto part_of = [](View frame, proto::Dissection const& dissection) {
        return part(frame, dissection.payload_offset, dissection.payload_length);
    };
    const auto at = first_difference(part_of(sent, mine), part_of(arrived, theirs));
    if (at.length == 0 || theirs.layers.empty()) return std::nullopt;
    auto const& last = theirs.layers.back();
    return model::Parting{std::string(last.protocol == nullptr ? "" : last.protocol->name),
                          "payload",
                          at.begin,
                          theirs.payload_offset + at.begin,
                          around_of(sent, {mine.payload_offset + at.begin, at.length}),
                          around_of(arrived, {theirs.payload_offset + at.begin, at.length})};
}

std::optional<model::Parting> of_field(View sent, proto::Dissection const& mine, View arrived, proto::Dissection const& theirs,
                                       std::string_view name) {
    const auto there = find(theirs, name);
    if (there.field == nullptr) return std::nullopt;
    const auto here = find(mine, name);
    auto span = span_of(*there.layer, *there.field);
    span.length = std::min(span.length, most);
    model::Around before;
    if (here.field != nullptr) {
        auto own = span_of(*here.layer, *here.field);
        own.length = std::min(own.length, most);
        before = around_of(sent, own);
    }
    return model::Parting{std::string(there.layer->protocol->name),
                          there.field->name,
                          span.begin - there.layer->offset,
                          span.begin,
                          std::move(before),
                          around_of(arrived, span)};
}

/// Above IP, outermost first: no translation touches these.
std::optional<model::Parting> of_anything(View sent, proto::Dissection const& mine, View arrived, proto::Dissection const& theirs) {
    for (auto const& layer : theirs.layers) {
        if (layer.protocol == nullptr || layer.quoted || layer.protocol->carrier == proto::Carrier::link || layer.protocol->name == "ip" ||
            layer.protocol->name == "ipv6")
            continue;
        for (auto const& field : layer.fields) {
            if (field.translatable) continue;
            const auto name = std::string(layer.protocol->name) + "." + field.name;
            const auto here = find(mine, name);
            if (here.field != nullptr && here.field->value != field.value) return of_field(sent, mine, arrived, theirs, name);
        }
    }
    return of_payload(sent, mine, arrived, theirs);
}

}  // namespace

std::optional<model::Parting> parting(View sent, View arrived, std::string_view field) {
    const auto mine = proto::dissect(sent);
    const auto theirs = proto::dissect(arrived);
    if (field == "payload") return of_payload(sent, mine, arrived, theirs);
    if (!field.empty()) return of_field(sent, mine, arrived, theirs, field);
    return of_anything(sent, mine, arrived, theirs);
}

}  // namespace tsuka::run
