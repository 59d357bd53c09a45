// A suite file: its head, its cast, and its cases with all their variants.
#include "harness/model/salt.hpp"
#include "harness/suite/classes.hpp"
#include "harness/suite/document.hpp"
#include "harness/suite/load.hpp"
#include "harness/suite/needs.hpp"
#include "harness/suite/pieces.hpp"
#include "harness/suite/variation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace tsuka::suite {

namespace {

constexpr std::uint64_t most_copies = 200'000;  // each is kept until the case is judged: some 3 kB

bool is_id(std::string_view text) {
    auto const good = [](char sign) { return (sign >= 'a' && sign <= 'z') || (sign >= '0' && sign <= '9') || sign == '-' || sign == '.'; };
    return !text.empty() && text.front() != '.' && text.back() != '.' && std::all_of(text.begin(), text.end(), good);
}

void check_id(TableReader& table, std::string const& id) {
    if (id.empty() || is_id(id)) return;
    table.error(table.take("id")->spot, fmt::format("'{}' is not an id: small letters, digits, '-' and '.' only", id));
}

class SuiteReader {
public:
    SuiteReader(std::string file, Vocabulary const& vocabulary, Diagnostics& diagnostics)
        : vocabulary_(vocabulary), diagnostics_(diagnostics) {
        suite_.file = std::move(file);
    }

    /// What stands in front of the cases.
    void read_top(TomlNode const& root) {
        TableReader top(root, "a suite file", diagnostics_);
        check_format(top);
        if (auto const* head = top.take("suite", TomlNode::Kind::table)) {
            read_head(*head);
        } else if (root.find("suite") == nullptr) {
            top.error({suite_.file, 1, 1}, "the file has no [suite]");
        }
        if (auto const* cast = top.take("cast", TomlNode::Kind::table)) read_cast(*cast);
        (void)top.take("case", TomlNode::Kind::list);
        top.refuse_others();
    }

    void read_written_case(TomlNode const& node) {
        if (node.kind != TomlNode::Kind::table) {
            diagnostics_.push_back({node.spot, true, "a case is a table: [[case]]"});
            return;
        }
        for (auto const& variant : expand(node, diagnostics_)) suite_.cases.push_back(read_case(variant));
    }

    [[nodiscard]] model::Suite take() { return std::move(suite_); }

private:
    void read_head(TomlNode const& node) {
        TableReader table(node, "[suite]", diagnostics_);
        suite_.id = table.required_text("id");
        check_id(table, suite_.id);
        suite_.title = table.required_text("title");
        suite_.about = table.text_or("about");
        table.refuse_others();
    }

    void read_cast(TomlNode const& node) {
        for (auto const& entry : node.entries) {
            if (!is_name(entry.key) || entry.key == "dut" || entry.key == "same" || entry.key == "changed" || entry.key == "valid" ||
                entry.key == "random") {
                diagnostics_.push_back({entry.spot, true, fmt::format("nobody in the cast can be called '{}'", entry.key)});
                continue;
            }
            if (entry.value.kind != TomlNode::Kind::table) {
                diagnostics_.push_back({entry.value.spot, true, fmt::format("write {} = {{ side = \"lan\" }}", entry.key)});
                continue;
            }
            TableReader table(entry.value, fmt::format("'{}' in the cast", entry.key), diagnostics_);
            model::Actor actor{entry.key, Side::lan, table.flag("static")};
            auto const side = table.required_text("side");
            if (side == "wan") actor.side = Side::wan;
            if (!side.empty() && side != "wan" && side != "lan") {
                table.error(table.take("side")->spot, fmt::format("'side' is \"lan\" or \"wan\", not \"{}\"", side));
            }
            table.refuse_others();
            cast_.push_back(actor);
        }
    }

