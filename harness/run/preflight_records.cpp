// What the preflight measured, in words for the record. See preflight.hpp.
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

void Preflight::add_mtu_records(std::vector<model::FieldRecord>& records) const {
    if (!to_wan_ || !from_wan_) return;
    const auto declared = lab_.wan.mtu.value_or(lab_.mtu);
    auto to_wan = to_wan_->in_words();
    if (to_wan_->largest().value_or(0) > declared) to_wan += fmt::format(", although the lab's wan.mtu is {}", declared);
    records.push_back({std::string(mtu_fact), std::move(to_wan)});
    records.push_back({"mtu.from_wan", from_wan_->in_words()});
}

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
        records.push_back({"round_trip.lost", fmt::format("{} of {}", lost_, copy_ - beacon_of_.size() - sized_)});
    }
    if (silent_ports_)
        records.push_back({"control.silent", fmt::format("UDP from port {} to port {}: {} times in a row nothing came back",
                                                         silent_ports_->first, silent_ports_->second, enough_in_a_row)});
    if (client_.other_server()) records.push_back({"lan.other_dhcp_server", to_string(*client_.other_server())});
    for (auto const& address : silent_)
        for (auto const& prefix : lab_.wan.servers)
            if (prefix.contains(address)) records.push_back({"servers.filtered", to_string(prefix)});
    add_mtu_records(records);
    records.push_back({"margin", in_words(facts_.margin)});
    records.push_back({"linger", in_words(facts_.linger)});
    return records;
}

}  // namespace tsuka::run
