#include "harness/suite/load_language.hpp"

#include "harness/suite/document.hpp"
#include "harness/suite/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::suite {

namespace {

Loaded<model::Language> language_of(Loaded<TomlNode> document, std::string code) {
    Loaded<model::Language> loaded{{}, std::move(document.diagnostics)};
    loaded.value.code = std::move(code);
    if (!loaded.ok()) return loaded;
    TableReader top(document.value, "a language", loaded.diagnostics);
    check_format(top);
    for (auto const& entry : document.value.entries) {
        if (entry.key == "format") continue;
        auto const* table = top.take(entry.key, TomlNode::Kind::table);
        if (table == nullptr) continue;
        for (auto const& text : table->entries) {
            if (text.value.kind != TomlNode::Kind::text) {
                top.error(text.value.spot, fmt::format("'{}' is a text; ids that hold dots stand in quotes", text.key));
                continue;
            }
            loaded.value.texts.emplace(entry.key + "." + text.key, text.value.text);
        }
    }
    tidy(loaded.diagnostics);
    return loaded;
}

}  // namespace

Loaded<model::Language> load_language(std::filesystem::path const& path) {
    return language_of(read_document(path), path.stem().string());
}

Loaded<model::Language> parse_language(std::string_view text, std::string const& file) {
    return language_of(parse_document(text, file), std::filesystem::path(file).stem().string());
}

LanguageGaps gaps_of(model::Language const& language, std::vector<std::string> const& wanted, std::string const& file) {
    LanguageGaps gaps;
    std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(gaps.missing),
                 [&](auto const& id) { return !language.texts.contains(id); });
    for (auto const& [id, text] : language.texts)
        if (std::find(wanted.begin(), wanted.end(), id) == wanted.end())
            gaps.stale.push_back({{file, 0, 0}, false, fmt::format("nothing is called '{}' any more{}", id, hint(id, wanted))});
    return gaps;
}

}  // namespace tsuka::suite
