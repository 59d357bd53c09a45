// What the engine, the session and the judge say in sentences - reasons, findings, classes - in the language of a page. They are facts of
// the record and stand there in English; here a sentence is known by its pattern, and its names and numbers go into the translation's.
#pragma once

#include "reports/words.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::reports {

/// The sentence, or what is known of it, translated; parts that no pattern and no class knows stay as they are.
[[nodiscard]] std::string phrase(std::string const& text, Words const& words);

/// A text that was made in English from that pattern, as the interface says it under that id; nothing when it is not of that pattern, or
/// there is no translation.
[[nodiscard]] std::optional<std::string> said_again(std::string_view text, std::string_view id, std::string_view pattern,
                                                    Words const& words);

/// "phrase.step {}: {}" ...: the pattern of every sentence that a report may have to tell, with {} for names and values.
[[nodiscard]] std::vector<std::string> phrase_ids();

}  // namespace tsuka::reports
