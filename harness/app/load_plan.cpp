#include "harness/app/load_plan.hpp"

#include "harness/app/catalogue.hpp"
#include "harness/record/load_figures.hpp"
#include "harness/suite/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tsuka::app {

namespace {

std::optional<load::SizeMix> read_size(std::string const& word) {
    if (word == "imix") return load::SizeMix::imix();
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), size);
    if (error != std::errc{} || end != word.data() + word.size() || size < 64 || size > 9018) return std::nullopt;
    return load::SizeMix({{size, 1}});
}

/// Puts it beside the others unless it is there.
Result<void> add(LoadPlan& plan, std::string const& protocol, std::string const& size, std::string const& direction) {
    const auto kind = load::parse_kind(protocol);
    if (!kind) {
        return fail(fmt::format("--protocol {}: there are udp, esp, natt, gre, l2tp and wireguard", protocol));
    }
    const auto sizes = read_size(size);
    if (!sizes) {
        return fail(fmt::format("--size {}: octets of a frame with its check sequence, 64 to 9018, or imix", size));
    }
    if (std::none_of(plan.throughput.begin(), plan.throughput.end(),
                     [&](Carried const& one) { return one.kind == *kind && one.size == size && one.direction == direction; }))
        plan.throughput.push_back({*kind, size, *sizes, direction, {direction != "inward", direction != "outward"}});
    return {};
}

/// A frame or two in a hundred may be lost: some more are tried, so that as many as are promised can be kept.
std::uint32_t some_more(std::uint64_t flows) {
    return static_cast<std::uint32_t>(flows + flows / 20 + 8);
}

void add_flows(LoadPlan& plan, load::Kind kind, std::uint32_t up_to) {
    const auto there = std::find_if(plan.capacity.begin(), plan.capacity.end(), [&](auto const& one) { return one.first == kind; });
    if (there == plan.capacity.end())
        plan.capacity.emplace_back(kind, up_to);
    else
        there->second = std::max(there->second, up_to);
}

void add_new_flows(LoadPlan& plan, load::Kind kind) {
    if (std::find(plan.new_flows.begin(), plan.new_flows.end(), kind) == plan.new_flows.end()) plan.new_flows.push_back(kind);
}

Result<void> add_asked(LoadPlan& plan, LoadOptions const& options) {
    for (auto const& size : options.sizes)
        for (auto const& protocol : options.protocols)
            if (auto added = add(plan, protocol, size, options.direction); !added) return added;
    for (auto const& protocol : options.protocols) {
        add_flows(plan, *load::parse_kind(protocol), options.up_to);
        add_new_flows(plan, *load::parse_kind(protocol));
    }
    plan.full_table = true;
    return {};
}

Result<void> add_promised(LoadPlan& plan) {
    using Of = model::LoadPromise::Of;
    for (auto const& promise : plan.profile.load) {
        if (promise.of == Of::flows) {
            add_flows(plan, *load::parse_kind(promise.protocol), some_more(promise.at_least));
            continue;
        }
        if (promise.of == Of::new_flows) {
            add_new_flows(plan, *load::parse_kind(promise.protocol));
            continue;
        }
        if (promise.of == Of::percent)
            if (auto added = add(plan, "udp", promise.size, promise.direction); !added) return added;
        if (auto added = add(plan, promise.protocol, promise.size, promise.direction); !added) return added;
    }
    return {};
}

/// Every figure needs one of the same measurement beside it.
Result<void> read_rig(LoadPlan& plan, std::string const& folder) {
    if (folder.empty()) return {};
    auto rig = record::read_load_figures(folder);
    if (!rig) {
        return fail("--rig: " + rig.error().what);
    }
    const auto none_of = [&](std::string const& what) {
        return fail(fmt::format("--rig {}: no figure of {}; measure the cable as the router", folder, what));
    };
    for (auto const& wanted : plan.throughput)
        if (std::none_of(rig->throughput.begin(), rig->throughput.end(), [&](model::ThroughputRow const& row) {
                return row.protocol == to_string(wanted.kind) && row.size == wanted.size && row.direction == wanted.direction;
            }))
            return none_of(fmt::format("{}, {} octets, {}", to_string(wanted.kind), wanted.size, wanted.direction));
    for (auto const kind : plan.new_flows)
        if (std::none_of(rig->establishment.begin(), rig->establishment.end(),
                         [&](model::EstablishmentRow const& row) { return row.protocol == to_string(kind); }))
            return none_of(fmt::format("new flows of {}", to_string(kind)));
    plan.rig = std::move(*rig);
    return {};
}

