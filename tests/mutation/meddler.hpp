// A simulated router that treats one of the frames that it sends otherwise than the rest: it loses it, alters it, hands it to somebody
// else; or one with a habit that no simulated router has. No planted defect is so exact; what nobody notices even there, no router shows.
#pragma once

#include "harness/model/record.hpp"
#include "harness/model/router.hpp"
#include "harness/sim/packet.hpp"
#include "tests/support/degenerate.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tsuka::mutation {

/// What becomes of one frame, or of all.
struct Meddling {
    enum class How : std::uint8_t {
        none,
        lost,          ///< this one
        cut_off,       ///< this one and all that follow of its flow
        altered,       ///< its last octet
        rewritten,     ///< the field, and the checksums are right for it
        garbled,       ///< octet number `value` of what is behind the IP header
        moved,         ///< to the WAN: it and all that follow of its flow leave from `to`, or from port `value`; answers are led back
        overtaken,     ///< by the next one to that side
        copied,        ///< another host gets it, too
        astray,        ///< another host gets it instead
        silenced,      ///< every frame that bears the token of one of `probes` is lost
        summed,        ///< UDP that has no checksum gets a right one
        stripped,      ///< options are taken off IP headers
        named_inside,  ///< on the LAN its WAN address is the other one, as where answers of hairpinning are to come back to it
        lets_out,      ///< frames of the LAN that are no datagrams come out on the WAN
        bridges,       ///< ... and those of the WAN on the LAN
    };
    How how = How::none;
    std::size_t frame = 0;                 ///< place among all that the router sends, from 0
    std::string field{};                   ///< as a suite names it
    std::optional<std::uint64_t> value{};  ///< of the field, instead of one bit of it; or as `how` says
    Ipv4Address to{};                      ///< the other host, or the other address of the router
    std::set<std::uint32_t> probes{};
};

class Meddler : public degenerate::Contraption {
public:
    Meddler(model::RouterSpec const& router, Meddling meddling) : router_(router), meddling_(std::move(meddling)) {}

    void receive(Side side, View frame, Instant now) override;
    void wake(Instant now) override;
    [[nodiscard]] std::optional<Instant> wake_at() const override { return router_.wake_at(); }
    [[nodiscard]] std::vector<Departure> take_frames() override { return std::exchange(out_, {}); }
    [[nodiscard]] bool carry_out(std::string const& hook, Instant now) override { return router_.carry_out(hook, now); }
    /// Of each frame that the router has sent, in order, the probe whose token it bears.
    [[nodiscard]] std::vector<std::optional<std::uint32_t>> const& probes() const { return probes_; }

private:
    struct Moved {
        std::uint8_t protocol = 0;
        sim::SocketAddress inside;   ///< as the router has it
        sim::SocketAddress outside;  ///< as everybody else has it
    };
    void collect();
    void meddle(Side side, Octets frame);
    void hand_on(Side side, Octets frame);
    [[nodiscard]] Octets to_other_host(Octets const& frame) const;
    void bridge(Side from, View frame);
    void move(Octets const& frame);
    [[nodiscard]] Octets led_back(Side from, Octets frame) const;
    /// What a frame looks like on the wire that the router has made.
    [[nodiscard]] Octets as_it_leaves(Side to, Octets frame) const;

    sim::Router router_;
    Meddling meddling_;
    std::vector<std::optional<std::uint32_t>> probes_;
    std::map<Ipv4Address, MacAddress> clients_;  ///< LAN hosts so far
    std::string cut_off_;                        ///< whose packets are lost
    std::optional<Departure> held_;              ///< is overtaken
    std::optional<Moved> moved_;
    std::vector<Departure> out_;
};

/// What one case alone finds of such a router.
struct Met {
    model::CaseRecord record;
    std::map<std::uint64_t, std::size_t> sent_as;      ///< by the number of a frame that came from the router: its place among those
    std::vector<std::optional<std::uint32_t>> probes;  ///< as Meddler has it
};
[[nodiscard]] Met meet(model::Case const& scenario, model::RouterSpec const& router, Meddling const& meddling);

}  // namespace tsuka::mutation
