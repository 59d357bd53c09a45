// Campaigns in virtual time: see campaign.hpp.
#include "tests/detection/campaign.hpp"

#include "harness/model/need.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace tsuka::detection {

namespace {

std::string list_of(std::set<std::string> const& names) {
    std::string list;
    for (auto const& name : names) list += fmt::format("  \"{}\",\n", name);
    return "[\n" + list + "]\n";
}

}  // namespace

bool fits(model::Case const& one, model::Lab const& lab) {
    return std::all_of(one.needs.begin(), one.needs.end(), [&](auto const& need) { return model::unmet(need, lab).empty(); });
}

void for_each_of(std::size_t count, std::function<void(std::size_t)> const& todo) {
    std::atomic<std::size_t> next{0};
    std::vector<std::jthread> workers;
    for (unsigned worker = 0; worker < std::max(std::thread::hardware_concurrency(), 1U); ++worker)
        workers.emplace_back([&] {
            for (auto at = next++; at < count; at = next++) todo(at);
        });
}

std::string write_matrix(std::vector<suite::MatrixRow> const& rows) {
    std::string text =
        "# Which cases find which planted defect of the faithful simulated router. Checked by the detection test: exactly the cases listed "
        "fail, or "
        "are\n"
        "# inconclusive where listed so; a defect that no case finds, and a case that no defect fails, are errors. Cases of a thousand "
        "packets\n"
        "# (flow.thousand.*) are run against faults that begin after a hundred packets or more, and against no others.\n"
        "format = 1\n";
    for (auto const& row : rows) {
        text += fmt::format("\n[[defect]]\nname = \"{}\"\nfails = {}", row.defect, list_of(row.fails));
        if (!row.inconclusive.empty()) text += "inconclusive = " + list_of(row.inconclusive);
    }
    return text;
}

}  // namespace tsuka::detection
