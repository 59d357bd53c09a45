// How much of what arrives nobody asked for, and what it is: so that a storm is called one. Our hosts answer only so many ARP requests and
// pings a second; beyond that a device on the wire would have all of our time, and the router would get what is left of it.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"
#include "generator/base/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace tsuka::run {

class Surge {
public:
    static constexpr std::uint64_t most_answers = 1000;  ///< a second and side
    static constexpr std::uint64_t many = 5000;          ///< frames a second that are worth a name

    /// A frame that belongs to no case and no set-up.
    void stranger(Side side, View frame, Instant at);
    /// Whether one more ARP request or ping may be answered in this second; if not, that is remembered.
    [[nodiscard]] bool may_answer(Side side, Instant at);

    /// What went unanswered in the second that has just ended, once: "ARP storm on the WAN: 84000 frames in a second, 83000 left
    /// unanswered". Nothing: all were answered.
    [[nodiscard]] std::optional<std::string> unanswered(Instant now);
    /// "; flood on the WAN: 84000 frames of UDP in a second that nobody asked for", when the worst of the last two seconds was one.
    [[nodiscard]] std::string cause(Side side) const;

private:
    enum Kind : std::uint8_t { arp, icmp, udp, other, kinds };
    struct Second {
        std::array<std::uint64_t, kinds> frames{};
        std::uint64_t answers = 0;
        std::uint64_t refused = 0;
    };

    void go_to(Instant at);
    [[nodiscard]] static Kind kind_of(View frame);
    [[nodiscard]] static std::optional<std::string> name(Side side, Second const& second);

    std::int64_t number_ = 0;  ///< of the second that `now_` counts
    std::array<Second, 2> now_{};
    std::array<Second, 2> last_{};
    bool told_ = true;
};

}  // namespace tsuka::run
