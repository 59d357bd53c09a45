#include "harness/rate/traffic.hpp"

#include "generator/load/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::rate {

namespace {

using namespace std::chrono_literals;

constexpr Duration straggling = 100ms;   ///< nothing for so long: nothing more will come
constexpr Duration longest_linger = 2s;  ///< a router may hold frames back; it may not hold us
constexpr Duration work_off = 1ms;       ///< much less than what is under way takes
constexpr double opening_rate = 20'000;  ///< new flows a second; a home router does a few thousand, and what it misses is tried again
constexpr unsigned opening_rounds = 3;
constexpr std::uint32_t whole_every = 16;  ///< transport checksums are added up for one frame of so many

std::size_t index_of(Side side) {
    return static_cast<std::size_t>(side);
}

}  // namespace

Result<Traffic> Traffic::create(Path& path, Ground& ground, Flows flows, load::SizeMix sizes, Directions directions, std::uint16_t first) {
    Traffic made(path, ground, std::move(flows), std::move(sizes), directions, first);
    if (auto tried = made.begin(false); !tried) return tried.error();  // sizes are what can be wrong
    return made;
}

std::uint32_t Traffic::open_flows() const {
    return static_cast<std::uint32_t>(std::count(opened_.begin(), opened_.end(), true));
}

Result<Traffic::Trial> Traffic::begin(bool smallest_only) {
    const auto flows = flows_.size();
    const auto stream = stream_++;
    Trial trial{{}, {load::Tally(flows), load::Tally(flows)}, stream, false};
    for (const auto side : {Side::lan, Side::wan}) {
        for (auto const& part : sizes_.parts()) {
            auto made = load::Template::make({flows_.kind(), part.size, ground_->link_head(side), ground_->pppoe(side), stream, true},
                                             ground_->largest_datagram());
            if (!made) return made.error();
            if (made->frame().size() > path_->room())
                return fail(fmt::format("a frame of {} octets is longer than what is sent at rate: {} at most, with its check sequence",
                                        part.size, path_->room() + (part.size - made->frame().size())));
            trial.streams.at(index_of(side)).push_back(path_->add(std::move(*made)));
            if (smallest_only) break;
        }
    }
    return trial;
}

bool Traffic::queue(Trial& trial, Turn const& turn, std::uint64_t number) {
    const auto numbers = numbers_of(turn);
    if (!numbers) return true;
    if (!path_->queue(turn.from, template_of(trial, turn.from, number), {*numbers, turn.flow, turn.sequence})) return false;
    trial.tallies.at(index_of(turn.from)).sent(turn.flow);
    return true;
}

bool Traffic::astray(Side side, View frame, View datagram, std::uint32_t flow) const {
    if (side == Side::wan) return false;
    auto const& host = flows_.client(flow);
    // A cable leaves the link's addresses alone: then all frames name the one that answered for the router.
    const bool carried_as_sent = same(part(frame, 0, 6), ground_->router_mac(Side::wan).octets);
    return (!carried_as_sent && !same(part(frame, 0, 6), host.mac.octets)) || read_bits(datagram, 16 * 8, 32) != host.address.number;
}

void Traffic::arrived(Trial& trial, Side side, View frame, std::uint32_t stamp) {
    const auto at = ground_->datagram_at(side, frame);
    // What arrives on the WAN side was sent on the LAN side.
    auto const& streams = trial.streams.at(index_of(other(side)));
    auto const* stream = &path_->stream(streams.front());
    const auto datagram = at ? frame.subspan(*at) : View{};
    const auto mark = datagram.size() > stream->mark_offset() ? load::read_mark(datagram.subspan(stream->mark_offset())) : std::nullopt;
    if (!mark || mark->stream != trial.mark || mark->flow >= flows_.size()) return ground_->receive(side, frame, path_->now());
    ++arrivals_;
    auto& tally = trial.tallies.at(index_of(other(side)));
    if (astray(side, frame, datagram, mark->flow)) {
        ++strayed_;
        return tally.strayed();
    }
    const auto length = read_bits(datagram, 16, 16).value_or(0);
    for (const auto number : streams)
        if (auto const& candidate = path_->stream(number); candidate.frame().size() - candidate.link_octets() == length)
            stream = &candidate;
    if (!load::intact(*stream, datagram, mark->sequence % whole_every == 0)) tally.altered();
    const auto latency = static_cast<std::int32_t>(stamp - mark->stamp);
    tally.arrived(*mark, Duration(std::max(latency, 0)));
    if (!trial.opening) return;
    if (side == Side::lan) {
        opened_[mark->flow] = true;
    } else if (!flows_.learned(mark->flow)) {
        flows_.learn(mark->flow, datagram);
        to_answer_.push_back(mark->flow);
    }
}

