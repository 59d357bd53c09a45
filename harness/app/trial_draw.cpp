// How a trial is drawn: see trial.hpp. Numbers are taken by remainder, so that a seed means the same with every standard library.
#include "harness/app/trial.hpp"

#include <algorithm>
#include <iterator>
#include <random>
#include <string_view>

namespace tsuka::app {

namespace {

using namespace std::chrono_literals;

struct Choice {
    std::string_view key;
    std::vector<std::string_view> values;
};

/// What routers differ in, each within its class: what the faithful one does is not among them.
std::vector<Choice> const& choices() {
    static std::vector<Choice> const all{
        {"mapping", {R"("address-dependent")", R"("address-and-port-dependent")"}},
        {"filtering", {R"("endpoint-independent")", R"("address-and-port-dependent")"}},
        {"overlapping", {R"("none")", R"("all")"}},
        {"keep_ports", {"false"}},
        {"keep_range", {"false"}},
        {"parity", {"false"}},
        {"hairpinning", {R"("none")", R"("internal-source")"}},
        {"pptp", {R"("G0")", R"("G1")", R"("G2")", R"("G3")", R"("G5")"}},
        {"keep_call_ids", {"true"}},
        {"esp",
         {R"(["E0"])", R"(["E1"])", R"(["E2"])", R"(["E3"])", R"(["E4"])", R"(["E5"])", R"(["E7"])", R"(["E12"])", R"(["E6", "E10"])",
          R"(["E4", "E9"])", R"(["E6", "E11"])"}},
        {"ike", {R"("K0")", R"("K1")", R"("K3")", R"("K4")", R"("K5")", R"("K6")"}},
        {"l2tp", {R"("L0")", R"("L2")", R"("L3")", R"("L4")", R"("L5")"}},
        {"natt", {"false"}},
        {"ah", {"false"}},
        {"fragments", {R"("first-first")", R"("reassembled")", R"("dropped")"}},
        {"icmp_errors", {R"(["udp", "tcp", "icmp"])", R"(["esp", "gre"])"}},
        {"icmp_quotes_checked", {"false"}},
        {"wan_mtu", {"1500", "1400"}},
        {"timers.udp", {R"("120s")", R"("30s")", R"("600s")"}},
        {"timers.udp_unanswered", {R"("30s")", R"("600s")"}},
        {"timers.tcp_established", {R"("1h")", R"("24h")"}},
        {"timers.tcp_transitory", {R"("60s")", R"("600s")"}},
        {"timers.icmp", {R"("20s")", R"("300s")"}},
        {"timers.esp", {R"("30s")", R"("1h")"}},
        {"timers.gre", {R"("60s")", R"("300s")"}},
        {"timers.fragments", {R"("5s")", R"("60s")"}},
        {"timers.esp_pending", {R"("1s")", R"("10s")"}},
    };
    return all;
}

class Drawer {
public:
    Drawer(std::uint64_t seed, Urn const& urn) : urn_(urn), random_(seed) { trial_.seed = seed; }

    SwarmTrial draw() {
        draw_settings();
        draw_defects();
        draw_cases();
        trial_.jobs = below(3) == 0 ? 1U : 1U + static_cast<unsigned>(below(12));
        if (serves_one() || lets_strangers_in()) trial_.jobs = 1;
        constexpr Duration delays[] = {0ms, 0ms, 1ms, 5ms, 20ms, 50ms};
        constexpr Duration jitters[] = {0ms, 0ms, 1ms, 3ms};
        trial_.wires = {delays[below(std::size(delays))], jitters[below(std::size(jitters))], trial_.seed};
        if (below(2) == 0) trial_.line = lines()[below(lines().size())].name;
        // A session carries what both have agreed on: a router that forwards less cannot be.
        if (trial_.line == "pppoe") std::erase_if(trial_.settings, [](auto const& one) { return one.key == "wan_mtu"; });
        return trial_;
    }

private:
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(random_() % count); }

    /// A third of the routers are faithful ones.
    void draw_settings() {
        auto left = choices();
        for (auto count = below(3) == 0 ? 0 : 1 + below(4); count > 0; --count) {
            const auto at = below(left.size());
            auto const& values = left[at].values;
            trial_.settings.push_back({std::string(left[at].key), std::string(values[below(values.size())])});
            left.erase(left.begin() + static_cast<std::ptrdiff_t>(at));
        }
    }

