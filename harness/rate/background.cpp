// Load beside cases, and how it is paced: see background.hpp.
#include "harness/rate/background.hpp"

#include "generator/base/mix.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::rate {

namespace {

using namespace std::chrono_literals;

constexpr Duration opening_takes = 1s;
constexpr Duration between_tries = 250ms;
constexpr Duration under_way_for = 250ms;  ///< a frame that has not arrived by then is lost
constexpr Duration until_busy = 1s;        ///< what a router does when it is busy it does by then
constexpr Duration patience_with_flows = 10s;
constexpr std::uint64_t beyond_them = 10;   ///< frames of each flow beyond those of a slow path
constexpr std::size_t at_once = 64;         ///< frames, before what has arrived is looked at
constexpr std::uint64_t parts_behind = 20;  ///< of a second: what is due for longer than one is left out, and not sent in a burst
/// No case has a client with such a port by chance (lab::Pool::take_port), and a router that keeps ports gives none of theirs away.
constexpr std::uint32_t lowest_port = 60200;
constexpr std::uint32_t client_ports = 5000;

std::size_t place_of(Side side) {
    return static_cast<std::size_t>(side);
}

}  // namespace

Background::Background(model::LoadWanted wanted)
    : wanted_(std::move(wanted)), schedule_(load::Constant{static_cast<double>(wanted_.rate)}) {
    for (auto const& word : wanted_.protocols)
        if (const auto kind = load::parse_kind(word)) kinds_.push_back(*kind);
    ways_.resize(kinds_.size() * 2);
}

void Background::fail_with(std::string why) {
    state_ = State::failed;
    why_ = std::move(why);
}

Result<void> Background::make_templates() {
    templates_.clear();
    for (const auto kind : kinds_)
        for (const auto from : {Side::lan, Side::wan}) {
            const bool pppoe = from == Side::wan && around_.pppoe;
            const auto to = from == Side::lan ? around_.clients.front().gateway_mac : around_.router_wan_mac;
            auto made = load::Template::make({kind, wanted_.size, around_.links.at(place_of(from)).head(to), pppoe, 0, true},
                                             around_.largest_datagram);
            if (!made) return made.error();
            templates_.push_back(std::move(*made));
        }
    return {};
}

void Background::make_flows() {
    flows_.clear();
    by_server_.clear();
    for (std::size_t protocol = 0; protocol < kinds_.size(); ++protocol)
        for (std::size_t nth = 0; nth < model::load_flows; ++nth) {
            Flow flow;
            flow.protocol = protocol;
            flow.number = flows_so_far_++;
            flow.client = around_.clients[nth % around_.clients.size()];
            flow.server = around_.servers[flows_.size()];
            const auto drawn = split_mix(around_.seed + flow.number);
            flow.port = static_cast<std::uint16_t>(lowest_port + (around_.seed + flow.number) % client_ports);
            flow.tag = static_cast<std::uint32_t>(drawn) | 0x100U;  // no SPI below 256 (RFC 4303 section 2.1)
            by_server_.emplace(flow.server, flows_.size());
            flows_.push_back(std::move(flow));
        }
}

void Background::begin(Surroundings around, Instant now) {
    around_ = std::move(around);
    why_.clear();
    turn_.clear();
    recent_.clear();
    to_answer_.clear();
    if (const auto made = make_templates(); !made) return fail_with(made.error().what);
    make_flows();
    state_ = State::opening;
    began_ = now;
    asked_ = 0;
}

void Background::rest(Instant now) {
    if (runs()) now_ = now;
    if (state_ == State::flowing) {
        flowed_ += now - began_;
        offered_ += schedule_.due(now - began_);
    }
    if (runs()) state_ = State::resting;
    to_answer_.clear();
}

void Background::end_opening(Instant now) {
    for (std::size_t at = 0; at < flows_.size(); ++at) {
        if (!flows_[at].open) continue;
        turn_.emplace_back(at, Side::lan);
        turn_.emplace_back(at, Side::wan);
    }
    for (auto const& flow : flows_)
        for (const auto from : {Side::lan, Side::wan}) way(flow, from).opened += flow.open ? 1U : 0U;
    if (turn_.empty()) return fail_with("no flow of the load came up: nothing that its clients sent was answered");
    state_ = State::flowing;
    began_ = now;
    passed_ = 0;
}