    model::Case read_case(Variant const& variant) {
        TableReader table(variant.node, "[[case]]", diagnostics_);
        model::Case one;
        one.suite = suite_.id;
        one.spot = variant.node.spot;
        one.group = variant.group;
        one.cast = cast_;
        one.id = table.required_text("id");
        check_id(table, one.id);
        one.title = table.required_text("title");
        one.about = table.text_or("about");
        read_needs(table, one);
        read_literal(table, one);
        read_claims(table, one);
        Script script{one.cast, {}, {}, {}};
        for (auto const& actor : one.cast) script.actors.push_back(actor.name);
        read_steps(table, one, script);
        read_classes(table, one, script);
        read_control(table, one);
        bring_needs(one);
        if (script.hook)
            diagnostics_.push_back({*script.hook, true, "what a hook does to the router outlasts it: { wait = \"router\" } has to follow"});
        for (auto const* key : {"vary", "measure", "repeat"}) (void)table.take(key);  // expanded by now; named so that slips are understood
        table.refuse_others();
        return one;
    }

    void read_needs(TableReader& table, model::Case& one) {
        for (auto const& [old, now] : {std::pair{"exclusive", "alone"}, std::pair{"small_wan", "wan-mtu<=1492"}})
            if (auto const* written = table.take(old))
                table.error(written->spot, fmt::format("'{}' is written needs = [\"{}\"] now", old, now));
        for (auto const& written : table.texts("needs")) {
            auto need = model::parse_need(written.text);
            if (need)
                one.needs.push_back(std::move(*need));
            else
                table.error(written.spot, need.error().what + hint(written.text, model::need_words()));
        }
        for (auto const& path : table.texts("provides")) {
            if (std::find(model::path_words().begin(), model::path_words().end(), path.text) == model::path_words().end())
                table.error(path.spot,
                            fmt::format("'{}' is no path that a case can provide{}", path.text, hint(path.text, model::path_words())));
            one.provides.push_back(path.text);
        }
        const auto cast = [&](Side side) {
            return std::any_of(one.cast.begin(), one.cast.end(),
                               [&](auto const& actor) { return actor.static_target && actor.side == side; });
        };
        for (auto const& [side, kind, word] : {std::tuple(Side::lan, model::Need::Kind::static_client, "static-client"),
                                               std::tuple(Side::wan, model::Need::Kind::static_remote, "static-remote")}) {
            if (one.needs_any(kind) && !cast(side))
                table.error(one.spot, fmt::format("the case needs '{}', and nobody in the cast is `static = true` on that side", word));
            if (cast(side) && !one.needs_any(kind)) one.needs.push_back({kind, 0, word});
        }
        // They take turns for the LAN host, and with it for the other one.
        if (cast(Side::wan) && !cast(Side::lan)) table.error(one.spot, "a WAN host that is `static = true` comes with a LAN host that is");
    }

    void read_control(TableReader& table, model::Case& one) {
        auto const* written = table.take("control", TomlNode::Kind::text);
        if (written == nullptr) return;
        one.control = written->text;
        const auto opens = [&](model::Step const& step) {
            auto const* use = std::get_if<model::UseStep>(&step.action);
            return use != nullptr && use->as == one.control && use->flow == "udp" && use->family == IpFamily::v4;
        };
        if (std::none_of(one.steps.begin(), one.steps.end(), opens))
            table.error(written->spot,
                        fmt::format("'{}' is no flow of kind \"udp\" over IPv4 of this case; such a one can be its control", one.control));
    }

    void read_literal(TableReader& table, model::Case& one) {
        auto const& known = model::salted_fields();
        for (auto const& field : table.texts("literal")) {
            if (std::find(known.begin(), known.end(), field.text) == known.end())
                table.error(field.spot, fmt::format("numbers of '{}' are always as they stand; 'literal' is for {}", field.text,
                                                    fmt::join(known, ", ")));
            one.literal.push_back(field.text);
        }
    }

    void read_claims(TableReader& table, model::Case& one) {
        for (auto const& claim : table.texts("claim")) {
            check_claim(claim, vocabulary_, diagnostics_);
            one.claims.push_back(claim.text);
        }
        auto const* written = table.take("claim");
        bool const empty = written == nullptr || (written->kind == TomlNode::Kind::list && written->items.empty());
        if (empty) table.error(one.spot, fmt::format("case '{}' bears on no claim: say which in 'claim'", one.id));
    }

