// Geometry here, the drawings in html/throughput.mustache, html/capacity.mustache and html/soak.mustache, colours in the page's style.
// Lines are told apart by their dashes and by the name at their end, not by colour.
#include "reports/load_chart.hpp"

#include "harness/model/text.hpp"
#include "reports/html_assets.hpp"
#include "reports/html_data.hpp"
#include "reports/html_list.hpp"
#include "reports/load_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <kainjow/mustache.hpp>
#include <tuple>
#include <vector>

namespace tsuka::reports {
namespace {

// In units of the drawing, which are pixels at its natural size.
constexpr double left = 70;
constexpr double right = 560;
constexpr double top = 24;
constexpr double bottom = 260;
constexpr double label_gap = 15;
constexpr std::array dashes{"none", "7 4", "2 4", "10 4 2 4", "4 2", "1 3"};

std::string at(double place) {
    return fmt::format("{:.0f}", place);
}

/// The least of 1, 2 and 5 times a power of ten that is not below.
double round_up(double value) {
    if (value <= 0) return 1;
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0})
        if (value <= step * power) return step * power;
    return 10 * power;
}

using Names = std::vector<std::string>;

void add(Names& names, std::string const& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

class Curves {
public:
    Curves(model::LoadReport const& report, Words const& said) : rows_(report.throughput), said_(said) {
        several_ways_ = std::any_of(rows_.begin(), rows_.end(), [&](auto const& row) { return row.direction != rows_.front().direction; });
        for (auto const& row : rows_) {
            add(sizes_, row.size);
            if (!row.lower) continue;
            add(protocols_, line_of(row));
            most_ = std::max(most_, model::megabits(*row.lower, row.octets));
        }
        most_ = round_up(most_);
    }

    [[nodiscard]] std::string draw() const {
        if (protocols_.empty()) return {};
        Data data;
        put_list(data, "grid", std::array{0.0, 0.25, 0.5, 0.75, 1.0}, [&](double share) {
            Data one;
            put(one, "y", at(y(share * most_)));
            put(one, "label", fmt::format("{:g}", share * most_));
            return one;
        });
        put_list(data, "sizes", sizes_, [&](std::string const& size) {
            Data one;
            put(one, "x", at(x(size)));
            put(one, "label", size);
            return one;
        });
        put_list(data, "lines", lines());
        const auto text = fill(said_.in(assets::throughput_template), data);
        return text ? *text : std::string{};
    }

private:
    /// Which line a row is a point of: that of its protocol, and of its way where there are several.
    [[nodiscard]] std::string line_of(model::ThroughputRow const& row) const {
        return several_ways_ ? row.protocol + " " + way_in_words(row.direction, said_) : row.protocol;
    }
    [[nodiscard]] double x(std::string const& size) const {
        const auto place = static_cast<double>(std::find(sizes_.begin(), sizes_.end(), size) - sizes_.begin());
        return sizes_.size() == 1 ? (left + right) / 2 : left + 30 + place * (right - left - 60) / static_cast<double>(sizes_.size() - 1);
    }
    [[nodiscard]] double y(double value) const { return bottom - value / most_ * (bottom - top); }

    [[nodiscard]] List lines() const {
        std::vector<double> ends;
        for (auto const& protocol : protocols_) ends.push_back(last(protocol));
        List lines;
        for (std::size_t index = 0; index < protocols_.size(); ++index)
            lines.push_back(line(protocols_[index], dashes[index % dashes.size()], label_at(ends, index)));
        return lines;
    }

    /// Where the line of that protocol ends.
    [[nodiscard]] double last(std::string const& protocol) const {
        double end = bottom;
        for (auto const& row : rows_)
            if (row.lower && line_of(row) == protocol) end = y(model::megabits(*row.lower, row.octets));
        return end;
    }

    /// Names keep off each other: each stands below those that end higher.
    [[nodiscard]] static double label_at(std::vector<double> const& ends, std::size_t which) {
        std::vector<std::size_t> order(ends.size());
        for (std::size_t index = 0; index < order.size(); ++index) order[index] = index;
        std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return ends[a] < ends[b]; });
        double free = top;
        for (const auto index : order) {
            const double place = std::max(ends[index], free);
            if (index == which) return place;
            free = place + label_gap;
        }
        return bottom;
    }

    [[nodiscard]] Data line(std::string const& protocol, std::string const& dash, double label) const {
        Data data;
        put(data, "protocol", protocol);
        put(data, "dash", dash);
        std::string path;
        List points;
        double end = left;
        for (auto const& row : rows_) {
            if (!row.lower || line_of(row) != protocol) continue;
            const double value = model::megabits(*row.lower, row.octets);
            const bool open = row.own_limit || row.capped;
            end = x(row.size);
            path += fmt::format("{}{} {}", path.empty() ? "M" : "L", at(end), at(y(value)));
            Data one;
            put(one, "x", at(end));
            put(one, "y", at(y(value)));
            put(one, "kind", open ? "open" : "found");
            put(one, "tip",
                fmt::format("{}, {}: {}{:.1f} Mbit/s, {}", protocol, row.size, open ? ">= " : "", value, rate_in_words(*row.lower)));
            points.push_back(one);
        }
        put(data, "path", path);
        put(data, "label_x", at(right + 12));
        put(data, "label_y", at(label + 4));
        put(data, "leader", fmt::format("M{} {}L{} {}", at(end + 6), at(last(protocol)), at(right + 8), at(label)));
        put_list(data, "points", points);
        return data;
    }

    std::vector<model::ThroughputRow> const& rows_;
    Words const& said_;
    Names sizes_;
    Names protocols_;
    double most_ = 0;
    bool several_ways_ = false;
};

}  // namespace

