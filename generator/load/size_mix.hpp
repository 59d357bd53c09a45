// Frame sizes of a stream: one, or a mix in fixed proportions that repeats.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tsuka::load {

/// Sizes in octets with the frame check sequence.
class SizeMix {
public:
    struct Part {
        std::size_t size = 64;
        unsigned weight = 1;
    };
    /// Parts of equal weight interleave as evenly as whole frames allow, so that no stretch of the stream is all small or all large.
    explicit SizeMix(std::vector<Part> const& parts);

    /// Which part (index) frame `number` of the stream is.
    [[nodiscard]] std::size_t part_of(std::uint64_t number) const { return order_[number % order_.size()]; }
    [[nodiscard]] std::vector<Part> const& parts() const { return parts_; }
    [[nodiscard]] double mean() const;

    /// Seven of 64, four of 594, one of 1518 octets: the mix that goes by the name of IMIX (RFC 6985 section 4 spells it "7:4:1").
    [[nodiscard]] static SizeMix imix();

private:
    std::vector<Part> parts_;
    std::vector<std::size_t> order_;
};

}  // namespace tsuka::load
