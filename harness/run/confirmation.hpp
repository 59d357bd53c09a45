// When a case's result counts. Pure: the results of all its attempts in, what to do next out. One wrong result may be chance; the router
// that is wrong in every attempt is wrong, whether or not it is wrong the same way each time.
#pragma once

#include "harness/model/record.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tsuka::run {

/// What one attempt found.
struct Attempt {
    model::AttemptRecord found;
    bool spoilt = false;   ///< this machine lost frames meanwhile, so it says nothing about the router
    bool stopped = false;  ///< afterwards the router forwarded not even plain UDP
};

/// Spoilt attempts that are run again; one more, and the case stays open.
inline constexpr unsigned most_spoilt = 3;

struct Ruling {
    enum class Next : std::uint8_t {
        again,        ///< run it once more with fresh addresses
        last,         ///< the same when everything else has run: it may cost the router
        accept,       ///< the result of the shown attempt counts
        stops,        ///< the case stops the router: violated, whatever it asks
        unconfirmed,  ///< what the shown attempt found is told, as undetermined
    };
    Next next = Next::accept;
    std::size_t shown = 0;            ///< the attempt whose evidence the report shows; never one older than in an earlier ruling
    std::string reason;               ///< in place of the shown attempt's own; empty: that one stands
    std::vector<std::string> broken;  ///< all that violated attempts broke, each once
};

/// `attempts` is not empty, oldest first; `confirm` is how often a result that is not satisfied is asked for again; `ended` says why the
/// run may ask for nothing more, or is empty.
[[nodiscard]] Ruling decide(std::vector<Attempt> const& attempts, unsigned confirm, std::string const& ended);

/// The same when no other attempt can be made though one was due, because of `why`.
[[nodiscard]] Ruling leave_unconfirmed(std::vector<Attempt> const& attempts, std::string const& why);

}  // namespace tsuka::run
