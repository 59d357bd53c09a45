// The strip drawn: geometry here, the drawing in html/strip.mustache, colours in the page's style.
#include "harness/model/text.hpp"
#include "reports/html_assets.hpp"
#include "reports/html_data.hpp"
#include "reports/html_list.hpp"
#include "reports/strip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <kainjow/mustache.hpp>

namespace tsuka::reports {
namespace {

// In units of the drawing, which are pixels at its natural size.
constexpr double left = 20;
constexpr double width = 700;
constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t ticks[] = {5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400};

/// From 5 s to 3 h, and further where something was tried or asked beyond.
class Axis {
public:
    Axis(model::Measurement const& measured, std::vector<TimerMark> const& marks) {
        auto const reach = [this](std::int64_t value) {
            if (value <= 0) return;
            least_ = std::min(least_, static_cast<double>(value) / 1.3);
            most_ = std::max(most_, static_cast<double>(value) * 1.3);
        };
        for (model::Trial const& trial : measured.tried) reach(trial.value);
        for (std::int64_t const value : measured.untried) reach(value);
        for (TimerMark const& mark : marks) reach(mark.at.count());
    }
    [[nodiscard]] std::string x(std::int64_t value) const {
        double const at = std::log(std::max(static_cast<double>(value), least_) / least_) / std::log(most_ / least_);
        return fmt::format("{:.0f}", left + width * at);
    }
    [[nodiscard]] bool shows(std::int64_t value) const {
        return static_cast<double>(value) >= least_ && static_cast<double>(value) <= most_;
    }
    [[nodiscard]] static std::string begin() { return fmt::format("{:.0f}", left); }
    [[nodiscard]] static std::string end() { return fmt::format("{:.0f}", left + width); }

private:
    double least_ = 5.0 * second;
    double most_ = 10800.0 * second;
};

Data point(Axis const& axis, std::int64_t value, std::string const& kind, std::string const& sign, std::string const& word) {
    Data data;
    put(data, "x", axis.x(value));
    put(data, "kind", kind);
    put(data, "sign", sign);
    put(data, "tip", fmt::format("{}: {}", model::readable(Duration{value}), word));
    return data;
}

List points(Axis const& axis, model::Measurement const& measured, Words const& said) {
    List list;
    for (model::Trial const& trial : measured.tried) {
        bool const held = trial.result == model::Trial::Result::held;
        bool const lost = trial.result == model::Trial::Result::lost;
        list.push_back(point(axis, trial.value, std::string{to_string(trial.result)},
                             held   ? "●"
                             : lost ? "✕"
                                    : "?",
                             held   ? said.say("strip.survived", "survived")
                             : lost ? said.say("strip.lost", "lost")
                                    : said.say("strip.unknown", "not determined")));
    }
    for (std::int64_t const value : measured.untried)
        list.push_back(point(axis, value, "untried", "○", said.say("strip.untried", "not tried")));
    return list;
}

/// Where the state is known to live, and where it is known to be gone; between them nothing is known.
void put_spans(Data& data, Axis const& axis, model::Measurement const& measured) {
    bool const sure = measured.monotone();
    put(data, "alive", sure && measured.lower ? axis.x(*measured.lower) : "");
    put(data, "gone", sure && measured.upper ? axis.x(*measured.upper) : "");
}

}  // namespace

std::string strip_svg(model::GroupRow const& group, std::vector<TimerMark> const& marks, Words const& said) {
    model::Measurement const& measured = group.measured;
    if (measured.unit != model::Unit::nanoseconds) return {};
    Axis const axis(measured, marks);
    Data data;
    put(data, "begin", Axis::begin());
    put(data, "end", Axis::end());
    put_spans(data, axis, measured);
    List scale;
    for (std::int64_t const tick : ticks) {
        if (!axis.shows(tick * second)) continue;
        Data one;
        put(one, "x", axis.x(tick * second));
        put(one, "label", model::written(Duration{tick * second}));
        scale.push_back(one);
    }
    put_list(data, "ticks", scale);
    put_list(data, "marks", marks, [&](TimerMark const& mark) {
        Data one;
        bool const asked = mark.kind == TimerMark::Kind::asked;
        put(one, "x", axis.x(mark.at.count()));
        put(one, "kind", std::string{asked ? "asked" : "keepalive"});
        put_flag(one, "asked", asked);
        put(one, "tip", fmt::format("{} {}", model::readable(mark.at), mark.label));
        return one;
    });
    put_list(data, "points", points(axis, measured, said));
    auto const text = fill(assets::strip_template, data);
    return text ? *text : std::string{};
}

}  // namespace tsuka::reports
