#include "generator/load/schedule.hpp"

#include <cmath>

namespace tsuka::load {

namespace {

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

Duration from_seconds(double value) {
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(value));
}

/// Frames that have become due, not counting the first, as a real number.
double passed(Constant const& shape, Duration time) {
    return shape.rate * seconds(time);
}

double passed(Burst const& shape, Duration time) {
    // All of a burst are due at its begin.
    return static_cast<double>((static_cast<std::uint64_t>(time / shape.period) + 1) * shape.frames - 1);
}

double passed(Ramp const& shape, Duration time) {
    const auto over = seconds(shape.over);
    const auto ramping = std::min(seconds(time), over);
    const auto steady = std::max(seconds(time) - over, 0.0);
    const auto slope = over > 0 ? (shape.to - shape.from) / over : 0.0;
    return shape.from * ramping + slope * ramping * ramping / 2 + shape.to * steady;
}

double passed(OnOff const& shape, Duration time) {
    const auto whole = static_cast<double>(time / (shape.on + shape.off));
    return shape.rate * (whole * seconds(shape.on) + seconds(std::min(time % (shape.on + shape.off), shape.on)));
}

Duration guess(Constant const& shape, std::uint64_t number) {
    return from_seconds(static_cast<double>(number) / shape.rate);
}

Duration guess(Burst const& shape, std::uint64_t number) {
    return shape.period * static_cast<Duration::rep>(number / shape.frames);
}

Duration guess(Ramp const& shape, std::uint64_t number) {
    const auto over = seconds(shape.over);
    const auto ramped = (shape.from + shape.to) / 2 * over;
    const auto wanted = static_cast<double>(number);
    if (wanted >= ramped) return from_seconds(over + (wanted - ramped) / shape.to);
    const auto slope = (shape.to - shape.from) / over;
    if (slope == 0) return from_seconds(wanted / shape.from);
    return from_seconds((std::sqrt(shape.from * shape.from + 2 * slope * wanted) - shape.from) / slope);
}

Duration guess(OnOff const& shape, std::uint64_t number) {
    const auto a_time = shape.rate * seconds(shape.on);
    const auto whole = std::floor(static_cast<double>(number) / a_time);
    return (shape.on + shape.off) * static_cast<Duration::rep>(whole) +
           from_seconds((static_cast<double>(number) - whole * a_time) / shape.rate);
}

}  // namespace

std::uint64_t Schedule::due(Duration since_begin) const {
    if (since_begin < Duration::zero()) return 0;
    return std::visit([&](auto const& shape) { return static_cast<std::uint64_t>(passed(shape, since_begin)) + 1; }, shape_);
}

Duration Schedule::when(std::uint64_t number) const {
    auto time = std::visit([&](auto const& shape) { return guess(shape, number); }, shape_);
    // Rounding is off by a nanosecond or two; due() decides.
    while (due(time) <= number) time += Duration(1);
    while (time > Duration::zero() && due(time - Duration(1)) > number) time -= Duration(1);
    return time;
}

}  // namespace tsuka::load
