// Port sets of shared addresses: see port_set.hpp.
#include "harness/model/port_set.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::model {

namespace {

constexpr unsigned bits_of_a_port = 16;

}  // namespace

std::vector<std::pair<std::uint16_t, std::uint16_t>> PortSet::ranges() const {
    const auto behind = bits_of_a_port - offset - length;
    std::vector<std::pair<std::uint16_t, std::uint16_t>> all;
    for (unsigned a = offset > 0 ? 1 : 0; a < 1U << offset; ++a) {
        const auto first = (a << length | psid) << behind;
        all.emplace_back(static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(first + (1U << behind) - 1));
    }
    return all;
}

bool PortSet::contains(std::uint16_t port) const {
    const auto behind = bits_of_a_port - offset - length;
    const unsigned number = port;
    const bool excluded = offset > 0 && number >> (bits_of_a_port - offset) == 0;
    return !excluded && (number >> behind & ((1U << length) - 1)) == psid;
}

std::size_t PortSet::size() const {
    return ((std::size_t{1} << offset) - (offset > 0 ? 1 : 0)) << (bits_of_a_port - offset - length);
}

std::string PortSet::text() const {
    constexpr std::size_t shown = 2;
    const auto all = ranges();
    std::string text;
    for (std::size_t at = 0; at < std::min(shown, all.size()); ++at)
        text += fmt::format("{}{}-{}", at == 0 ? "" : ", ", all[at].first, all[at].second);
    if (all.size() > shown) text += fmt::format(" and {} more {}", all.size() - shown, all.size() == shown + 1 ? "range" : "ranges");
    return text;
}

}  // namespace tsuka::model
