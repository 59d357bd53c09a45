#include "harness/suite/variation.hpp"

#include "harness/suite/table_reader.hpp"
#include "harness/suite/terms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace tsuka::suite {

namespace {

constexpr std::size_t most_variants = 1000;
constexpr std::int64_t most_repeats = 1000;
constexpr std::array<std::string_view, 3> keys{"vary", "measure", "repeat"};

struct Choice {
    std::string name;
    TomlNode value;
};
using Choices = std::vector<Choice>;

/// Puts the chosen values where their names stand in braces.
class Filler {
public:
    Filler(Choices const& choices, std::set<std::string>& used, Diagnostics& diagnostics)
        : choices_(choices), used_(used), diagnostics_(diagnostics) {}

    void fill(TomlNode& node) {
        for (auto& item : node.items) fill(item);
        for (auto& entry : node.entries) fill(entry.value);
        if (node.kind == TomlNode::Kind::text) fill_text(node);
    }

private:
    [[nodiscard]] Choice const* find(std::string_view name) const {
        auto const at = std::find_if(choices_.begin(), choices_.end(), [&](Choice const& choice) { return choice.name == name; });
        return at == choices_.end() ? nullptr : &*at;
    }

    void fill_text(TomlNode& node) {
        std::string out;
        std::string_view rest = node.text;
        while (true) {
            auto const open = rest.find('{');
            auto const close = rest.find('}', open == std::string_view::npos ? open : open + 1);
            if (close == std::string_view::npos) break;
            auto const name = rest.substr(open + 1, close - open - 1);
            auto const* choice = find(name);
            if (choice == nullptr && is_name(name)) complain(node, name);
            if (choice != nullptr) used_.insert(choice->name);
            // Alone in its text, a value keeps its type: "{order}" becomes a list.
            if (choice != nullptr && name.size() + 2 == node.text.size()) return replace(node, choice->value);
            out += rest.substr(0, open);
            out += choice == nullptr ? std::string(rest.substr(open, close - open + 1)) : to_plain(choice->value);
            rest = rest.substr(close + 1);
        }
        node.text = out + std::string(rest);
    }

    static void replace(TomlNode& node, TomlNode const& value) {
        auto const spot = node.spot;
        node = value;
        node.spot = spot;
    }

    void complain(TomlNode const& node, std::string_view name) {
        std::vector<std::string> words;
        for (auto const& choice : choices_) words.push_back(choice.name);
        diagnostics_.push_back(
            {node.spot, true, fmt::format("'{{{}}}' is named neither in 'vary' nor in 'measure'{}", name, hint(name, words))});
    }

