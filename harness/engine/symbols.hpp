// Symbols join script and wire: "$x" binds at first sight and must be equal afterwards, "!$x" must differ.
#pragma once

#include "harness/engine/facts.hpp"
#include "harness/engine/reading.hpp"
#include "harness/model/suite.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tsuka::engine {

struct Symbol {
    proto::Value value;
    std::string text;
};

using Symbols = std::map<std::string, Symbol>;

/// What a term may refer to besides the fields of the message itself.
struct Scope {
    Facts const& facts;
    std::vector<model::Host> const& hosts;
    Symbols& symbols;

    [[nodiscard]] model::Host const* host(std::string_view actor) const;
    /// The address under which the other side reaches a host: its own on the WAN; for a LAN host the router's, or its one-to-one address.
    [[nodiscard]] IpAddress public_address(model::Host const& host, IpFamily family = IpFamily::v4) const;
};

/// What a `send` writes for a term into a field of that kind and width. Errors: symbol not bound, unknown actor, a term that is no value.
[[nodiscard]] Result<proto::Value> resolve(model::Term const& term, proto::FieldKind kind, std::size_t width, Scope const& scope,
                                           std::uint64_t random);

/// Facts about an arrival that no field shows: checksums and integrity values as a receiver would find them.
struct Validity {
    bool checksum = true;
    std::optional<bool> icv;
    bool quoted_header = false;  ///< an ICMP error quotes an IP header whose checksum is right
};

/// Whether the field of an arrival is as one term wants it. `sent` is the same field as the sender put it (nullptr: unknown).
/// Binds a symbol that has no value yet.
[[nodiscard]] model::Check compare(std::string const& field, model::Term const& term, proto::Field const* found, proto::Field const* sent,
                                   Validity const& validity, Scope const& scope);

/// All terms of a constraint; the first that does not hold decides.
[[nodiscard]] model::Check compare(model::FieldConstraint const& constraint, proto::Field const* found, proto::Field const* sent,
                                   Validity const& validity, Scope const& scope);

}  // namespace tsuka::engine
