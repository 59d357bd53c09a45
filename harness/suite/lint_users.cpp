// Whether suites/users.toml fits the suites: see load_users.hpp.
#include "harness/suite/load_users.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace tsuka::suite {

namespace {

using Ids = std::set<std::string>;

class GuideLint {
public:
    GuideLint(model::UserGuide const& guide, std::vector<model::Suite> const& suites, std::string file)
        : guide_(guide), file_(std::move(file)) {
        for (auto const& suite : suites) {
            for (auto const& one : suite.cases) {
                auto& classes = classes_[one.id];
                for (auto const& rule : one.classes) classes.insert(rule.is);
            }
        }
    }

    Diagnostics run() {
        Ids covered;
        for (auto const& situation : guide_.situations) columns_.insert(situation.id);
        for (auto const& kind : guide_.kinds) {
            for (auto const& [situation, ids] : kind.cases) look_at(kind, situation, ids, covered);
            if (kind.sayings.empty() || !kind.sayings.back().when.empty())
                say(fmt::format("'{}' needs a last saying without conditions", kind.id));
            for (auto const& saying : kind.sayings) look_at(kind, saying);
        }
        for (auto const& name : covered)
            if (!guide_.words.contains(name)) say(fmt::format("class '{}' can be shown and has no entry in [words]", name));
        for (auto const& [name, word] : guide_.words)
            if (!covered.contains(name)) say(fmt::format("no case of the matrix has the class '{}' of [words]", name));
        for (auto const& situation : guide_.situations)
            for (auto const& name : situation.unasked)
                if (!covered.contains(name)) say(fmt::format("no case of the matrix has the class '{}' of '{}'", name, situation.id));
        return std::move(found_);
    }

private:
    void say(std::string text) { found_.push_back({{file_, 0, 0}, true, std::move(text)}); }

    void look_at(model::VpnKind const& kind, std::string const& situation, std::vector<std::string> const& ids, Ids& covered) {
        if (!columns_.contains(situation)) say(fmt::format("'{}' of '{}' is no situation", situation, kind.id));
        for (auto const& id : ids) {
            auto const found = classes_.find(id);
            if (found == classes_.end())
                say(fmt::format("there is no case '{}' ('{}' of '{}')", id, situation, kind.id));
            else
                covered.insert(found->second.begin(), found->second.end());
        }
    }

    void look_at(model::VpnKind const& kind, model::Saying const& saying) {
        static Ids const states{"yes", "partly", "no", "unknown", "untested"};
        for (auto const& [situation, state] : saying.when) {
            auto const cases = kind.cases.find(situation);
            if (cases == kind.cases.end()) {
                say(fmt::format("a saying of '{}' asks about '{}', which has no case there", kind.id, situation));
                continue;
            }
            bool const shown = std::any_of(cases->second.begin(), cases->second.end(), [&, &wanted = state](auto const& id) {
                auto const found = classes_.find(id);
                return found != classes_.end() && found->second.contains(wanted);
            });
            if (!states.contains(state) && !shown)
                say(fmt::format("'{}={}' of '{}' is neither a state nor a class of its cases", situation, state, kind.id));
        }
    }

    model::UserGuide const& guide_;
    std::string file_;
    std::map<std::string, Ids> classes_;
    Ids columns_;
    Diagnostics found_;
};

}  // namespace

Diagnostics lint_users(model::UserGuide const& guide, std::vector<model::Suite> const& suites, std::string const& file) {
    return GuideLint(guide, suites, file).run();
}

}  // namespace tsuka::suite