    Choices const& choices_;
    std::set<std::string>& used_;
    Diagnostics& diagnostics_;
};

/// The lists of a vary or measure table; empty with a complaint when it is not a table of lists.
std::vector<TomlEntry> read_lists(TomlNode const& table, std::string_view key, Diagnostics& diagnostics) {
    std::vector<TomlEntry> lists;
    auto const refuse = [&](model::Spot const& spot, std::string why) { diagnostics.push_back({spot, true, std::move(why)}); };
    if (table.kind != TomlNode::Kind::table || table.entries.empty()) {
        refuse(table.spot, fmt::format("'{}' is a table of lists: {{ order = [[1,2],[2,1]] }}", key));
        return lists;
    }
    for (auto const& entry : table.entries) {
        if (!is_name(entry.key)) {
            refuse(entry.spot, fmt::format("'{}' is not a name: letters, digits, '-' and '_' only", entry.key));
        } else if (entry.value.kind != TomlNode::Kind::list || entry.value.items.empty()) {
            refuse(entry.value.spot, fmt::format("'{}' of '{}' must be a list of values", entry.key, key));
        } else {
            lists.push_back(entry);
        }
    }
    return lists;
}

std::vector<Choices> cross_product(std::vector<TomlEntry> const& lists, model::Spot const& spot, Diagnostics& diagnostics) {
    std::vector<Choices> rows{{}};
    for (auto const& list : lists) {
        if (rows.size() * list.value.items.size() > most_variants) {
            diagnostics.push_back({spot, true, fmt::format("more than {} variants of one case", most_variants)});
            return rows;
        }
        std::vector<Choices> longer;
        for (auto const& row : rows) {
            for (auto const& value : list.value.items) {
                longer.push_back(row);
                longer.back().push_back({list.key, value});
            }
        }
        rows = std::move(longer);
    }
    return rows;
}

std::string label_of(Choices const& row) {
    std::string label;
    for (auto const& choice : row) label += fmt::format("{}{}={}", label.empty() ? "" : ",", choice.name, to_plain(choice.value));
    return label;
}

model::Group group_of(Choices const& row, bool measured, Diagnostics& diagnostics) {
    model::Group group{measured ? model::Group::Kind::measure : model::Group::Kind::variant, label_of(row), {}};
    if (!measured) return group;
    auto const& value = row.front().value;
    auto const duration = value.kind == TomlNode::Kind::text ? parse_duration(value.text) : std::nullopt;
    if (!duration)
        diagnostics.push_back(
            {value.spot, true, fmt::format("'{}' is not a duration; write \"300ms\", \"2s\", \"5m\" or \"2h\"", to_plain(value))});
    group.value = duration.value_or(Duration{});
    return group;
}

TomlNode without_keys(TomlNode node) {
    std::erase_if(node.entries, [](TomlEntry const& entry) { return std::find(keys.begin(), keys.end(), entry.key) != keys.end(); });
    return node;
}

void check_labels(std::vector<Variant> const& variants, model::Spot const& spot, Diagnostics& diagnostics) {
    std::set<std::string> labels;
    for (auto const& variant : variants) {
        if (!labels.insert(variant.group.label).second)
            diagnostics.push_back({spot, true, fmt::format("two variants are both '{}'", variant.group.label)});
    }
}

std::vector<Variant> expand_lists(TomlNode const& written, TomlNode const& table, bool measured, Diagnostics& diagnostics) {
    auto const lists = read_lists(table, measured ? "measure" : "vary", diagnostics);
    if (measured && lists.size() > 1) diagnostics.push_back({table.spot, true, "'measure' measures one duration, not several"});
    std::vector<Variant> variants;
    std::set<std::string> used;
    for (auto const& row : cross_product(lists, table.spot, diagnostics)) {
        Variant variant{without_keys(written), {}};
        if (!row.empty()) variant.group = group_of(row, measured, diagnostics);
        Filler(row, used, diagnostics).fill(variant.node);
        variants.push_back(std::move(variant));
    }
    for (auto const& list : lists) {
        if (!used.contains(list.key))
            diagnostics.push_back({list.spot, true, fmt::format("'{{{}}}' is used nowhere in this case", list.key)});
    }
    check_labels(variants, table.spot, diagnostics);
    return variants;
}

std::vector<Variant> expand_repeat(TomlNode const& written, TomlNode const& count, Diagnostics& diagnostics) {
    if (count.kind != TomlNode::Kind::number || count.number < 2 || count.number > most_repeats) {
        diagnostics.push_back({count.spot, true, fmt::format("'repeat' is a number from 2 to {}", most_repeats)});
        return {{without_keys(written), {}}};
    }
    std::vector<Variant> variants;
    for (std::int64_t i = 1; i <= count.number; ++i) {
        variants.push_back({without_keys(written), {model::Group::Kind::repeat, fmt::format("{} of {}", i, count.number), {}}});
    }
    return variants;
}

}  // namespace

std::vector<Variant> expand(TomlNode const& written, Diagnostics& diagnostics) {
    std::vector<TomlEntry const*> found;
    for (auto const& entry : written.entries) {
        if (std::find(keys.begin(), keys.end(), entry.key) != keys.end()) found.push_back(&entry);
    }
    if (found.size() > 1) {
        diagnostics.push_back(
            {found[1]->spot, true, fmt::format("a case has one of 'vary', 'measure', 'repeat'; here is '{}' too", found[0]->key)});
    }
    if (found.empty()) {
        std::set<std::string> unused;
        Variant only{written, {}};
        Filler({}, unused, diagnostics).fill(only.node);
        return {std::move(only)};
    }
    auto const& entry = *found.front();
    if (entry.key == "repeat") return expand_repeat(written, entry.value, diagnostics);
    return expand_lists(written, entry.value, entry.key == "measure", diagnostics);
}

}  // namespace tsuka::suite