bool Background::ready() const {
    if (state_ != State::flowing) return state_ == State::failed;
    const auto flowed = now_ - began_;
    const bool beyond = passed_ >= turn_.size() * (model::slow_path_frames + beyond_them);
    return flowed >= patience_with_flows || (beyond && flowed >= until_busy);
}

load::FlowNumbers Background::numbers(Flow const& flow, Side from) const {
    const auto port = load::port_of(kinds_[flow.protocol]);
    load::FlowNumbers out;
    if (from == Side::lan) {
        out = {flow.client.mac, flow.client.address, flow.server, flow.port, port, flow.tag};
    } else {
        // Each direction of a pair of security associations has an SPI of its own.
        out = {around_.gateway_mac, flow.server, *flow.outside, port, flow.outside_port, flow.tag ^ 0x80000000U};
    }
    return out;
}

void Background::send(std::size_t at, Side from, Instant now, std::vector<std::pair<Side, Octets>>& out) {
    auto& flow = flows_[at];
    auto const& frames = frames_of(flow, from);
    const auto number = ++flow.ways.at(place_of(from)).sent;
    Octets frame(frames.frame().begin(), frames.frame().end());
    frames.stamp(frame, numbers(flow, from), flow.number, number - 1, number);
    auto& tally = way(flow, from);
    ++(number <= model::slow_path_frames ? tally.early : tally.late).sent;
    ++sent_.at(place_of(from));
    while (!recent_.empty() && now - recent_.front().at > under_way_for) recent_.pop_front();
    recent_.push_back({now, at, from, number});
    out.emplace_back(from, std::move(frame));
}

std::vector<std::pair<Side, Octets>> Background::due(Instant now) {
    if (runs()) now_ = now;
    std::vector<std::pair<Side, Octets>> out;
    for (const auto at : std::exchange(to_answer_, {})) send(at, Side::wan, now, out);
    if (state_ == State::opening && now - began_ >= opening_takes) end_opening(now);
    if (state_ == State::opening && now >= began_ + between_tries * asked_) {
        ++asked_;
        for (std::size_t at = 0; at < flows_.size(); ++at)
            if (!flows_[at].open) send(at, Side::lan, now, out);
    }
    if (state_ != State::flowing) return out;
    const auto wanted = schedule_.due(now - began_);
    const auto behind = wanted_.rate / parts_behind + at_once;
    if (wanted > passed_ + behind) passed_ = wanted - behind;
    for (; passed_ < wanted && out.size() < at_once; ++passed_) {
        auto const& [flow, from] = turn_[passed_ % turn_.size()];
        send(flow, from, now, out);
    }
    return out;
}

std::optional<Instant> Background::wake_at() const {
    if (state_ == State::opening) return std::min(began_ + between_tries * asked_, began_ + opening_takes);
    if (state_ == State::flowing) return began_ + schedule_.when(passed_);
    return std::nullopt;
}

model::LoadBeside Background::figures() const {
    model::LoadBeside all;
    all.wanted = wanted_;
    all.trouble = why_;
    all.flowed = flowed_ + (state_ == State::flowing ? now_ - began_ : Duration{});
    all.offered = offered_ + (state_ == State::flowing ? schedule_.due(now_ - began_) : 0);
    all.sent = sent_;
    all.received = received_;
    for (std::size_t at = 0; at < ways_.size(); ++at) {
        auto const& one = ways_[at];
        model::LoadPassage passage{
            std::string(to_string(kinds_[at / 2])), at % 2 == 0 ? Side::lan : Side::wan, one.opened, one.early, one.late, {}};
        for (auto const& [fault, flows] : one.faults) {
            passage.faults.push_back(fault);
            passage.faults.back().flows = static_cast<std::uint32_t>(flows.size());
        }
        all.passages.push_back(std::move(passage));
    }
    for (auto const& recent : recent_) {
        auto const& flow = flows_[recent.flow];
        if (now_ - recent.at > under_way_for || recent.number <= flow.ways.at(place_of(recent.from)).newest) continue;
        auto& passage = all.passages[flow.protocol * 2 + place_of(recent.from)];
        --(recent.number <= model::slow_path_frames ? passage.early : passage.late).sent;
    }
    return all;
}

}  // namespace tsuka::rate
