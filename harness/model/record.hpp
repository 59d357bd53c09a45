// Facts of a run: what was sent, what arrived where, what held. Written once, judged as often as one likes.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/time.hpp"
#include "harness/model/accounts.hpp"
#include "harness/model/certificate.hpp"
#include "harness/model/frame_names.hpp"
#include "harness/model/load_beside.hpp"
#include "harness/model/observation.hpp"
#include "harness/model/parting.hpp"
#include "harness/model/suite.hpp"
#include "harness/model/timeline.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tsuka::model {

/// What became of a case, before any profile is looked at.
enum class Outcome : std::uint8_t {
    satisfied,     ///< everything expected was seen
    violated,      ///< something expected was seen not to hold
    undetermined,  ///< it cannot be known: set-up failed, the port dropped frames, the control did not pass
    skipped,       ///< not run, for a reason
    error,         ///< our own fault
};
[[nodiscard]] std::string_view to_string(Outcome outcome);

/// A header field of a frame, as text, for evidence and for comparing both sides.
struct FieldRecord {
    std::string name;  ///< "ip.src", "pptp.call_id"
    std::string value;
};

/// One frame on one NIC.
struct FrameRecord {
    std::uint64_t number = 0;  ///< 1-based position in the capture
    Side side = Side::lan;
    bool sent = false;  ///< by us; else received
    Instant at;
    std::string actor;      ///< who sent or received it; empty: nobody of the case
    std::string probe;      ///< the send it belongs to; empty: unattributed
    unsigned step = 0;      ///< 1-based step of the send; 0: harness traffic (handshake, sentinel)
    bool sentinel = false;  ///< of the control flow
    std::size_t length = 0;
    // What the frame says stands in the capture; a report reads it there.
    std::string summary;
    std::vector<FieldRecord> fields;
};

/// One thing looked at.
struct Check {
    std::string what;  ///< "arrives", "call_id", "payload", "never"
    std::string wanted;
    std::string found;
    bool holds = false;
};

enum class StepStatus : std::uint8_t { done, held, failed, undetermined, not_reached };
[[nodiscard]] std::string_view to_string(StepStatus status);

struct StepRecord {
    unsigned number = 0;  ///< 1-based
    std::string written;
    Spot spot;
    StepStatus status = StepStatus::not_reached;
    std::string detail;  ///< one sentence when there is something to say
    std::vector<Check> checks;
    Duration began{};  ///< since the case began
    Duration took{};
};

/// What one attempt at a case found, in short.
struct AttemptRecord {
    Outcome outcome = Outcome::error;
    std::string observed_class;
    std::vector<std::string> broken;
    std::string reason;
    std::vector<std::uint64_t> frames;  ///< numbers of its frames in the capture
};

struct CaseRecord {
    std::string id;
    std::string name;  ///< id with the group's label
    Group group;
    std::string suite;
    std::string title;
    std::string about;
    std::vector<std::string> claims;
    Outcome outcome = Outcome::error;
    std::string reason;          ///< one sentence: why not satisfied
    std::string observed_class;  ///< for cases that classify; empty: none matched or none asked
    std::string class_about;
    std::vector<std::string> broken;  ///< claims found broken
    std::vector<StepRecord> steps;
    std::vector<Observation> observations;
    std::vector<Doubt> doubts;           ///< in the order in which they take effect
    std::optional<std::size_t> because;  ///< the observation that `reason` tells of
    std::vector<FrameRecord> frames;
    FrameNames named;                                        ///< the frames, where `frames` does not hold them all
    std::size_t unshown = 0;                                 ///< how many of `named` a report leaves out of `frames`
    std::vector<FieldRecord> symbols;                        ///< symbols and what they were bound to
    std::vector<std::pair<std::string, std::string>> hosts;  ///< actor -> address
    Duration began{};                                        ///< since the run began
    Duration took{};
    unsigned attempts = 1;             ///< how often it was run with fresh addresses before this was accepted
    std::vector<AttemptRecord> tries;  ///< each of them, oldest first, where there was more than one
    unsigned part = 0;                 ///< of the run: 0, or the place in Record::resumed, from 1
};

struct PortRecord {
    std::string name;
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    std::uint64_t dropped = 0;
};