std::string throughput_svg(model::LoadReport const& report, Words const& said) {
    return Curves(report, said).draw();
}

std::string capacity_svg(model::LoadReport const& report, Words const& said) {
    double most = 0;
    for (auto const& row : report.capacity)
        if (row.trouble.empty()) most = std::max(most, static_cast<double>(row.tried));
    if (most <= 0) return {};
    constexpr double height = 34;
    const auto width = [&](double count) { return at(count / most * (right - left)); };
    double y = 24;
    List rows;
    for (auto const& row : report.capacity) {
        if (!row.trouble.empty()) continue;
        Data data;
        put(data, "protocol", row.protocol);
        put(data, "y", at(y));
        put(data, "text_y", at(y + 15));
        put(data, "tried", width(row.tried));
        put(data, "opened", width(row.opened));
        put(data, "held", width(row.held));
        put(data, "words", said.say("load.kept-of", fmt::format("{} of {} kept", row.held, row.tried), row.held, row.tried));
        put(data, "tip",
            said.say(
                "load.bar",
                fmt::format("{}: {} tried, {} opened, {} kept, {}", row.protocol, row.tried, row.opened, row.held, to_string(row.at_limit)),
                row.protocol, row.tried, row.opened, row.held, limit_in_words(row.at_limit, said)));
        rows.push_back(data);
        y += height;
    }
    Data data;
    put(data, "height", at(y + 4));
    put(data, "most", at(most));
    put_list(data, "rows", rows);
    const auto text = fill(said.in(assets::capacity_template), data);
    return text ? *text : std::string{};
}

std::string soak_svg(model::SoakRow const& row, Words const& said) {
    if (row.parts.size() < 2) return {};
    const auto until = [](model::SoakPart const& part) { return part.from + part.took; };
    const auto whole = static_cast<double>(until(row.parts.back()).count());
    double most = 0;
    for (auto const& part : row.parts) most = std::max(most, static_cast<double>(part.latency.p999.count()));
    most = round_up(most);
    const auto x = [&](model::SoakPart const& part) {
        return at(left + static_cast<double>(until(part).count()) / whole * (right - left));
    };
    const auto y = [&](double latency) { return bottom - latency / most * (bottom - top); };
    Data data;
    put_list(data, "grid", std::array{0.0, 0.25, 0.5, 0.75, 1.0}, [&](double share) {
        Data one;
        put(one, "y", at(y(share * most)));
        put(one, "label", micro(Duration(static_cast<Duration::rep>(share * most))));
        return one;
    });
    put(data, "end", model::rounded(until(row.parts.back())));
    List lines;
    double name_at = top - label_gap;  // the last one's: names keep off each other
    for (auto const& [label, of, dash] :
         {std::tuple{"p99.9", &model::Latency::p999, dashes[1]}, {"p50", &model::Latency::p50, dashes[0]}}) {
        std::string path;
        double end = bottom;
        for (auto const& part : row.parts) {
            if (part.latency.samples == 0) continue;  // nothing came
            end = y(static_cast<double>((part.latency.*of).count()));
            path += fmt::format("{}{} {}", path.empty() ? "M" : "L", x(part), at(end));
        }
        Data one;
        put(one, "path", path);
        put(one, "dash", dash);
        put(one, "label", label);
        name_at = std::max(end, name_at + label_gap);
        put(one, "label_y", at(name_at + 4));
        lines.push_back(std::move(one));
    }
    put_list(data, "lines", std::move(lines));
    auto wrong = told_parts(row);
    std::erase_if(wrong, [](auto const* part) { return amiss(*part) == 0; });
    put_list(data, "wrong", wrong, [&](model::SoakPart const* part) {
        Data one;
        put(one, "x", x(*part));
        put(one, "tip", part_in_words(*part, said));
        return one;
    });
    const auto text = fill(said.in(assets::soak_template), data);
    return text ? *text : std::string{};
}

}  // namespace tsuka::reports
