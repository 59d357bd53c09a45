// The frames of a case by their names only, in a few octets each: a record of many cases keeps these in memory, and reads in the capture
// what the frames say when a report shows them.
#pragma once

#include "generator/base/address.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::model {

struct FrameRecord;

class FrameNames {
public:
    FrameNames() = default;
    explicit FrameNames(std::vector<FrameRecord> const& frames);

    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] std::uint64_t number(std::size_t index) const { return entries_[index].number; }
    /// Number, side, direction, actor, probe, step and whether it is a sentinel.
    [[nodiscard]] FrameRecord at(std::size_t index) const;
    /// A record that was read names no side; the capture does.
    void seen(std::size_t index, Side side, bool sent);

private:
    struct Entry {
        std::uint64_t number = 0;
        std::uint16_t actor = 0;  ///< place in words_
        std::uint16_t probe = 0;
        std::uint16_t step = 0;
        Side side = Side::lan;
        bool sent : 1 = false;
        bool sentinel : 1 = false;
    };
    [[nodiscard]] std::uint16_t word(std::string_view text);

    std::vector<Entry> entries_;
    std::vector<std::string> words_;  ///< of actors and probes, each once
};

}  // namespace tsuka::model
