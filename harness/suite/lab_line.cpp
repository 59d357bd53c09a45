#include "harness/suite/lab_line.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace tsuka::suite {

namespace {

/// "0.1%" in millionths. A line that loses more than a fifth carries no VPN.
unsigned read_share(TableReader& table, std::string_view key) {
    constexpr double most_percent = 20;
    constexpr double millionths_in_percent = 10'000;
    auto const text = table.text(key);
    if (!text) return 0;
    double percent = -1;
    auto const* const end = text->data() + text->size();
    auto const [after, trouble] = std::from_chars(text->data(), end, percent, std::chars_format::fixed);
    bool const right = trouble == std::errc{} && std::string_view(after, end) == "%" && percent >= 0 && percent <= most_percent;
    if (!right)
        table.error(table.take(key)->spot,
                    fmt::format("'{}' for '{}' is no share from 0% to {}%; write \"0.5%\"", *text, key, most_percent));
    return right ? static_cast<unsigned>(std::lround(percent * millionths_in_percent)) : 0;
}

}  // namespace

void read_impairment(TomlNode const& node, model::Impairment& line, Diagnostics& diagnostics) {
    constexpr Duration most = std::chrono::seconds(1);  // beyond that cases would be over before what they sent is on its way
    TableReader table(node, "[wan.impair]", diagnostics);
    line.delay = table.duration("delay").value_or(line.delay);
    line.jitter = table.duration("jitter").value_or(line.jitter);
    line.loss = read_share(table, "loss");
    line.duplicate = read_share(table, "duplicate");
    line.reorder = read_share(table, "reorder");
    table.refuse_others();
    if (line.delay > most || line.jitter > most) table.error(node.spot, "'delay' and 'jitter' of [wan.impair] are 1s at most");
}

}  // namespace tsuka::suite
