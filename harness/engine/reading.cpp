// Readings: see reading.hpp.
#include "harness/engine/reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tsuka::engine {

namespace {

std::vector<ReadField> read_layer(std::string_view layer, std::vector<proto::Field> const& fields) {
    std::vector<ReadField> read;
    read.reserve(fields.size());
    for (auto const& field : fields) read.push_back({layer, field.name, field.kind, field.width, field.value});
    return read;
}

}  // namespace

Reading::Reading(proto::Dissection const& dissection) {
    for (auto layer = dissection.layers.rbegin(); layer != dissection.layers.rend(); ++layer) {
        if (layer->protocol == nullptr || layer->quoted) continue;
        auto read = read_layer(layer->protocol->name, layer->fields);
        fields_.insert(fields_.end(), std::make_move_iterator(read.begin()), std::make_move_iterator(read.end()));
    }
    // Of a quoted datagram: "quote.ip.src" is the field "ip.src" of the layer "quote".
    for (auto const& layer : dissection.layers) {
        if (layer.protocol == nullptr || !layer.quoted) continue;
        for (auto const& field : layer.fields)
            fields_.push_back({"quote", fmt::format("{}.{}", layer.protocol->name, field.name), field.kind, field.width, field.value});
    }
}

void Reading::put_front(std::string_view layer, std::vector<proto::Field> const& fields) {
    auto front = read_layer(layer, fields);
    front.insert(front.end(), std::make_move_iterator(fields_.begin()), std::make_move_iterator(fields_.end()));
    fields_ = std::move(front);
}

void Reading::drop_above(std::string_view layer) {
    const auto first = std::find_if(fields_.begin(), fields_.end(), [&](auto const& field) { return field.layer == layer; });
    if (first != fields_.end()) fields_.erase(fields_.begin(), first);
}

ReadField const* Reading::find(std::string_view name) const {
    const auto dot = name.find('.');
    for (auto const& field : fields_) {
        if (dot == std::string_view::npos ? field.name == name : field.layer == name.substr(0, dot) && field.name == name.substr(dot + 1))
            return &field;
    }
    return nullptr;
}

std::optional<std::uint64_t> Reading::number(std::string_view name) const {
    auto const* found = find(name);
    auto const* value = found == nullptr ? nullptr : std::get_if<std::uint64_t>(&found->value);
    return value == nullptr ? std::nullopt : std::optional(*value);
}

std::vector<model::FieldRecord> Reading::records() const {
    // Outermost layer first, as people read a frame; within a layer as the header goes.
    std::vector<model::FieldRecord> records;
    for (auto end = fields_.end(); end != fields_.begin();) {
        auto begin = std::prev(end);
        while (begin != fields_.begin() && std::prev(begin)->layer == begin->layer) --begin;
        for (auto field = begin; field != end; ++field) records.push_back({fmt::format("{}.{}", field->layer, field->name), field->text()});
        end = begin;
    }
    return records;
}

}  // namespace tsuka::engine
