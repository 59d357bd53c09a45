// The list of verbs as this test has it: those of the product, and `count`, which nobody writes. It stands in front of the product's own.
#pragma once

#include "../../../../../../harness/model/verbs.hpp"

namespace tsuka::model {

/// `{ count = "udp", at = "server", least = 2, for = "1s" }`: so many have come to somebody when that time is over.
struct CountStep {
    static constexpr std::string_view verb = "count";
    static constexpr bool asks = true;

    std::string message;
    std::string at;
    unsigned least = 0;
    Duration during{};

    [[nodiscard]] Duration waits() const { return during; }
    [[nodiscard]] std::uint64_t copies() const { return 0; }
    [[nodiscard]] std::vector<Need> needs() const { return {{Need::Kind::alone, 0, "alone"}}; }
    [[nodiscard]] std::vector<Mention> names() const { return {{Mention::Role::actor, at}}; }
    template <class Self, class See>
    static void each_term(Self& /*self*/, See const& /*see*/) {}
};

#undef TSUKA_VERBS
#define TSUKA_VERBS(each) each(Use) each(Send) each(Expect) each(Never) each(Wait) each(Close) each(Hook) each(Count)

}  // namespace tsuka::model
