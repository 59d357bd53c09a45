// What a preset may bring is data: settings and rules of the router's own network namespace. Here is what it may not say, since `nft` and
// the kernel would do it for anybody: read other files, wait for ever, change the machine.
#pragma once

#include "harness/model/suite.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tsuka::suite {

struct Forbidden {
    model::Spot spot;
    std::string why;
};

/// The first thing in an nftables ruleset (nft(8), "Input file formats") that reaches beyond the namespace; nothing when none does.
[[nodiscard]] std::optional<Forbidden> forbidden_in_rules(std::string_view rules, std::string const& file);

/// Whether this names a sysctl of a network namespace: "net." and then words joined by dots.
[[nodiscard]] bool is_network_sysctl(std::string_view name);

}  // namespace tsuka::suite
