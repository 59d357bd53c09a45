// The kinds of flow that suites may use, as the program tells them to the language's reader.
#pragma once

#include "generator/flow/conversation.hpp"
#include "harness/suite/vocabulary.hpp"

#include <string>
#include <vector>

inline std::vector<tsuka::suite::FlowKind> flow_words() {
    std::vector<tsuka::suite::FlowKind> words;
    for (auto const kind : tsuka::flow::conversation_kinds()) {
        auto const settings = tsuka::flow::conversation_settings(kind);
        words.push_back({std::string(kind),
                         {settings.begin(), settings.end()},
                         tsuka::flow::conversation_carrier(kind),
                         kind == tsuka::flow::requests});
    }
    return words;
}
