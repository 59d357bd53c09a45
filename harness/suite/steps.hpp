// One step of a case, whatever its verb, checked against what earlier steps have opened and sent.
#pragma once

#include "generator/base/ip_address.hpp"
#include "generator/proto/registry.hpp"
#include "harness/suite/table_reader.hpp"
#include "harness/suite/terms.hpp"
#include "harness/suite/vocabulary.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::suite {

inline constexpr std::uint64_t most_times = 100000;  ///< of `times` and `least`: what memory and time of a run are measured with

template <class Map>
std::vector<std::string> keys_of(Map const& map) {
    std::vector<std::string> keys;
    for (auto const& entry : map) keys.push_back(entry.first);
    return keys;
}

/// What the steps read so far have brought about.
struct Script {
    struct Flow {
        std::string from;
        std::string to;
        std::string kind;
        IpFamily family = IpFamily::v4;
        std::set<std::string> closed;  ///< who has said that nothing more will come
    };
    struct Probe {
        proto::MessageEntry message;  ///< both null for "raw"
        std::string written;          ///< message name
        std::string on;               ///< flow
        std::string at;               ///< who sent it, or gets it
        bool by_address = false;      ///< `to` says where it goes, which may be anybody
        bool answer = false;          ///< it is no send, but what somebody outside the cast may say
    };
    std::vector<model::Actor> const& cast;
    std::vector<std::string> actors;  ///< names of the cast
    std::map<std::string, Flow> flows;
    std::map<std::string, Probe> probes;
    std::optional<model::Spot> hook = std::nullopt;  ///< after which the router has not been waited for

    [[nodiscard]] model::Actor const* actor(std::string_view name) const;
    /// Of the flow with that name; IPv4 when there is none.
    [[nodiscard]] IpFamily family(std::string const& flow) const;
};

class StepReader {
public:
    StepReader(Script& script, Vocabulary const& vocabulary, Diagnostics& diagnostics)
        : script_(script), vocabulary_(vocabulary), diagnostics_(diagnostics) {}

    /// `number` counts from 1; it names probes that have no name.
    [[nodiscard]] std::optional<model::Step> read(TomlNode const& node, unsigned number);

private:
    [[nodiscard]] std::string verb_of(TomlNode const& node);
    // Each verb, in a file of its own (use_step.cpp, ...).
#define TSUKA_READS(Verb) void read(TableReader& table, model::Verb##Step& step);
    TSUKA_VERBS(TSUKA_READS)
#undef TSUKA_READS
    void read_again(TableReader& table, model::SendStep& step);
    void read_series(TableReader& table, model::ExpectStep& step);
    void read_answer(TableReader& table, model::ExpectStep& step, proto::MessageEntry const& message);
    void check_sent(TableReader& table, std::string_view key, std::string const& name);

    [[nodiscard]] proto::MessageEntry message_of(TableReader& table, std::string_view verb, std::string& name);
    [[nodiscard]] std::string actor_of(TableReader& table, std::string_view key, bool required);
    [[nodiscard]] std::string flow_of(TableReader& table, std::string_view at);
    [[nodiscard]] std::string new_name(TableReader& table, std::string const& otherwise, std::string_view of);
    [[nodiscard]] std::vector<std::string> probe_names() const;
    void check_probe(TableReader& table, model::ExpectStep const& step);
    void check_ends(TableReader& table, model::UseStep const& step);
    void read_payload_size(TableReader& table, model::SendStep& step, proto::MessageEntry const& message);
    void read_sizes(TableReader& table, TomlNode const& node, model::SendStep& step, proto::MessageEntry const& message);
    static void check_count(TableReader& table, model::Spot const& spot, model::Term const& term, model::SendStep const& step);
    void read_shapes(TableReader& table, model::SendStep& step, proto::MessageEntry const& message);
    static void check_order(TableReader& table, model::SendStep const& step);
    void read_quote(TableReader& table, model::SendStep& step, proto::MessageEntry const& message);
    void read_question(TableReader& table, model::SendStep& step);
    void read_raw(TableReader& table, model::SendStep& step);
    void read_destination(TableReader& table, model::SendStep& step, proto::MessageEntry const& message);
    void read_fields(TableReader& table, model::SendStep& step, proto::MessageEntry const& message);
    void read_family(TableReader& table, model::UseStep& step);
    void check_family(TableReader& table, proto::MessageEntry const& message, std::string const& flow);
    [[nodiscard]] std::vector<model::FieldConstraint> read_constraints(TableReader& table, proto::MessageEntry const& message,
                                                                       IpFamily family);
    void unknown_field(TableReader& table, TomlEntry const& entry, proto::MessageEntry const& message, IpFamily family);
    [[nodiscard]] TermScope scope() const {
        return {script_.actors, diagnostics_};
    }

    Script& script_;
    Vocabulary const& vocabulary_;
    Diagnostics& diagnostics_;
    unsigned number_ = 0;  ///< of the step in hand
};

}  // namespace tsuka::suite
