#include "reports/load_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

std::string wrong_in_words(model::ThroughputRow const& row) {
    std::string words;
    for (auto const& [count, what] : {std::pair{row.sent - std::min(row.sent, row.received), "lost"},
                                      {row.duplicated, "doubled"},
                                      {row.reordered, "overtaken"},
                                      {row.altered, "altered"},
                                      {row.strayed, "to the wrong host"},
                                      {row.missed, "missed by this machine"}})
        if (count > 0) words += fmt::format("{}{} {}", words.empty() ? "" : ", ", count, what);
    return words.empty() ? "none" : words;
}

std::string beside_in_words(model::CapacityRow const& row) {
    std::string more;
    if (row.strayed > 0) more = fmt::format("{} frames went to the wrong client", row.strayed);
    if (!row.newcomer) more += std::string(more.empty() ? "" : "; ") + "a new flow does not get in";
    return more;
}

}  // namespace tsuka::reports
