// What a maker promises of traffic at rate, and what came of it. Profiles hold promises, harness/judge compares, reports write it down.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tsuka::model {

struct LoadPromise {
    enum class Of : std::uint8_t {
        flows,      ///< kept at once
        new_flows,  ///< opened in a second
        frames,     ///< a second
        mbit,       ///< megabits a second on the wire, preamble and gap included (20 octets a frame)
        percent,    ///< of what plain UDP gets at the same size and direction
    };
    /// Neither size nor direction is said of these.
    [[nodiscard]] bool counts_flows() const { return of == Of::flows || of == Of::new_flows; }
    std::string protocol;               ///< as `tsuka load --protocol` has it
    std::string size;                   ///< octets of a frame with its check sequence, or "imix"; nothing where flows are counted
    std::string direction = "outward";  ///< "outward", "inward", "both"
    Of of = Of::flows;
    std::uint64_t at_least = 0;
    std::string source;  ///< document and page
};

enum class Promised : std::uint8_t { kept, broken, unknown };
[[nodiscard]] constexpr std::string_view to_string(Promised promised) {
    switch (promised) {
        case Promised::kept:
            return "kept";
        case Promised::broken:
            return "broken";
        case Promised::unknown:
            return "not known";
    }
    return {};
}

struct PromiseRow {
    LoadPromise promise;
    Promised verdict = Promised::unknown;
    std::optional<double> measured;  ///< in the promise's unit: what is carried, or kept, at least
    std::string why;                 ///< why it is not known; else empty
};

}  // namespace tsuka::model
