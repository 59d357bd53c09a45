// The fields of a message and of the layers that carried it: what an expectation is compared with.
#pragma once

#include "generator/proto/dissect.hpp"
#include "harness/model/record.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::engine {

/// Keeps the layers that a dissection has found; nothing of them is copied.
class Reading {
public:
    Reading() = default;
    /// Outermost first, those of a quoted datagram behind the others.
    explicit Reading(std::vector<proto::Layer> layers) : layers_(std::move(layers)) {}

    /// Puts a layer that is not in the frame's own dissection (a message out of a TCP stream) innermost.
    void put_inside(proto::Layer layer) { layers_.push_back(std::move(layer)); }
    /// Drops the layers above TCP: the frame that completed a message need not be the one that began it.
    void drop_above(std::string_view protocol);

    /// "call_id" finds the innermost field of that name, "tcp.seq" the one of that layer, "quote.ip.src" that of the datagram which an
    /// ICMP error quotes. nullptr if there is none.
    [[nodiscard]] proto::Field const* find(std::string_view name) const;
    /// The same as a number; nothing if there is no such field or it is none.
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name) const;
    /// The outermost layer of that protocol; quotes do not count. nullptr if there is none.
    [[nodiscard]] proto::Layer const* layer(std::string_view protocol) const;
    [[nodiscard]] std::vector<model::FieldRecord> records() const;

private:
    std::vector<proto::Layer> layers_;
};

}  // namespace tsuka::engine