    void read_steps(TableReader& table, model::Case& one, Script& script) {
        auto const* steps = table.take("steps", TomlNode::Kind::list);
        if (table.node().find("steps") == nullptr || (steps != nullptr && steps->items.empty())) {
            table.error(one.spot, fmt::format("case '{}' has no steps", one.id));
        }
        if (steps == nullptr) return;
        StepReader reader(script, vocabulary_, diagnostics_);
        unsigned number = 0;
        for (auto const& node : steps->items) {
            if (auto step = reader.read(node, ++number)) one.steps.push_back(std::move(*step));
        }
        std::uint64_t copies = 0;
        for (auto const& step : one.steps) copies += model::copies(step.action);
        if (copies > most_copies)
            table.error(one.spot, fmt::format("case '{}' sends {} times in all, and {} are the most", one.id, copies, most_copies));
    }

    void read_classes(TableReader& table, model::Case& one, Script const& script) {
        auto const* classes = table.take("classes", TomlNode::Kind::list);
        if (classes != nullptr) {
            std::set<std::string> names;
            for (auto const& node : classes->items) {
                auto rule = read_class(node, script, vocabulary_, diagnostics_);
                if (!rule) continue;
                if (!names.insert(rule->is).second) table.error(rule->spot, fmt::format("there is a class '{}' already", rule->is));
                one.classes.push_back(std::move(*rule));
            }
        }
        bool const asks = std::any_of(one.steps.begin(), one.steps.end(), [](model::Step const& step) { return model::asks(step.action); });
        // A test that cannot fail is a defect.
        if (!asks && one.classes.empty())
            table.error(one.spot, fmt::format("case '{}' can find nothing: it has no expect, no never and no classes", one.id));
    }

    Vocabulary const& vocabulary_;
    Diagnostics& diagnostics_;
    model::Suite suite_;
    std::vector<model::Actor> cast_;
};

constexpr std::string_view case_key = "case";

/// One case after the other; nothing where the text has to be read as a whole, be it for what is wrong with it.
std::optional<Loaded<model::Suite>> read_in_pieces(std::string_view text, std::string const& file, Vocabulary const& vocabulary) {
    auto const cut = in_pieces(text, case_key);
    auto const head = parse_document(cut.head, file);
    if (cut.pieces.empty() || has_errors(head.diagnostics) || head.value.find(case_key) != nullptr) return std::nullopt;
    Loaded<model::Suite> loaded;
    SuiteReader reader(file, vocabulary, loaded.diagnostics);
    reader.read_top(head.value);
    for (auto const& piece : cut.pieces) {
        auto const one = parse_piece(piece, case_key, file);
        if (!one) return std::nullopt;
        reader.read_written_case(*one);
    }
    loaded.value = reader.take();
    return loaded;
}

Loaded<model::Suite> read_whole(std::string_view text, std::string const& file, Vocabulary const& vocabulary) {
    auto document = parse_document(text, file);
    Loaded<model::Suite> loaded;
    loaded.diagnostics = std::move(document.diagnostics);
    loaded.value.file = file;
    if (has_errors(loaded.diagnostics)) return loaded;
    SuiteReader reader(file, vocabulary, loaded.diagnostics);
    reader.read_top(document.value);
    auto const* cases = document.value.find(case_key);
    if (cases == nullptr) loaded.diagnostics.push_back({{file, 1, 1}, true, "the file has no [[case]]"});
    if (cases != nullptr && cases->kind == TomlNode::Kind::list)
        for (auto const& one : cases->items) reader.read_written_case(one);
    loaded.value = reader.take();
    return loaded;
}

}  // namespace

Loaded<model::Suite> parse_suite(std::string_view text, std::string const& file, Vocabulary const& vocabulary) {
    auto loaded = read_in_pieces(text, file, vocabulary);
    if (!loaded) loaded = read_whole(text, file, vocabulary);
    tidy(loaded->diagnostics);
    return std::move(*loaded);
}

Loaded<model::Suite> load_suite(std::filesystem::path const& path, Vocabulary const& vocabulary) {
    auto const text = read_text(path);
    if (text) return parse_suite(*text, path.string(), vocabulary);
    Loaded<model::Suite> none;
    none.diagnostics.push_back(unreadable(path, text.error()));
    none.value.file = path.string();
    return none;
}

}  // namespace tsuka::suite
