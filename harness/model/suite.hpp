// What a suite says, as values: cast, cases, steps, classes. The loader (harness/suite) makes them, the engine runs them.
// Everything here is already expanded: variants, measurements and repetitions are cases of their own that name their group.
#pragma once

#include "generator/base/time.hpp"
#include "harness/model/need.hpp"
#include "harness/model/step.hpp"
#include "harness/model/term.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::model {

/// Somebody in the cast. Addresses come from the lab.
struct Actor {
    std::string name;
    Side side = Side::lan;
    /// `static = true`: the LAN host to which the router's static entries lead (Lab: static_client), or the one WAN host whose packets they
    /// lead in (static_remote).
    bool static_target = false;
};

/// One relation about a probe, true or false once all arrivals are known. Written "probe@place", "!probe", "!probe@place",
/// "probe.field=value" with value "same", "changed", a number, an address, "dut.wan", or "other.field" (same as what the other probe's
/// arrival shows), "probe.field!=other.field".
struct Condition {
    enum class Kind : std::uint8_t { arrived, not_arrived, field, counted };
    static constexpr std::string_view router = "dut.wan";  ///< the place of a ping that the router answers in its own name
    Kind kind = Kind::arrived;
    std::string probe;
    std::string place;  ///< actor; empty: anywhere
    std::string field;
    bool equal = true;        ///< for field and counted: "=" or "!="
    Term term;                ///< what the field is compared with
    std::string other_probe;  ///< set instead of term: compare with this probe's field
    std::string other_field;
    std::string written;
};

/// A behaviour class: the first whose conditions all hold is the class observed.
struct ClassRule {
    std::string is;
    std::vector<Condition> when;
    std::vector<std::string> breaks;  ///< claims that a router of this class does not keep
    std::string about;
    Spot spot;
};

/// Why a case is one of several.
struct Group {
    enum class Kind : std::uint8_t { none, variant, measure, repeat };
    Kind kind = Kind::none;
    std::string label;  ///< "order=3-2-1", "idle=60s", "3 of 50"
    Duration value{};   ///< measure: how long
};

struct Case {
    std::string id;  ///< the catalogue's row id, chosen by people, permanent
    Group group;
    std::string title;
    std::string about;
    std::vector<std::string> claims;
    std::vector<Actor> cast;
    std::vector<Step> steps;
    std::vector<ClassRule> classes;
    std::vector<std::string> literal;  ///< fields whose numbers are meant as they stand; see salt.hpp
    std::vector<Need> needs;           ///< beside its cast
    std::vector<std::string>
        provides;         ///< paths through the router that are there when this case is satisfied, and missing when it is violated
    std::string control;  ///< the flow of this case that shows that the router forwards, where new flows are what it asks about; mostly ""
    Spot spot;
    std::string suite;        ///< id of its suite
    bool under_load = false;  ///< runs while load does; a suite says nothing of that

    /// id, with the group's label in brackets: "frag.in.reordered[order=3-2-1]"; under load with its ending, "esp.replay@load".
    [[nodiscard]] std::string name() const;
    /// How long its steps let pass on purpose, at most: all of `wait`, `every`, `within` and `for`.
    [[nodiscard]] Duration waits() const;
    [[nodiscard]] bool needs_any(Need::Kind kind) const;
};

/// What the name of a case that runs under load ends with.
inline constexpr std::string_view load_ending = "@load";
/// The name of the same case at rest, which may be that name itself.
[[nodiscard]] std::string_view name_at_rest(std::string_view name);
/// The same case, to be run while load does.
[[nodiscard]] Case under_load(Case scenario);

struct Suite {
    std::string id;
    std::string title;
    std::string about;
    std::string file;
    std::vector<Case> cases;
};

}  // namespace tsuka::model