/// What was to be run, as far as the files in the run's folder do not say it.
struct PlanRecord {
    std::vector<std::string> cases;  ///< names, in order
    unsigned jobs = 1;
    unsigned confirm = 1;
    unsigned mtu = 1500;               ///< of the lab, as far as the interfaces allowed
    std::optional<Duration> longest;   ///< nothing: no limit
    Duration rest{};                   ///< for how long what came late was charged to a case that had ended
    std::optional<Duration> budget{};  ///< after so long no case began any more; nothing: no limit
    unsigned most_failures = 0;        ///< nor after so many had failed; 0: no limit
    LoadWanted load{};                 ///< beside the cases that ran under load
};

/// What a driver told the session besides frames: with the capture, all that it needs to go through the run once more.
struct Input {
    enum class Kind : std::uint8_t { start, wake, spoilt, interrupt, unfinished_checksum, hook, load };
    Kind kind = Kind::wake;
    std::uint64_t after = 0;  ///< number of the last frame that had been received; of unfinished_checksum: the frame itself
    Instant at;               ///< as the capture's stamps
    Duration rest{};          ///< spoilt: before anything is tried again
    std::string why;          ///< spoilt, interrupt; hook, which has ended, and load, which flows: why it does not, empty when it does
};

/// What is known of the run as a whole.
struct RunRecord {
    unsigned format = 4;  ///< 1: 0.1.0, whose record holds what frames say, and which has a capture for each side; 2: longer lines; 3: findings in words
    std::string tool;     ///< version
    std::string started;  ///< ISO 8601, UTC
    std::string dut;      ///< "netns:linux", "lan0 + wan0"
    std::string dut_about;
    std::string about;  ///< more of it, as the lab file, the preset or the simulated router says
    Device device;
    Certificate certificate;
    std::uint64_t seed = 0;
    PlanRecord plan{};
    bool virtual_time = false;       ///< the session is woken exactly when it wants to be
    std::vector<FieldRecord> facts;  ///< preflight: addresses, round trip, margins, MTU
};

/// A later part of a run that ended early, or was killed, and went on. What it shares with the first part stands in RunRecord.
struct Resumption {
    std::string started;             ///< ISO 8601, UTC
    std::uint64_t seed = 0;          ///< of this part: nobody of it has an address that somebody of an earlier part had
    PlanRecord plan{};               ///< its cases are those that were not settled by then
    std::vector<FieldRecord> facts;  ///< what its preflight measured
    Duration at{};                   ///< when it began, since the run began
    std::uint64_t after = 0;         ///< number of the last frame of the parts before
    std::size_t inputs = 0;          ///< place in Record::inputs of the first that it was told
    std::size_t told = 0;            ///< cases that the part before had told of
    bool broken_off = false;         ///< the part before has no end: it was killed
};

/// Where what frames say is read, when somebody wants to show it.
class FrameSource {
public:
    FrameSource() = default;
    FrameSource(FrameSource const&) = delete;
    FrameSource& operator=(FrameSource const&) = delete;
    virtual ~FrameSource() = default;
    /// Fills in time, length, summary and fields; frames that cannot be read stay as they are.
    virtual void describe(std::vector<FrameRecord>& frames) const = 0;
    /// Where the frame that arrived parts from the one sent, see run::parting; `sent` 0: there is none. Nothing when they cannot be read.
    [[nodiscard]] virtual std::optional<Parting> parting(std::uint64_t sent, std::uint64_t arrived, std::string_view field) const = 0;
};

/// Keeps the frames of a case by name only.
void name_frames(CaseRecord& result);
/// Calls `use` with each frame of a case: who sent what, not what it says.
template <class Use>
void each_frame(CaseRecord const& result, Use const& use) {
    for (std::size_t index = 0; index < result.named.size(); ++index) use(result.named.at(index));
    if (result.named.empty())
        for (auto const& frame : result.frames) use(frame);
}

struct Record {
    RunRecord run;
    std::vector<CaseRecord> cases;
    std::vector<Resumption> resumed{};             ///< parts after the first, in order
    std::shared_ptr<FrameSource const> capture{};  ///< of the frames that cases have by name
    std::vector<PortRecord> ports;
    std::optional<Accounts> accounts{};  ///< nothing: the run did not come to its end
    std::vector<Event> timeline;         ///< in the order in which it was seen
    std::vector<LoadBeside> load{};      ///< of each part that had load beside its cases
    std::vector<Input> inputs;           ///< in the order in which they were given, of all parts
    bool complete = false;               ///< false: interrupted
    bool broken_off = false;             ///< the last part has no end: it was killed, or goes on
    std::string ended;                   ///< why it ended early, empty when complete
    Duration took{};
};

}  // namespace tsuka::model
