#include "harness/record/load_figures.hpp"

#include "harness/record/plain_file.hpp"

#include <boost/json.hpp>
#include <cmath>

namespace tsuka::record {

namespace {

namespace json = boost::json;

constexpr std::uint64_t largest_file = 16'000'000;

std::string word_of(json::object const& row, std::string_view name) {
    auto const* value = row.if_contains(name);
    auto const* text = value != nullptr ? value->if_string() : nullptr;
    return text != nullptr ? std::string(*text) : std::string{};
}

std::optional<double> number_at(json::object const& row, std::string_view name) {
    auto const* value = row.if_contains(name);
    if (value == nullptr || !value->is_number()) return std::nullopt;
    const auto number = value->to_number<double>();
    return std::isfinite(number) && number > 0 ? std::optional(number) : std::nullopt;
}

json::array const* list_at(json::value const& whole, std::string_view name) {
    auto const* object = whole.if_object();
    auto const* list = object != nullptr ? object->if_contains(name) : nullptr;
    return list != nullptr ? list->if_array() : nullptr;
}

}  // namespace

Result<model::RigFigures> parse_load_figures(std::string_view text, std::string const& name) {
    auto const none = fail(name + ": no figures of tsuka load");
    boost::system::error_code trouble;
    auto const whole = json::parse(json::string_view{text.data(), text.size()}, trouble);
    if (trouble) return none;
    auto const* throughput = list_at(whole, "throughput");
    if (throughput == nullptr) return none;
    model::RigFigures figures;
    for (auto const& one : *throughput) {
        if (!one.is_object()) return none;
        model::ThroughputRow row;
        row.protocol = word_of(one.get_object(), "protocol");
        row.size = word_of(one.get_object(), "size");
        row.direction = word_of(one.get_object(), "direction");
        row.lower = number_at(one.get_object(), "lower");
        if (row.lower) figures.throughput.push_back(std::move(row));
    }
    // An older version has measured none.
    if (auto const* establishment = list_at(whole, "establishment"))
        for (auto const& one : *establishment) {
            if (!one.is_object()) return none;
            model::EstablishmentRow row;
            row.protocol = word_of(one.get_object(), "protocol");
            row.lower = number_at(one.get_object(), "lower");
            if (row.lower) figures.establishment.push_back(std::move(row));
        }
    return figures;
}

Result<model::RigFigures> read_load_figures(std::filesystem::path const& folder) {
    auto const path = folder / "load.json";
    auto const text = read_plain(path, Links::follow, largest_file);
    return text ? parse_load_figures(*text, path.string()) : text.error();
}

}  // namespace tsuka::record
