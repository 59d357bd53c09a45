// Campaigns in virtual time: see campaign.hpp.
#include "tests/detection/campaign.hpp"

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

void for_each_of(std::size_t count, std::function<void(std::size_t)> const& todo) {
    std::atomic<std::size_t> next{0};
    std::vector<std::jthread> workers;
    for (unsigned worker = 0; worker < std::max(std::thread::hardware_concurrency(), 1U); ++worker)
        workers.emplace_back([&] {
            for (auto at = next++; at < count; at = next++) todo(at);
        });
}

std::vector<cli::Outcomes> run_routers(std::vector<model::Case> const& cases, std::vector<model::RouterSpec> const& routers) {
    std::vector<cli::Outcomes> outcomes(routers.size());
    for_each_of(routers.size(), [&](std::size_t at) { outcomes[at] = cli::run_all(cases, routers[at]); });
    return outcomes;
}

std::string write_matrix(std::vector<suite::MatrixRow> const& rows) {
    std::string text =
        "# Which cases find which planted defect of the faithful simulated router. Checked by the detection test: exactly the cases listed "
        "fail, or "
        "are\n"
        "# inconclusive where listed so; a defect that no case finds, and a case that no defect fails, are errors.\n"
        "format = 1\n";
    for (auto const& row : rows) {
        text += fmt::format("\n[[defect]]\nname = \"{}\"\nfails = {}", row.defect, list_of(row.fails));
        if (!row.inconclusive.empty()) text += "inconclusive = " + list_of(row.inconclusive);
    }
    return text;
}

}  // namespace tsuka::detection
