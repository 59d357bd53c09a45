// Reading and restoring features: see feature_state.hpp. The files are in state_file.cpp.
#include "harness/lab/feature_state.hpp"

#include "harness/lab/interface.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>
#include <sstream>

namespace tsuka::lab {

namespace {

constexpr std::string_view first_line = "tsuka features 1";

}  // namespace

std::string network_here() {
    struct stat status {};
    return ::stat("/proc/thread-self/ns/net", &status) == 0 ? std::to_string(status.st_ino) : std::string{};
}

Result<FeatureState> FeatureState::read(std::string const& interface) {
    const auto facts = read_interface(interface);
    if (!facts) return facts.error();
    auto features = read_offloads(interface);
    if (!features) return features.error();
    FeatureState state;
    state.interface_ = interface;
    state.network_ = network_here();
    state.mac_ = to_string(facts->mac);
    std::erase_if(*features, [](Offload const& feature) { return feature.fixed; });
    state.features_ = std::move(*features);
    return state;
}

std::string FeatureState::text() const {
    auto text = fmt::format("{}\ninterface {}\nnetwork {}\nmac {}\n", first_line, interface_, network_, mac_);
    for (auto const& feature : features_)
        text += fmt::format("feature {} {} {}\n", feature.on ? "on" : "off", feature.wanted ? "wanted" : "unwanted", feature.name);
    return text;
}

Result<FeatureState> FeatureState::parse(std::string_view text) {
    FeatureState state;
    std::istringstream lines{std::string(text)};
    std::string line;
    if (!std::getline(lines, line) || line != first_line) return fail("it is no state of an interface");
    while (std::getline(lines, line)) {
        std::istringstream words(line);
        std::string what;
        std::string value;
        words >> what >> value;
        if (what == "interface") {
            state.interface_ = value;
        } else if (what == "network") {
            state.network_ = value;
        } else if (what == "mac") {
            state.mac_ = value;
        } else if (what == "feature") {
            Offload feature;
            std::string wanted;
            feature.on = value == "on";
            words >> wanted >> feature.name;
            feature.wanted = wanted == "wanted";
            state.features_.push_back(std::move(feature));
        } else {
            words.setstate(std::ios::failbit);
        }
        if (!words) return fail(fmt::format("'{}' is no line of a state", line));
    }
    if (state.interface_.empty() || state.network_.empty() || state.mac_.empty()) return fail("it does not say which interface it is of");
    return state;
}

bool FeatureState::is_here() const {
    const auto facts = read_interface(interface_);
    return network_ == network_here() && facts && to_string(facts->mac) == mac_;
}

Result<std::vector<Offload>> FeatureState::differing() const {
    const auto now = read_offloads(interface_);
    if (!now) return now.error();
    std::vector<Offload> differ;
    for (auto const& was : features_) {
        const auto is = std::find_if(now->begin(), now->end(), [&](Offload const& feature) { return feature.name == was.name; });
        if (is != now->end() && (is->on != was.on || is->wanted != was.wanted)) differ.push_back(was);
    }
    return differ;
}

Result<void> FeatureState::restore() const {
    auto differ = differing();
    // One by one: a driver that refuses one of them must not keep the others. Again, while that helps: some need others before them.
    for (std::size_t before = 0; differ && !differ->empty() && differ->size() != before; differ = differing()) {
        before = differ->size();
        for (auto const& feature : *differ)
            if (auto done = set_offloads(interface_, {feature.name}, feature.wanted); !done) return done;
    }
    if (!differ) return differ.error();
    if (differ->empty()) return {};
    std::vector<std::string> names;
    for (auto const& feature : *differ) names.push_back(fmt::format("{} (was {})", feature.name, feature.on ? "on" : "off"));
    return fail(fmt::format("{}: its driver does not put these features back: {}", interface_, fmt::join(names, ", ")));
}

}  // namespace tsuka::lab
