// For whom a frame was meant, read from the steps of its case: a flow joins two hosts, and what one end sends is for the other.
#pragma once

#include "harness/model/record.hpp"

#include <map>
#include <string>
#include <string_view>

namespace tsuka::reports {

/// The text after `key = "` in a step as written; empty when the step has no such key or its value is no string.
[[nodiscard]] std::string_view word_in(std::string_view written, std::string_view key);

class Intent {
public:
    explicit Intent(model::CaseRecord const& result);

    /// The actor for whom `sent` was; empty when the steps do not say.
    [[nodiscard]] std::string recipient(model::FrameRecord const& sent) const;
    /// "ike.main-mode" for messages that a `use` step exchanged; empty for probes that a step sent itself.
    [[nodiscard]] std::string conversation(model::FrameRecord const& sent) const;

private:
    struct Ends {
        std::string from;
        std::string to;
    };
    [[nodiscard]] std::string across(Ends const& ends, model::FrameRecord const& sent) const;

    model::CaseRecord const* result_;
    std::map<std::string, Ends, std::less<>> flows_;
    std::map<std::string, Side, std::less<>> sides_;
};

}  // namespace tsuka::reports
