// Planted defects as people write them: see planted.hpp.
#include "harness/suite/planted.hpp"

#include "harness/model/text.hpp"
#include "harness/sim/defect.hpp"
#include "harness/suite/diagnostic.hpp"
#include "harness/suite/table_reader.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace tsuka::suite {

namespace {

struct Count {
    std::string_view key;
    std::uint64_t model::Onset::*place;
};
constexpr Count counts[] = {{"after", &model::Onset::after}, {"every", &model::Onset::every}, {"clients", &model::Onset::clients},
                            {"bytes", &model::Onset::bytes}, {"least", &model::Onset::least}, {"most", &model::Onset::most},
                            {"rate", &model::Onset::rate}};

/// A number from 1 up.
std::optional<std::uint64_t> parse_count(std::string_view text) {
    std::uint64_t number = 0;
    auto const [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (trouble != std::errc{} || end != text.data() + text.size() || number == 0) return std::nullopt;
    return number;
}

/// "after=3"; what is wrong with it, or nothing.
std::string read_onset(std::string_view text, model::Onset& onset) {
    auto const equals = std::min(text.find('='), text.size());
    auto const key = text.substr(0, equals);
    auto const value = equals < text.size() ? text.substr(equals + 1) : std::string_view{};
    for (auto const& count : counts) {
        if (count.key != key) continue;
        auto const number = parse_count(value);
        if (!number) return fmt::format("'@{}' wants a number from 1 up, not '{}'", key, value);
        onset.*count.place = *number;
        return {};
    }
    if (key == "idle") {
        auto const silence = parse_duration(value);
        if (!silence || *silence == Duration{}) return fmt::format("'@idle' wants a time as in 60s, not '{}'", value);
        onset.idle = *silence;
        return {};
    }
    if (key == "direction") {
        if (value != "in" && value != "out") return fmt::format("'@direction' is in (from the WAN) or out, not '{}'", value);
        onset.direction = value == "in" ? Side::wan : Side::lan;
        return {};
    }
    if (key == "length") {
        if (value != "odd") return fmt::format("'@length' is odd, not '{}'", value);
        onset.odd = true;
        return {};
    }
    return fmt::format("no onset is called '@{}'{}", key,
                       hint(key, {"after", "every", "clients", "idle", "bytes", "direction", "least", "most", "length", "rate"}));
}

}  // namespace

Result<model::PlantedDefect> parse_planted(std::string_view text) {
    model::PlantedDefect planted;
    auto rest = text;
    auto const next = [&] {
        auto const end = std::min(rest.find('@'), rest.size());
        auto const piece = rest.substr(0, end);
        rest = end < rest.size() ? rest.substr(end + 1) : std::string_view{};
        return piece;
    };
    planted.name = next();
    if (sim::find_defect(planted.name) == nullptr) {
        std::vector<std::string> known;
        for (auto const* one : sim::all_defects()) known.emplace_back(one->name);
        return fail(fmt::format("no defect is called '{}'{}; see `tsuka list --what defects`", planted.name, hint(planted.name, known)));
    }
    if (text.ends_with('@')) return fail(fmt::format("'{}' ends with '@', and no onset follows", text));
    while (!rest.empty())
        if (auto const wrong = read_onset(next(), planted.onset); !wrong.empty()) return fail(wrong);
    return planted;
}

std::string written(model::PlantedDefect const& planted) {
    auto text = planted.name;
    for (auto const& count : counts)
        if (auto const number = planted.onset.*count.place; number != 0) text += fmt::format("@{}={}", count.key, number);
    if (planted.onset.idle != Duration{}) text += fmt::format("@idle={}", model::written(planted.onset.idle));
    if (planted.onset.direction) text += fmt::format("@direction={}", *planted.onset.direction == Side::wan ? "in" : "out");
    if (planted.onset.odd) text += "@length=odd";
    return text;
}

}  // namespace tsuka::suite
