// claims.toml: what may be expected of a router. Profiles: which of it one model says of itself.
#include "generator/load/stream.hpp"
#include "harness/suite/classes.hpp"
#include "harness/suite/document.hpp"
#include "harness/suite/load.hpp"
#include "harness/suite/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tsuka::suite {

namespace {

model::Level read_level(TableReader& table) {
    auto const text = table.required_text("level");
    if (text == "should") return model::Level::should;
    if (text == "may") return model::Level::may;
    if (text != "must" && !text.empty())
        table.error(table.take("level")->spot, fmt::format("'level' is \"must\", \"should\" or \"may\", not \"{}\"", text));
    return model::Level::must;
}

model::Claim read_claim(TomlNode const& node, Diagnostics& diagnostics) {
    TableReader table(node, "[[claim]]", diagnostics);
    model::Claim claim;
    claim.id = table.required_text("id");
    claim.level = read_level(table);
    claim.source = table.required_text("source");
    claim.sentence = table.required_text("sentence");
    claim.always = table.flag("always");
    table.refuse_others();
    return claim;
}

void read_claims(TomlNode const& root, std::vector<model::Claim>& claims, Diagnostics& diagnostics) {
    TableReader top(root, "a file of claims", diagnostics);
    check_format(top);
    auto const* list = top.take("claim", TomlNode::Kind::list);
    if (root.find("claim") == nullptr) top.error({root.spot.file, 1, 1}, "the file has no [[claim]]");
    std::set<std::string> ids;
    for (auto const& node : list == nullptr ? std::vector<TomlNode>{} : list->items) {
        if (node.kind != TomlNode::Kind::table) {
            top.error(node.spot, "a claim is a table: [[claim]]");
            continue;
        }
        auto claim = read_claim(node, diagnostics);
        if (!claim.id.empty() && !ids.insert(claim.id).second) top.error(node.spot, fmt::format("there is a claim '{}' already", claim.id));
        claims.push_back(std::move(claim));
    }
    top.refuse_others();
}

void read_documented(TomlNode const& table, model::Profile& profile, Diagnostics& diagnostics) {
    for (auto const& entry : table.entries) {
        if (entry.value.kind != TomlNode::Kind::table) {
            diagnostics.push_back(
                {entry.value.spot, true, fmt::format("write \"{}\" = {{ class = \"...\", source = \"...\" }}", entry.key)});
            continue;
        }
        TableReader row(entry.value, fmt::format("'{}' of [documented]", entry.key), diagnostics);
        model::Documented documented;
        documented.case_id = entry.key;
        documented.observed_class = row.required_text("class");
        documented.source = row.required_text("source");
        row.refuse_others();
        profile.documented.push_back(std::move(documented));
    }
}

/// The size of a frame as `tsuka load --size` takes it.
std::string read_frame_size(TableReader& table, bool wanted) {
    auto const* node = table.take("size");
    if (!wanted) {
        if (node != nullptr) table.error(node->spot, "flows have no size");
        return {};
    }
    if (node == nullptr) {
        table.error(table.node().spot,
                    fmt::format("{} needs 'size', octets of a frame with its check sequence, or \"imix\"", table.what()));
    } else if (node->kind == TomlNode::Kind::text && node->text == "imix") {
        return node->text;
    } else if (node->kind == TomlNode::Kind::number && node->number >= 64 && node->number <= 9018) {
        return std::to_string(node->number);
    } else {
        table.error(node->spot, "'size' is a number from 64 to 9018, or \"imix\"");
    }
    return {};
}

model::LoadPromise read_promise(TomlNode const& node, Diagnostics& diagnostics) {
    using Of = model::LoadPromise::Of;
    TableReader table(node, "[[load]]", diagnostics);
    model::LoadPromise promise;
    promise.protocol = table.required_text("protocol");
    if (!promise.protocol.empty() && !load::parse_kind(promise.protocol))
        table.error(table.take("protocol")->spot, "'protocol' is udp, natt, esp, gre, l2tp or wireguard");
    unsigned given = 0;
    const auto quantity = [&](Of of, std::optional<std::uint64_t> number) {
        if (!number) return;
        ++given;
        promise.of = of;
        promise.at_least = *number;
    };
    quantity(Of::flows, table.number("flows", 1, 900'000));
    quantity(Of::new_flows, table.number("new_flows", 1, 100'000'000));
    quantity(Of::frames, table.number("frames", 1, 100'000'000));
    quantity(Of::mbit, table.number("mbit", 1, 400'000));
    quantity(Of::percent, table.number("percent_of_udp", 1, 100));
    if (given != 1)
        table.error(node.spot,
                    "one of flows, new_flows (a second), frames (a second), mbit (a second) and percent_of_udp says how much is promised");
    promise.size = read_frame_size(table, given == 1 && !promise.counts_flows());
    if (auto const way = table.text("direction")) {
        promise.direction = *way;
        if (*way != "outward" && *way != "inward" && *way != "both")
            table.error(table.take("direction")->spot, "'direction' is \"outward\", \"inward\" or \"both\"");
    }
    promise.source = table.required_text("source");
    table.refuse_others();
    return promise;
}

void read_promises(TableReader& top, model::Profile& profile, Diagnostics& diagnostics) {
    auto const* list = top.take("load", TomlNode::Kind::list);
    for (auto const& node : list == nullptr ? std::vector<TomlNode>{} : list->items) {
        if (node.kind == TomlNode::Kind::table)
            profile.load.push_back(read_promise(node, diagnostics));
        else
            top.error(node.spot, "a promise is a table: [[load]]");
    }
}

void read_profile(TomlNode const& root, std::vector<model::Claim> const& claims, model::Profile& profile, Diagnostics& diagnostics) {
    TableReader top(root, "a profile", diagnostics);
    check_format(top);
    profile.id = top.text_or("id", profile.id);
    profile.title = top.required_text("title");
    profile.about = top.text_or("about");
    Vocabulary const vocabulary{{}, ids_of(claims)};
    if (root.find("claims") == nullptr) top.error({root.spot.file, 1, 1}, "a profile needs 'claims', be it an empty list");
    std::set<std::string> seen;
    for (auto const& node : top.texts("claims")) {
        check_claim(node, vocabulary, diagnostics);
        if (!seen.insert(node.text).second) top.error(node.spot, fmt::format("'{}' is claimed twice", node.text));
        auto const at = std::find_if(claims.begin(), claims.end(), [&](model::Claim const& claim) { return claim.id == node.text; });
        if (at != claims.end() && at->always)
            top.error(node.spot, fmt::format("'{}' holds for every router; no profile need claim it", node.text));
        profile.claims.push_back(node.text);
    }
    if (auto const* table = top.take("documented", TomlNode::Kind::table)) read_documented(*table, profile, diagnostics);
    read_promises(top, profile, diagnostics);
    top.refuse_others();
}

Loaded<std::vector<model::Claim>> claims_of(Loaded<TomlNode> document) {
    Loaded<std::vector<model::Claim>> loaded{{}, std::move(document.diagnostics)};
    if (loaded.ok()) read_claims(document.value, loaded.value, loaded.diagnostics);
    tidy(loaded.diagnostics);
    return loaded;
}

Loaded<model::Profile> profile_of(Loaded<TomlNode> document, std::string id, std::vector<model::Claim> const& claims) {
    Loaded<model::Profile> loaded{{}, std::move(document.diagnostics)};
    loaded.value.id = std::move(id);
    if (loaded.ok()) read_profile(document.value, claims, loaded.value, loaded.diagnostics);
    tidy(loaded.diagnostics);
    return loaded;
}

}  // namespace

Loaded<std::vector<model::Claim>> load_claims(std::filesystem::path const& path) {
    return claims_of(read_document(path));
}

Loaded<std::vector<model::Claim>> parse_claims(std::string_view text, std::string const& file) {
    return claims_of(parse_document(text, file));
}

std::vector<std::string> ids_of(std::vector<model::Claim> const& claims) {
    std::vector<std::string> ids;
    for (auto const& claim : claims) ids.push_back(claim.id);
    return ids;
}

Loaded<model::Profile> load_profile(std::filesystem::path const& path, std::vector<model::Claim> const& claims) {
    return profile_of(read_document(path), path.stem().string(), claims);
}

Loaded<model::Profile> parse_profile(std::string_view text, std::string const& file, std::vector<model::Claim> const& claims) {
    return profile_of(parse_document(text, file), std::filesystem::path(file).stem().string(), claims);
}

}  // namespace tsuka::suite
