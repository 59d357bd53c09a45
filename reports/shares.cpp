#include "reports/shares.hpp"

#include "reports/summary.hpp"

#include <set>

namespace tsuka::reports {

Shares shares_of(model::Report const& report) {
    auto const& rows = report.rows;
    Shares shares{std::vector<bool>(rows.size()), std::vector<bool>(rows.size())};
    std::size_t told = 0;
    std::size_t archived = 0;
    auto const archive = [&](std::size_t at) {
        if (shares.archived[at] || archived == most_archived) return;
        shares.archived[at] = true;
        ++archived;
    };
    auto const tell = [&](std::size_t at) {
        if (!shares.told[at] && told < most_told) {
            shares.told[at] = true;
            ++told;
        }
        archive(at);
    };
    std::set<std::string> ids;
    for (std::size_t at = 0; at < rows.size(); ++at)
        if (wants_attention(rows[at])) tell(at);
    for (std::size_t at = 0; at < rows.size(); ++at)
        if (ids.insert(rows[at].id).second) tell(at);
    for (std::size_t at = 0; at < rows.size(); ++at) archive(at);
    return shares;
}

}  // namespace tsuka::reports
