// What the engine, the session and the judge say in sentences - reasons, findings, classes - in the language of a page. They are facts of
// the record and stand there in English; here a sentence is known by its pattern, and its names and numbers go into the translation's.
#pragma once

#include "reports/words.hpp"

#include <string>
#include <vector>

namespace tsuka::reports {

/// The sentence, or what is known of it, translated; parts that no pattern and no class knows stay as they are.
[[nodiscard]] std::string phrase(std::string const& text, Words const& words);

/// "phrase.step {}: {}" ...: the pattern of every sentence that a report may have to tell, with {} for names and values.
[[nodiscard]] std::vector<std::string> phrase_ids();

}  // namespace tsuka::reports
