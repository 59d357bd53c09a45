// What a case asks and what a protocol's messages hold, in words, for `tsuka explain` and `tsuka list`. Made from the loaded values and the
// field table alone, so it cannot fall behind them.
#pragma once

#include "generator/proto/protocol.hpp"
#include "harness/model/profile.hpp"

#include <string>
#include <vector>

namespace tsuka::suite {

[[nodiscard]] std::string explain_case(model::Case const& one, std::vector<model::Claim> const& claims);

/// Every message with its fields: name, bits, initial value, meaning.
[[nodiscard]] std::string explain_protocol(proto::ProtocolSpec const& protocol);

/// One line of `tsuka list`: variants of a case stand together.
struct ListRow {
    std::string suite;
    std::string id;
    std::string title;
    std::vector<std::string> claims;
    std::vector<std::string> variants;  ///< labels; empty: the case is one
    std::vector<std::string> classes;
    Duration waits{};  ///< on purpose; of variants the longest
};

[[nodiscard]] std::vector<ListRow> list_rows(std::vector<model::Suite> const& suites);

}  // namespace tsuka::suite
