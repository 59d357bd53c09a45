// suites/users.toml: see load_users.hpp.
#include "harness/suite/load_users.hpp"

#include "harness/suite/document.hpp"
#include "harness/suite/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::suite {

namespace {

std::vector<std::string> plain_texts(TableReader& table, std::string_view key) {
    std::vector<std::string> out;
    for (auto const& node : table.texts(key)) out.push_back(node.text);
    return out;
}

/// The tables of a list; whatever else is in it is complained of.
std::vector<TomlNode const*> tables(TableReader& table, std::string_view key) {
    std::vector<TomlNode const*> out;
    auto const* list = table.take(key, TomlNode::Kind::list);
    if (list == nullptr) return out;
    for (auto const& node : list->items) {
        if (node.kind == TomlNode::Kind::table)
            out.push_back(&node);
        else
            table.error(node.spot, fmt::format("'{}' is a list of tables", key));
    }
    return out;
}

model::Saying read_saying(TomlNode const& node, Diagnostics& diagnostics) {
    TableReader table(node, "[[kind.say]]", diagnostics);
    model::Saying saying;
    for (auto const& condition : table.texts("when")) {
        auto const equal = condition.text.find('=');
        if (equal == std::string::npos)
            table.error(condition.spot, fmt::format("a condition is \"SITUATION=STATE\", not \"{}\"", condition.text));
        else
            saying.when.emplace_back(condition.text.substr(0, equal), condition.text.substr(equal + 1));
    }
    saying.text = table.required_text("text");
    saying.helps = table.text_or("helps");
    table.refuse_others();
    return saying;
}

model::VpnKind read_kind(TomlNode const& node, Diagnostics& diagnostics) {
    TableReader table(node, "[[kind]]", diagnostics);
    model::VpnKind kind;
    kind.id = table.required_text("id");
    kind.title = table.required_text("title");
    kind.counted = table.text_or("counted");
    if (auto const* cases = table.take("cases", TomlNode::Kind::table)) {
        TableReader columns(*cases, "[kind.cases]", diagnostics);
        for (auto const& entry : cases->entries) kind.cases[entry.key] = plain_texts(columns, entry.key);
    }
    for (auto const* say : tables(table, "say")) kind.sayings.push_back(read_saying(*say, diagnostics));
    table.refuse_others();
    return kind;
}

void read_guide(TomlNode const& root, model::UserGuide& guide, Diagnostics& diagnostics) {
    TableReader top(root, "the guide for users", diagnostics);
    check_format(top);
    for (auto const* node : tables(top, "situation")) {
        TableReader table(*node, "[[situation]]", diagnostics);
        auto id = table.required_text("id");
        auto title = table.required_text("title");
        guide.situations.push_back({std::move(id), std::move(title), plain_texts(table, "unasked")});
        table.refuse_others();
    }
    if (auto const* words = top.take("words", TomlNode::Kind::table)) {
        TableReader table(*words, "[words]", diagnostics);
        for (auto const& entry : words->entries) guide.words[entry.key] = table.text_or(entry.key);
    }
    for (auto const* node : tables(top, "kind")) guide.kinds.push_back(read_kind(*node, diagnostics));
    top.refuse_others();
}

Loaded<model::UserGuide> guide_of(Loaded<TomlNode> document) {
    Loaded<model::UserGuide> loaded{{}, std::move(document.diagnostics)};
    if (!loaded.ok()) return loaded;
    read_guide(document.value, loaded.value, loaded.diagnostics);
    tidy(loaded.diagnostics);
    return loaded;
}

}  // namespace

Loaded<model::UserGuide> load_users(std::filesystem::path const& path) {
    return guide_of(read_document(path));
}

Loaded<model::UserGuide> parse_users(std::string_view text, std::string const& file) {
    return guide_of(parse_document(text, file));
}

}  // namespace tsuka::suite
