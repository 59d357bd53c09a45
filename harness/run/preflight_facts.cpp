// What a preflight measured, for the record: see preflight.hpp.
#include "harness/run/preflight.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::run {

namespace {

std::string in_words(Duration duration) {
    const auto micro = std::chrono::duration<double, std::micro>(duration).count();
    return micro < 1000 ? fmt::format("{:.0f} us", micro) : fmt::format("{:.1f} ms", micro / 1000);
}

}  // namespace

std::vector<model::FieldRecord> Preflight::records() const {
    auto sorted = round_trips_;
    std::sort(sorted.begin(), sorted.end());
    std::vector<model::FieldRecord> records{{"router.lan_address", to_string(facts_.dut_lan)},
                                            {"router.lan_mac", to_string(facts_.sentinel.lan.gateway_mac)},
                                            {"router.wan_address", to_string(facts_.crossing.wan_address())},
                                            {"router.wan_mac", to_string(router_wan_mac_)},
                                            {"mtu", std::to_string(facts_.mtu)}};
    if (!sorted.empty()) {
        records.push_back({"round_trip.median", in_words(sorted[sorted.size() / 2])});
        records.push_back({"round_trip.worst", in_words(sorted.back())});
        records.push_back({"round_trip.lost", fmt::format("{} of {}", lost_, copy_ - beacon_of_.size())});
    }
    if (client_.other_server()) records.push_back({"lan.other_dhcp_server", to_string(*client_.other_server())});
    for (auto const& address : silent_)
        for (auto const& prefix : lab_.wan.servers)
            if (prefix.contains(address)) records.push_back({"servers.filtered", to_string(prefix)});
    records.push_back({"margin", in_words(facts_.margin)});
    records.push_back({"linger", in_words(facts_.linger)});
    return records;
}

}  // namespace tsuka::run