Result<void> Traffic::answer_all(Trial& trial) {
    // From the oldest on; what finds no room now is tried at the next look.
    std::size_t answered = 0;
    while (answered < to_answer_.size() && queue(trial, {Side::wan, to_answer_[answered], 0}, 0)) ++answered;
    to_answer_.erase(to_answer_.begin(), to_answer_.begin() + static_cast<std::ptrdiff_t>(answered));
    return path_->flush();
}

Result<void> Traffic::listen(Trial& trial, Instant until) {
    const auto got = path_->receive([&](Side side, View frame, std::uint32_t stamp) { arrived(trial, side, frame, stamp); }, until);
    if (ground_->state() == lab::Progress::failed) return fail(ground_->why());
    for (auto const& [side, frame] : ground_->take_frames())
        if (auto sent = path_->send(side, frame); !sent) return sent;
    return got;
}

Result<void> Traffic::take(Trial& trial, Instant until) {
    auto listened = listen(trial, until);
    return listened ? answer_all(trial) : listened;
}

Result<void> Traffic::obey(Stop const& stop) {
    const auto now = path_->now();
    if (now - asked_ < between_questions) return {};
    asked_ = now;
    const auto why = stop();
    return why ? Result<void>(fail(*why)) : Result<void>{};
}

Result<void> Traffic::linger(Trial& trial, Stop const& stop) {
    const auto end = path_->now() + longest_linger;
    auto quiet_since = path_->now();
    for (auto seen = arrivals_; path_->now() < end && path_->now() - quiet_since < straggling;) {
        if (auto obeyed = obey(stop); !obeyed) return obeyed;
        if (auto taken = take(trial, std::min({end, quiet_since + straggling, path_->now() + between_questions})); !taken) return taken;
        if (arrivals_ != seen || !to_answer_.empty()) quiet_since = path_->now();
        seen = arrivals_;
    }
    return {};
}

Result<void> Traffic::pace(double rate, std::uint64_t frames, Trial& trial, Stop const& stop,
                           std::function<bool(std::uint64_t number, Instant now)> const& send) {
    const load::Schedule schedule(load::Constant{rate});
    const auto began = path_->now();
    last_sent_ = began;
    std::uint64_t sent = 0;
    while (sent < frames) {
        // The clock is asked for each batch: it costs as much as filling a frame.
        const auto turn = path_->now();
        const auto due = std::min(schedule.due(turn - began), frames);
        const auto first = sent;
        const auto last = std::min(due, sent + frames_a_turn);
        while (sent < last && send(sent, turn)) ++sent;
        if (auto flushed = path_->flush(); !flushed) return flushed;
        const auto now = path_->now();
        if (sent > first) last_sent_ = now;
        const bool full = sent == first && sent < due && path_->under_way();  // somebody else works it off
        const auto until = full         ? now + work_off
                           : sent < due ? now
                                        : std::min(began + schedule.when(std::min(sent, frames - 1)), now + between_questions);
        if (auto taken = take(trial, until); !taken) return taken;
        if (auto obeyed = obey(stop); !obeyed) return obeyed;
    }
    while (path_->under_way()) {
        if (auto flushed = path_->flush(); !flushed) return flushed;
        if (auto taken = take(trial, path_->now()); !taken) return taken;
        if (auto obeyed = obey(stop); !obeyed) return obeyed;
        last_sent_ = path_->now();
    }
    return {};
}

