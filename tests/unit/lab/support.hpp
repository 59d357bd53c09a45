// Helpers of the lab's tests: octets from hexadecimal, addresses from text, presets from the tree, child processes that may fail loudly.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"
#include "generator/base/time.hpp"
#include "harness/model/lab.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>

namespace tsuka::test {

[[nodiscard]] inline Octets hex(std::string_view text) {
    auto octets = from_hex(text);
    BOOST_REQUIRE_MESSAGE(octets, "bad hexadecimal in a test: " << text);
    return *octets;
}
[[nodiscard]] inline Ipv4Address ip(std::string_view text) {
    return parse_ipv4(text).value();
}
[[nodiscard]] inline MacAddress mac(std::string_view text) {
    return parse_mac(text).value();
}
[[nodiscard]] inline Instant at(Duration since_epoch) {
    return Instant{since_epoch};
}

/// A preset with the addresses of duts/kernel/NAME and its rules.nft; sysctls as every router of namespaces needs them.
[[nodiscard]] model::Preset preset(std::string const& name);

/// Runs `body` in a child process, since joining a namespace cannot be undone, and checks that it returns an empty complaint.
/// As "nobody" when `ordinary` is set and we are root.
void in_child(bool ordinary, std::function<std::string()> const& body);

}  // namespace tsuka::test
