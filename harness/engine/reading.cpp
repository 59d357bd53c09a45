// Fields by name: see reading.hpp.
#include "harness/engine/reading.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

namespace {

constexpr std::string_view quote = "quote.";

void append(std::vector<model::FieldRecord>& records, std::string_view prefix, proto::Layer const& layer) {
    for (auto const& field : layer.fields)
        records.push_back(
            {fmt::format("{}{}.{}", prefix, layer.protocol->name, field.name), proto::to_text(field.value, field.kind, field.width)});
}

proto::Field const* find_in(proto::Layer const& layer, bool quoted, std::string_view protocol, std::string_view name) {
    if (layer.quoted != quoted || layer.protocol == nullptr || (!protocol.empty() && layer.protocol->name != protocol)) return nullptr;
    return layer.find(name);
}

}  // namespace

void Reading::drop_above(std::string_view protocol) {
    const auto last = std::find_if(layers_.rbegin(), layers_.rend(),
                                   [&](auto const& layer) { return layer.protocol != nullptr && layer.protocol->name == protocol; });
    if (last != layers_.rend()) layers_.erase(last.base(), layers_.end());
}

proto::Field const* Reading::find(std::string_view name) const {
    const bool quoted = name.starts_with(quote);
    if (quoted) name.remove_prefix(quote.size());
    const auto dot = name.find('.');
    const auto protocol = dot == std::string_view::npos ? std::string_view{} : name.substr(0, dot);
    if (dot != std::string_view::npos) name.remove_prefix(dot + 1);
    if (quoted) {
        for (auto const& layer : layers_)
            if (auto const* field = find_in(layer, true, protocol, name)) return field;
        return nullptr;
    }
    for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer)
        if (auto const* field = find_in(*layer, false, protocol, name)) return field;
    return nullptr;
}

std::optional<std::uint64_t> Reading::number(std::string_view name) const {
    auto const* found = find(name);
    auto const* value = found == nullptr ? nullptr : std::get_if<std::uint64_t>(&found->value);
    return value == nullptr ? std::nullopt : std::optional(*value);
}

proto::Layer const* Reading::layer(std::string_view protocol) const {
    const auto found = std::find_if(layers_.begin(), layers_.end(), [&](auto const& layer) {
        return !layer.quoted && layer.protocol != nullptr && layer.protocol->name == protocol;
    });
    return found == layers_.end() ? nullptr : &*found;
}

std::vector<model::FieldRecord> Reading::records() const {
    // What is quoted first, then the outermost layer first, as people read a frame; within a layer as the header goes.
    std::vector<model::FieldRecord> records;
    for (auto const& layer : layers_)
        if (layer.protocol != nullptr && layer.quoted) append(records, quote, layer);
    for (auto const& layer : layers_)
        if (layer.protocol != nullptr && !layer.quoted) append(records, {}, layer);
    return records;
}

}  // namespace tsuka::engine
