// A case as a ladder: hosts on both sides of the router, an arrow per frame, what the router translated, what never arrived and what
// reached the wrong host. A value; ladder_svg, ladder_text draw it.
#pragma once

#include "harness/model/record.hpp"
#include "reports/words.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tsuka::reports {

/// A host of the case that sent or received something. The router stands between the sides and is no host.
struct Lifeline {
    std::string name;
    std::string address;  ///< empty when the record has none
    Side side = Side::lan;
};

/// A field that the router changed on the way.
struct Translation {
    std::string field;  ///< "ip.src"
    std::string before;
    std::string after;
};

/// One end of a crossing: a frame between a host and the router.
struct Arrow {
    std::size_t host = 0;     ///< index into Ladder::hosts
    std::uint64_t frame = 0;  ///< number in the capture of the host's side; 0: in none
    std::string message;      ///< "ESP spi=0xb1000041 seq=0x00000001"
};

struct Rung {
    enum class Kind : std::uint8_t {
        crossing,      ///< sent on one side, arrived; of a TCP segment without a match only the end that was seen
        lost,          ///< sent, never arrived
        astray,        ///< arrived at a host for whom it was not
        unasked,       ///< arrived, sent by nobody of the case
        conversation,  ///< a handshake of several messages, all arrived
        pause,         ///< nothing for more than a second
        omitted,       ///< several crossings without anything to see
    };
    Kind kind = Kind::crossing;
    Duration at{};  ///< since the first frame of the case; of a pause, how long it is
    std::string probe;
    std::optional<Arrow> sent;
    std::optional<Arrow> arrived;
    std::vector<Translation> translations;
    std::string note;       ///< "meant for bob, reached alice", "never arrived; sentinel LAN #8 -> WAN #9 passed after it"
    std::size_t count = 1;  ///< frames of a kind that this rung stands for
};

struct Ladder {
    std::vector<Lifeline> hosts;  ///< those of the LAN first, in order of appearance
    std::vector<Rung> rungs;
    [[nodiscard]] bool empty() const { return rungs.empty(); }
};

/// In the order in which the frames were sent. Long runs of crossings without anything to see are told as one rung.
[[nodiscard]] Ladder ladder_of(model::CaseRecord const& result);

/// For terminals, a line a rung, LAN to the left, router in the middle: see docs/reading-a-report.md.
[[nodiscard]] std::string ladder_text(Ladder const& ladder, Words const& words = {});

/// A Mermaid sequence diagram, for issue trackers and Markdown that draw such.
[[nodiscard]] std::string ladder_mermaid(Ladder const& ladder, Words const& words = {});

/// An SVG element for the page; its symbols (tip-right, tip-left, tip-lost) stand once in the page's template.
[[nodiscard]] std::string ladder_svg(Ladder const& ladder, Words const& words = {});

/// What a frame's summary says beyond addresses and plumbing: "pptp.ocrq call_id=7" of a TCP segment, "ESP spi=..." as it is.
[[nodiscard]] std::string message_of(std::string_view summary);

}  // namespace tsuka::reports
