// A language of the reports: texts by id, as lang/CODE.toml holds them.
#pragma once

#include <functional>
#include <map>
#include <string>

namespace tsuka::model {

struct Language {
    std::string code;                                       ///< "ja" (BCP 47)
    std::map<std::string, std::string, std::less<>> texts;  ///< "claim.nat.napt" -> its sentence: table and key, joined by a dot
};

}  // namespace tsuka::model