Result<Opening> Traffic::open(double rate, std::uint32_t first, std::uint32_t count, Stop const& stop) {
    auto trial = begin(true);
    if (!trial) return trial.error();
    trial->opening = true;
    const auto missed = path_->missed();
    const auto began = path_->now();
    auto done = pace(rate, count, *trial, stop, [&](std::uint64_t number, Instant) {
        return queue(*trial, {Side::lan, first + static_cast<std::uint32_t>(number), 0}, 0);
    });
    if (done) done = linger(*trial, stop);
    open_list_.clear();
    for (std::uint32_t flow = 0; flow < flows_.size(); ++flow)
        if (opened_[flow]) open_list_.push_back(flow);
    if (!done) return done.error();
    Opening opening;
    opening.tried = count;
    opening.opened = static_cast<std::uint32_t>(std::count(opened_.begin() + first, opened_.begin() + first + count, true));
    // The last one has its turn, too.
    opening.took = std::max(last_sent_ - began, std::chrono::duration_cast<Duration>(std::chrono::duration<double>(count / rate)));
    opening.missed = path_->missed() - missed;
    return opening;
}

Result<void> Traffic::open_all(Stop const& stop) {
    for (unsigned round = 0; round < opening_rounds && open_flows() < flows_.size(); ++round)
        if (auto opened = open(opening_rate, stop); !opened) return opened.error();
    return {};
}

std::vector<Side> Traffic::sides() const {
    std::vector<Side> sides;
    if (directions_.outward) sides.push_back(Side::lan);
    if (directions_.inward) sides.push_back(Side::wan);
    return sides;
}

Result<Duration> Traffic::send_alone(Trial& trial, double rate, Duration duration, Stop const& stop) {
    const Share all(open_list_, sides());
    const auto began = path_->now();
    const auto frames = static_cast<std::uint64_t>(std::max(1.0, rate * seconds(duration)));
    std::uint64_t cut = frames;
    auto last = began;  // of those that were sent
    auto done = pace(rate, frames, trial, stop, [&](std::uint64_t number, Instant now) {
        if (now > began + patience_of(duration)) {  // too slow: what is left will not be sent
            if (cut == frames || path_->under_way()) last = last_sent_;
            cut = std::min(cut, number);
            return true;
        }
        return queue(trial, all.turn(number), number);
    });
    if (!done) return done.error();
    // The last frame has its turn, too; of a stream that fell behind, what it took.
    return cut == frames ? std::max(last_sent_ - began, duration) : last - began;
}

Result<TrialOutcome> Traffic::measure(double rate, Duration duration, Stop const& stop) {
    if (open_list_.empty()) return fail("no flow is open: nothing that was sent outward has been answered");
    auto trial = begin(false);
    if (!trial) return trial.error();
    const auto missed = path_->missed();
    const auto took = path_->lanes().empty() ? send_alone(*trial, rate, duration, stop) : send_by_threads(*trial, rate, duration, stop);
    if (!took) return took.error();
    if (auto lingered = linger(*trial, stop); !lingered) return lingered.error();
    TrialOutcome outcome;
    outcome.wanted = rate;
    outcome.took = *took;
    auto const& [outward, inward] = trial->tallies;
    outcome.outward = {outward.counts(), outward.latency()};
    outcome.inward = {inward.counts(), inward.latency()};
    outcome.missed = path_->missed() - missed;
    for (const auto flow : open_list_)
        outcome.silent += std::any_of(trial->tallies.begin(), trial->tallies.end(), [&](auto const& tally) { return tally.gone(flow); });
    return outcome;
}

Result<std::vector<bool>> Traffic::probe_inward(double rate, Stop const& stop) {
    auto trial = begin(true);
    if (!trial) return trial.error();
    auto done = pace(rate, open_list_.size(), *trial, stop, [&](std::uint64_t number, Instant) {
        return queue(*trial, {Side::wan, open_list_[number], 0}, 0);
    });
    if (done) done = linger(*trial, stop);
    if (!done) return done.error();
    std::vector<bool> known(flows_.size());
    for (std::uint32_t flow = 0; flow < flows_.size(); ++flow) known[flow] = !trial->tallies[index_of(Side::wan)].silent(flow);
    return known;
}

Result<bool> Traffic::still_known(std::uint32_t flow, Stop const& stop) {
    auto trial = begin(true);
    if (!trial) return trial.error();
    auto done = pace(1, 1, *trial, stop, [&](std::uint64_t, Instant) { return queue(*trial, {Side::wan, flow, 0}, 0); });
    if (done) done = linger(*trial, stop);
    if (!done) return done.error();
    return !trial->tallies[index_of(Side::wan)].silent(flow);
}

}  // namespace tsuka::rate
