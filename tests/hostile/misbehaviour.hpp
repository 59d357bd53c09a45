// What a router, or what else hangs on its cables, may do to whoever tests it: a table. Each row is one habit of an otherwise faithful
// router.
#pragma once

#include "tests/support/degenerate.hpp"

#include <deque>
#include <random>
#include <span>
#include <string_view>

namespace hostile {

/// What a misbehaviour has to do with the frames that a verdict rests on.
enum class Bearing : std::uint8_t {
    noise,        ///< frames of somebody else: no verdict may come out worse than without, other than left open
    fault,        ///< the router's own: it may be failed for it
    destructive,  ///< no datagram gets through whole: nothing may pass
    leases,       ///< of the router's DHCP server: nothing may be said of anything else
};

/// What the habit sees, and where its frames go.
struct Scene {
    std::mt19937_64& random;
    std::vector<degenerate::Contraption::Departure>& out;
    std::deque<std::pair<tsuka::Side, tsuka::Octets>> const& earlier;  ///< the last frames that the router sent
    std::vector<tsuka::MacAddress> const& clients;                     ///< hosts of the LAN so far
    tsuka::View heard;                                                 ///< the frame that came in

    void send(tsuka::Side side, tsuka::Octets frame, tsuka::Duration delay = {}) { out.push_back({side, std::move(frame), delay}); }
    [[nodiscard]] std::uint64_t up_to(std::uint64_t most) { return random() % (most + 1); }
};

struct Misbehaviour {
    std::string_view name;
    Bearing bearing = Bearing::noise;
    /// What becomes of a frame that the router sends; none: it goes as it is.
    void (*sent)(Scene& scene, tsuka::Side side, tsuka::Octets frame) = nullptr;
    /// What else is sent when a frame has come in on that side.
    void (*besides)(Scene& scene, tsuka::Side side) = nullptr;
};

[[nodiscard]] std::span<Misbehaviour const> noises();
[[nodiscard]] std::span<Misbehaviour const> faults();
[[nodiscard]] std::span<Misbehaviour const> odd_leases();

/// A faithful router with the habit, from the moment that `active` is set.
class Router : public degenerate::Contraption {
public:
    Router(Misbehaviour const& habit, tsuka::model::RouterSpec const& good, std::uint64_t seed)
        : habit_(habit), good_(good), random_(seed) {}
    bool active = false;

    void receive(tsuka::Side side, tsuka::View frame, tsuka::Instant now) override;
    void wake(tsuka::Instant now) override;
    [[nodiscard]] std::optional<tsuka::Instant> wake_at() const override { return good_.wake_at(); }
    [[nodiscard]] std::vector<Departure> take_frames() override { return std::exchange(out_, {}); }

private:
    void collect(tsuka::View heard);

    Misbehaviour const& habit_;
    tsuka::sim::Router good_;
    std::mt19937_64 random_;
    std::deque<std::pair<tsuka::Side, tsuka::Octets>> earlier_;
    std::vector<tsuka::MacAddress> clients_;
    std::vector<Departure> out_;
};

}  // namespace hostile
