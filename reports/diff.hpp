// Two reports compared: what broke, what was mended, what merely reads differently.
#pragma once

#include "reports/outline.hpp"
#include "reports/words.hpp"

#include <string>
#include <vector>

namespace tsuka::reports {

struct Change {
    enum class Kind : std::uint8_t {
        newly_broken,  ///< kept before, not kept now; or a failure now that was none: the only kind that is a regression
        newly_kept,
        verdict,      ///< another word for the same (claimed now, say)
        behaviour,    ///< another class
        number,       ///< another bracket or count
        reason,       ///< other words for the same verdict and class
        undecided,    ///< known before, not known now
        decided,      ///< not known before
        not_run,      ///< skipped now
        run,          ///< skipped before
        disappeared,  ///< of A only
        appeared,     ///< of B only
    };
    Kind kind = Kind::verdict;
    std::string name;
    std::string before;
    std::string after;
};
[[nodiscard]] std::string_view to_string(Change::Kind kind);  ///< "newly broken"

/// Worst kinds first, then in the order of B (of A for what disappeared). A case that is missing is no regression.
/// `said`: the language of the verdicts' words in what was before and after.
[[nodiscard]] std::vector<Change> diff(Outline const& before, Outline const& after, Words const& said = {});
[[nodiscard]] bool has_regression(std::vector<Change> const& changes);

enum class DiffForm : std::uint8_t { text, markdown, html, junit };
/// JUnit is read by programs and stays English.
[[nodiscard]] std::string render_diff(Outline const& before, Outline const& after, std::vector<Change> const& changes, DiffForm form,
                                      Words const& said = {});

}  // namespace tsuka::reports
