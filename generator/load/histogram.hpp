// Latencies as counts: buckets that are 1/32 of their value wide, so that a percentile is right to about three per cent at any scale, and a
// million samples take no more memory than one.
#pragma once

#include "generator/base/time.hpp"

#include <array>
#include <cstdint>

namespace tsuka::load {

class Histogram {
public:
    void add(Duration sample);  ///< negative ones count as 0
    void add(Histogram const& other);

    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] Duration least() const { return count_ == 0 ? Duration{} : least_; }
    [[nodiscard]] Duration most() const { return most_; }
    /// The value that `per_hundred` of a hundred samples do not exceed, as the upper end of its bucket, never above most(). 0 without
    /// samples.
    [[nodiscard]] Duration percentile(double per_hundred) const;

private:
    static constexpr unsigned fine = 5;  ///< bits below the highest one that tell buckets apart
    static constexpr std::size_t buckets = (64 - fine) << fine;
    [[nodiscard]] static std::size_t bucket_of(std::uint64_t value);
    [[nodiscard]] static std::uint64_t upper_end(std::size_t bucket);

    std::array<std::uint64_t, buckets> counts_{};
    std::uint64_t count_ = 0;
    Duration least_ = Duration::max();
    Duration most_{};
};

}  // namespace tsuka::load
