// The fields of a message and of the layers that carried it, innermost first: what an expectation is compared with.
#pragma once

#include "generator/proto/dissect.hpp"
#include "harness/model/record.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::engine {

struct ReadField {
    std::string_view layer;  ///< "pptp": a name of the protocol table, which outlives everything
    std::string name;        ///< "call_id"
    proto::FieldKind kind = proto::FieldKind::number;
    std::size_t width = 0;
    proto::Value value;

    [[nodiscard]] std::string text() const { return proto::to_text(value, kind, width); }
};

class Reading {
public:
    Reading() = default;
    explicit Reading(proto::Dissection const& dissection);

    /// Puts a layer that is not in the frame's own dissection (a message out of a TCP stream) in front.
    void put_front(std::string_view layer, std::vector<proto::Field> const& fields);
    /// Drops the layers above TCP: the frame that completed a message need not be the one that began it.
    void drop_above(std::string_view layer);

    /// "call_id" finds the innermost field of that name, "tcp.seq" the one of that layer, "quote.ip.src" that of the datagram which an
    /// ICMP error quotes. nullptr if there is none.
    [[nodiscard]] ReadField const* find(std::string_view name) const;
    /// The same as a number; nothing if there is no such field or it is none.
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name) const;
    [[nodiscard]] std::vector<model::FieldRecord> records() const;

private:
    std::vector<ReadField> fields_;
};

}  // namespace tsuka::engine