    /// With one client in all (K1, E9), or one that has port 500 (none overlaps), cases that run at the same time take the place from each
    /// other.
    [[nodiscard]] bool serves_one() const {
        return std::any_of(trial_.settings.begin(), trial_.settings.end(), [](auto const& one) {
            return one.value.find("\"K1\"") != std::string::npos || one.value.find("\"E9\"") != std::string::npos ||
                   (one.key == "overlapping" && one.value == R"("none")");
        });
    }

    /// What a case's server sends to a well-known port reaches whichever client holds that port: another case's, if one is under way.
    [[nodiscard]] bool lets_strangers_in() const {
        return std::any_of(trial_.settings.begin(), trial_.settings.end(), [](auto const& one) {
            return one.key == "filtering" && one.value.find("\"endpoint-independent\"") != std::string::npos;
        });
    }

    model::Onset draw_onset() {
        model::Onset onset;
        if (below(2) == 0) return onset;
        switch (below(6)) {
            case 0:
                onset.after = 1 + below(20);
                break;
            case 1:
                onset.every = 2 + below(50);
                break;
            case 2:
                onset.clients = 2 + below(3);
                break;
            case 3:
                onset.idle = std::chrono::seconds(1 + below(120));
                break;
            case 4:
                onset.bytes = 100 + below(20'000);
                break;
            default:
                onset.direction = below(2) == 0 ? Side::lan : Side::wan;
                break;
        }
        return onset;
    }

    void draw_defects() {
        for (auto count = below(3); count > 0 && !urn_.matrix.empty(); --count) {
            auto const& row = urn_.matrix[below(urn_.matrix.size())];
            if (row.defect.find('@') != std::string::npos) continue;  // a row of the matrix that has an onset of its own
            trial_.defects.push_back({row.defect, draw_onset()});
            // Some of those that find it, so that there is something to see.
            for (int few = 0; few < 2; ++few) add(*std::next(row.fails.begin(), static_cast<std::ptrdiff_t>(below(row.fails.size()))));
        }
    }

    void add(std::string const& name) {
        auto& cases = trial_.cases;
        if (std::find(cases.begin(), cases.end(), name) == cases.end()) cases.push_back(name);
    }

    void draw_cases() {
        auto const wanted = std::min(urn_.cases_per_trial, urn_.cases.size());
        while (trial_.cases.size() < wanted) add(urn_.cases[below(urn_.cases.size())]);
        for (auto at = trial_.cases.size(); at > 1; --at) std::swap(trial_.cases[at - 1], trial_.cases[below(at)]);
    }

    Urn const& urn_;
    std::mt19937_64 random_;
    SwarmTrial trial_;
};

}  // namespace

std::vector<Line> const& lines() {
    static std::vector<Line> const all{
        {"leases", {{"lab.lan.clients", R"("dhcp")"}}, {}},
        {"dhcp", {{"lab.lan.clients", R"("dhcp")"}, {"lab.wan.router", R"("dhcp")"}}, {}},
        {"pppoe",
         {{"lab.wan.router", R"("pppoe")"},
          {"lab.pppoe.authentication", R"("chap")"},
          {"lab.pppoe.user", R"("customer@isp.example")"},
          {"lab.pppoe.password", R"("secret")"},
          {"lab.pppoe.mru", "1492"}},
         "lab.ipv6"},
        {"vlan", {{"lab.lan.vlan", "101"}, {"lab.wan.vlan", "201"}}, {}},
        {"vlan-leases", {{"lab.lan.clients", R"("dhcp")"}, {"lab.wan.router", R"("dhcp")"}, {"lab.wan.vlan", "201"}}, {}},
        {"bad",
         {{"lab.wan.impair.loss", R"("0.5%")"},
          {"lab.wan.impair.duplicate", R"("0.5%")"},
          {"lab.wan.impair.reorder", R"("1%")"},
          {"lab.wan.impair.delay", R"("10ms")"},
          {"lab.wan.impair.jitter", R"("5ms")"}},
         {},
         true},
    };
    return all;
}

Line const* line_of(std::string_view name) {
    auto const found = std::find_if(lines().begin(), lines().end(), [&](auto const& one) { return one.name == name; });
    return found == lines().end() ? nullptr : &*found;
}

SwarmTrial draw(std::uint64_t seed, Urn const& urn) {
    return Drawer(seed, urn).draw();
}

}  // namespace tsuka::app
