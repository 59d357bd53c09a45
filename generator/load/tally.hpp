// What became of a stream, flow by flow: lost, doubled, overtaken, altered, strayed. Sixteen octets a flow, so that a million flows are no
// burden.
#pragma once

#include "generator/load/histogram.hpp"
#include "generator/load/mark.hpp"
#include "generator/load/template.hpp"

#include <cstdint>
#include <vector>

namespace tsuka::load {

/// Sums over flows. received counts every frame once that arrived at all, right or not.
struct Counts {
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    std::uint64_t duplicated = 0;
    std::uint64_t reordered = 0;  ///< arrived after one that was sent later (RFC 4737 section 3.3)
    std::uint64_t altered = 0;    ///< payload or checksum is not what was sent
    std::uint64_t strayed = 0;    ///< came where it was not for

    [[nodiscard]] std::uint64_t lost() const { return sent > received ? sent - received : 0; }
};

class Tally {
public:
    explicit Tally(std::size_t flows) : flows_(flows) {}

    void sent(std::uint32_t flow, std::uint32_t frames = 1) { flows_[flow].sent += frames; }
    /// Takes a frame with this mark. Duplicates are known within 64 frames of the newest; what is older counts as reordered.
    void arrived(Mark const& mark, Duration latency);
    void altered() { ++sums_.altered; }
    void strayed() { ++sums_.strayed; }

    [[nodiscard]] Counts counts() const;
    [[nodiscard]] Histogram const& latency() const { return latency_; }
    /// Flows of which nothing came: entries that the router did not keep.
    [[nodiscard]] std::size_t silent() const;
    [[nodiscard]] bool silent(std::uint32_t flow) const { return flows_[flow].seen == 0; }
    /// Something was sent, and nothing came.
    [[nodiscard]] bool gone(std::uint32_t flow) const { return flows_[flow].sent > 0 && silent(flow); }

private:
    struct Flow {
        std::uint64_t seen = 0;    ///< bit n: frame newest - n has arrived
        std::uint32_t newest = 0;  ///< sequence, once `seen` is not 0
        std::uint32_t sent = 0;
    };
    std::vector<Flow> flows_;
    Counts sums_;
    Histogram latency_;
};

/// Whether a datagram of the stream of this template is as it was sent but for what a router may rewrite; of one that a router has cut for
/// a smaller link (RFC 791 section 3.2) a piece is not compared. `whole`: the transport checksum is added up, too, which takes time.
[[nodiscard]] bool intact(Template const& stream, View datagram, bool whole);

}  // namespace tsuka::load
