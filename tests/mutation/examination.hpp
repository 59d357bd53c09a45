// Whether each expectation of a case is missed by some router when it is not there, or says its contrary.
#pragma once

#include "harness/model/record.hpp"
#include "harness/model/suite.hpp"
#include "tests/mutation/meddler.hpp"
#include "tests/mutation/mutants.hpp"
#include "tests/mutation/zoo.hpp"

#include <array>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tsuka::mutation {

/// Routers, by how they came about.
enum class Kin : std::uint8_t { described, planted, meddled, drawn, live };
inline constexpr std::size_t kins = 5;

/// What became of the expectations of all variants of a case.
struct Found {
    std::map<std::string, bool> missed;  ///< by expectation: some router shows it
    std::array<std::size_t, kins> by{};  ///< how many were missed first by routers of that kin
    std::size_t runs = 0;
    std::string trouble;  ///< a mutant could not be run
};

class Examination {
public:
    Examination(model::Case const& scenario, Zoo const& zoo, Found& found);
    /// Meets routers until each expectation was missed, or there are no others.
    void run();

private:
    using Run = std::function<model::CaseRecord(model::Case const&)>;
    [[nodiscard]] bool over() const;
    [[nodiscard]] bool asks_of_steps() const;
    [[nodiscard]] bool open(Mutant const& mutant) const { return !found_.missed.at(mutant.what); }
    void found(Mutant const& mutant, Kin kin);
    void see_live();
    void meet(model::RouterSpec const& router, Kin kin);
    /// What a router keeps of another case's client may decide what this one sees.
    void meet_behind_guest(model::RouterSpec const& router);
    void meet_all(std::vector<model::RouterSpec> const& routers);
    void examine(model::CaseRecord const& whole, Kin kin, Run const& run);
    void meddle(model::RouterSpec const& router);
    void meddle(model::RouterSpec const& router, Meddling const& meddling);

    /// A frame of the case that came from the router.
    struct Place {
        std::size_t frame = 0;  ///< as in Meddling
        Side side = Side::lan;
        std::string actor;
        std::string probe;
    };
    [[nodiscard]] static std::vector<Place> places_of(Met const& met);
    void lose(model::RouterSpec const& router, std::vector<Place> const& places);
    /// Fields of expectations in question, and of the others, too, where `all` says so: they decide as well which class it is.
    void rewrite(model::RouterSpec const& router, std::vector<Place> const& places, model::CaseRecord const& plain, bool all);
    /// Each octet of what no field is read of.
    void garble(model::RouterSpec const& router, std::vector<Place> const& places);
    void move(model::RouterSpec const& router, std::vector<Place> const& places);
    /// What a step waits for is lost, and what a class says does not arrive: all of it.
    void silence(model::RouterSpec const& router, Met const& plain);
    void divert(model::RouterSpec const& router, std::vector<Place> const& places, model::CaseRecord const& plain);
    /// Two things at once: a router with planted defects or uncommon settings, and what may be done to one of its frames or to all.
    void insist();
    void insist(model::RouterSpec const& router, bool all);
    void change_ways(model::RouterSpec const& router);

    model::Case const& scenario_;
    Zoo const& zoo_;
    Found& found_;
    std::vector<Mutant> mutants_;
    std::set<std::string> seen_;     ///< what the case saw of routers so far
    std::set<std::string> meddled_;  ///< ... and of those whose frames were meddled with
};

}  // namespace tsuka::mutation
