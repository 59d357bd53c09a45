#include "generator/load/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tsuka::load {

std::size_t Histogram::bucket_of(std::uint64_t value) {
    // Small values have a bucket each; above, the highest bit and the `fine` bits after it.
    if (value < (1U << fine)) return value;
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - fine - 1;
    return (std::size_t{shift} << fine) + (value >> shift);
}

std::uint64_t Histogram::upper_end(std::size_t bucket) {
    if (bucket < (1U << fine)) return bucket;
    const auto shift = (bucket >> fine) - 1;
    const auto first = (bucket & ((1U << fine) - 1)) + (1U << fine);
    return ((std::uint64_t{first} + 1) << shift) - 1;
}

void Histogram::add(Duration sample) {
    sample = std::max(sample, Duration::zero());
    ++counts_[bucket_of(static_cast<std::uint64_t>(sample.count()))];
    ++count_;
    least_ = std::min(least_, sample);
    most_ = std::max(most_, sample);
}

void Histogram::add(Histogram const& other) {
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) counts_[bucket] += other.counts_[bucket];
    count_ += other.count_;
    least_ = std::min(least_, other.least_);
    most_ = std::max(most_, other.most_);
}

Duration Histogram::percentile(double per_hundred) const {
    if (count_ == 0) return {};
    const auto wanted =
        std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(per_hundred / 100 * static_cast<double>(count_) - 1e-9)));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
        seen += counts_[bucket];
        if (seen >= wanted) return std::min(Duration(static_cast<Duration::rep>(upper_end(bucket))), most_);
    }
    return most_;
}

}  // namespace tsuka::load
