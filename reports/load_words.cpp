#include "reports/load_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace tsuka::reports {

std::string rate_in_words(double frames) {
    if (frames >= 999'500) return fmt::format("{:.2f} M/s", frames / 1e6);
    if (frames >= 999.5) return fmt::format("{:.1f} k/s", frames / 1e3);
    return fmt::format("{:.0f} /s", frames);
}

double megabits(double frames, double octets) {
    return frames * (octets + 20) * 8 / 1e6;
}

std::string on_the_wire(double frames, double octets) {
    return fmt::format("{:.1f} Mbit/s", megabits(frames, octets));
}

std::string micro(Duration duration) {
    const auto value = static_cast<double>(duration.count()) / 1e3;
    return value < 1000 ? fmt::format("{:.1f} us", value) : fmt::format("{:.1f} ms", value / 1e3);
}

std::string against_udp(model::LoadReport const& report, model::ThroughputRow const& row) {
    const auto udp = std::find_if(report.throughput.begin(), report.throughput.end(), [&](auto const& other) {
        return other.protocol == "udp" && other.size == row.size && other.direction == row.direction && other.lower;
    });
    return udp == report.throughput.end() || !row.lower ? "" : fmt::format("{:.2f}", *row.lower / *udp->lower);
}

std::string wrong_in_words(model::ThroughputRow const& row, Words const& said) {
    std::vector<std::string> parts;
    auto const add = [&](std::uint64_t count, std::string_view id, std::string_view english) {
        auto const word = said.get(fmt::format("interface.load.{}", id), english);
        if (count > 0) parts.push_back(said.say("load.times", fmt::format("{} {}", count, word), count, word));
    };
    add(row.sent - std::min(row.sent, row.received), "lost", "lost");
    add(row.duplicated, "doubled", "doubled");
    add(row.reordered, "overtaken", "overtaken");
    add(row.altered, "altered", "altered");
    add(row.strayed, "strayed", "to the wrong host");
    add(row.missed, "missed", "missed by this machine");
    return parts.empty() ? said.say("load.none", "none") : fmt::format("{}", fmt::join(parts, said.say("compare.comma", ", ")));
}

std::string beside_in_words(model::CapacityRow const& row, Words const& said) {
    std::vector<std::string> parts;
    if (row.strayed > 0)
        parts.push_back(said.say("load.wrong-client", fmt::format("{} frames went to the wrong client", row.strayed), row.strayed));
    if (!row.newcomer) parts.push_back(said.say("load.no-newcomer", "a new flow does not get in"));
    return fmt::format("{}", fmt::join(parts, said.say("load.besides", "; ")));
}

std::string way_in_words(std::string const& direction, Words const& said) {
    return said.get("interface.load.way-" + direction, direction);
}

std::string limit_in_words(model::AtLimit limit, Words const& said) {
    std::string const english{to_string(limit)};
    std::string id = "interface.load.limit-" + english;
    std::replace(id.begin(), id.end(), ' ', '-');
    return said.get(id, english);
}

std::string fewer_in_words(model::ThroughputRow const& row, Words const& said) {
    if (row.opened >= row.flows) return {};
    return said.say("load.fewer", fmt::format("only {} of {} flows could be opened", row.opened, row.flows), row.opened, row.flows);
}

}  // namespace tsuka::reports
