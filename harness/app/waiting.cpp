// How long a run may wait: see waiting.hpp.
#include "harness/app/waiting.hpp"

#include "generator/load/stream.hpp"
#include "harness/model/load_report.hpp"
#include "harness/model/text.hpp"
#include "harness/suite/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <tuple>

namespace tsuka::app {

namespace {

constexpr std::uint64_t load_size = 256;        ///< octets: every protocol has room in it, and no link is too narrow
constexpr std::uint64_t most_load = 1'000'000;  ///< frames a second: what one thread that also judges can never send

/// "2000", or "20mbit" on the wire.
Result<model::LoadWanted> load_of(RunOptions const& options) {
    model::LoadWanted load;
    auto text = options.under_load;
    if (text.empty()) return load;
    const bool megabits = text.ends_with("mbit");
    if (megabits) text.resize(text.size() - std::string_view("mbit").size());
    std::uint64_t number = 0;
    const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (trouble != std::errc{} || end != text.data() + text.size() || number == 0 || number > most_load)
        return fail(fmt::format("--under-load: '{}' is no load; write 2000 (frames a second, {} at most) or 20mbit", options.under_load,
                                most_load));
    load.size = load_size;
    load.rate =
        megabits ? static_cast<std::uint64_t>(static_cast<double>(number) / model::megabits(1, static_cast<double>(load_size))) : number;
    for (auto const& word : options.load_protocols) {
        if (!load::parse_kind(word))
            return fail(fmt::format("--load-protocol {}: there are udp, esp, natt, gre, l2tp and wireguard", word));
        if (std::find(load.protocols.begin(), load.protocols.end(), word) == load.protocols.end()) load.protocols.push_back(word);
    }
    return load;
}

}  // namespace

Result<Limit> limit_of(RunOptions const& options) {
    Limit limit;
    if (!options.dut.starts_with("sim:")) limit.longest = run::usual_longest;
    for (auto const& [name, written, into] :
         {std::tuple{"--longest", &options.longest, &limit.longest}, std::tuple{"--budget", &options.budget, &limit.budget}}) {
        if (written->empty()) continue;
        *into = suite::parse_duration(*written);
        if (*into && (into != &limit.budget || **into > Duration::zero())) continue;
        return fail(fmt::format("{}: '{}' is not a duration; write 90s, 5m or 2h10m", name, *written));
    }
    auto load = load_of(options);
    if (!load) return load.error();
    limit.load = std::move(*load);
    return limit;
}

std::string left_out_in_words(run::Plan const& plan) {
    const auto left = run::left_out(plan);
    if (left.cases == 0) return {};
    const bool one = left.cases == 1;
    return fmt::format(
        "{} of them {} longer than {} on purpose and {} skipped; --longest {} runs {}, and with --jobs they wait at the same time",
        left.cases, one ? "waits" : "wait", model::written(*plan.longest), one ? "is" : "are", model::written(left.longest),
        one ? "it" : "all");
}

std::string speed_in_words(Duration simulated, Duration real) {
    const auto seconds = [](Duration time) { return std::chrono::duration<double>(time).count(); };
    return fmt::format("{} of simulated time in {}: {:.0f} simulated seconds per second", model::rounded(simulated), model::rounded(real),
                       seconds(simulated) / std::max(seconds(real), 1e-9));
}

}  // namespace tsuka::app