/// A soak has one protocol at one size.
Result<void> keep_soak(LoadPlan& plan, LoadOptions const& options) {
    constexpr Duration longest = std::chrono::hours(24 * 30);
    const auto duration = suite::parse_duration(options.duration);
    if (!duration || *duration < std::chrono::seconds(1) || *duration > longest) {
        return fail(fmt::format("--for {}: a duration from 1s to 720h, e.g. 30m or 8h", options.duration));
    }
    if (plan.throughput.size() != 1) {
        return fail("--what soak: one protocol at one size, e.g. --protocol natt --size 512");
    }
    plan.soak.emplace(std::move(plan.throughput.front()), *duration);
    return {};
}

/// Leaves what `word` of --what names.
void keep_asked(LoadPlan& plan, std::string const& word) {
    if (word == "tear-down") plan.tear_down = plan.new_flows;  // one for each protocol
    if (word == "all") return;
    if (word != "throughput") plan.throughput.clear();
    if (word != "capacity" && word != "full-table") plan.capacity.clear();
    if (word != "new-flows") plan.new_flows.clear();
    plan.full_table = word == "full-table";
}

/// All but the profile, which is there.
Result<void> fill(LoadPlan& plan, LoadOptions const& options) {
    // Who names a profile and nothing else wants to know whether it is true.
    const bool only_promises = !options.profile.empty() && !options.says_what;
    if (!only_promises)
        if (auto added = add_asked(plan, options); !added) return added;
    if (auto added = add_promised(plan); !added) return added;
    const auto servers = parse_prefix(options.servers);
    if (!servers || servers->length < 8 || servers->length > 30) {
        return fail(fmt::format("--servers {}: a prefix of servers, e.g. 198.18.0.0/15 (lengths 8 to 30)", options.servers));
    }
    plan.servers = *servers;
    plan.goal = load::goal_of(options.goal).value();
    constexpr unsigned for_a_certificate = 10;
    plan.searches = options.repeat.value_or(options.goal == "certificate" ? for_a_certificate : 1);
    if (options.what == "soak")
        if (auto kept = keep_soak(plan, options); !kept) return kept;
    keep_asked(plan, options.what);
    if (auto read = read_rig(plan, options.rig); !read) return read;
    if (options.dut.starts_with("sim:") && (options.threads > 1 || options.turbo)) {
        return fail(fmt::format("--{}: a simulated router is in one thread with whoever sends", options.turbo ? "turbo" : "threads"));
    }
    if (options.dut.starts_with("sim:") && options.most == 0) {
        // A router in memory has no limit of its own, and this machine's would be looked for by filling that memory.
        if (options.what == "throughput" || options.what == "new-flows") {
            return fail(fmt::format("--what {}: a simulated router carries whatever it is given; say with --most up to which rate to try",
                                    options.what));
        }
        plan.throughput.clear();
        plan.new_flows.clear();
    }
    return {};
}

}  // namespace

Found<LoadPlan> plan_load(LoadOptions const& options) {
    LoadPlan plan;
    suite::Diagnostics said;
    if (!options.profile.empty()) {
        const auto claims = taken(read_claims(), said);
        auto named = claims ? taken(read_profile(options.profile, *claims), said) : std::nullopt;
        if (!named) return {std::nullopt, std::move(said)};
        plan.profile = std::move(named->profile);
        if (plan.profile.load.empty()) {
            said.push_back(remark(fmt::format("--profile {}: it promises nothing of load, there is no [[load]] in it", options.profile)));
            return {std::nullopt, std::move(said)};
        }
    }
    if (const auto filled = fill(plan, options); !filled) {
        said.push_back(remark(filled.error().what));
        return {std::nullopt, std::move(said)};
    }
    return {std::move(plan), std::move(said)};
}

}  // namespace tsuka::app
