// When the frames of a stream are due: constant, in bursts, ramping up, on and off. No clock: time since the begin is an argument.
#pragma once

#include "generator/base/time.hpp"

#include <cstdint>
#include <variant>

namespace tsuka::load {

struct Constant {
    double rate = 0;  ///< frames a second
};
struct Burst {
    std::uint64_t frames = 1;  ///< at once,
    Duration period{};         ///< again after this
};
struct Ramp {
    double from = 0;  ///< frames a second
    double to = 0;
    Duration over{};  ///< then it stays at `to`
};
struct OnOff {
    double rate = 0;  ///< while it is on
    Duration on{};
    Duration off{};
};

class Schedule {
public:
    using Shape = std::variant<Constant, Burst, Ramp, OnOff>;
    explicit Schedule(Shape shape) : shape_(shape) {}

    /// How many frames should have left by then; the first one is due at 0.
    [[nodiscard]] std::uint64_t due(Duration since_begin) const;
    /// When frame `number` (0-based) is due: the earliest time at which due() counts it, to the nanosecond.
    [[nodiscard]] Duration when(std::uint64_t number) const;

private:
    Shape shape_;
};

}  // namespace tsuka::load
