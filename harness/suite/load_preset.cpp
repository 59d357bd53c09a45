// duts/kernel/NAME: a router of namespaces as data, with its lab and its nft rules.
#include "harness/suite/document.hpp"
#include "harness/suite/load.hpp"
#include "harness/suite/preset_rules.hpp"
#include "harness/suite/table_reader.hpp"

#include <fmt/format.h>

#include <system_error>

namespace tsuka::suite {

namespace {

std::string read_rules(std::filesystem::path const& path, Diagnostics& diagnostics) {
    auto text = read_text(path);
    if (!text) {
        diagnostics.push_back({{path.string(), 0, 0}, true, "cannot read the file: " + text.error().what});
        return {};
    }
    if (auto const forbidden = forbidden_in_rules(*text, path.string())) diagnostics.push_back({forbidden->spot, true, forbidden->why});
    return std::move(*text);
}

/// A link would let a preset hand over a file of the reader's: its text would go to nft, and into the run folder.
void refuse_links(std::filesystem::path const& folder, Diagnostics& diagnostics) {
    for (auto const* const name : {"preset.toml", "rules.nft", "carrier.nft"}) {
        std::error_code trouble;
        if (std::filesystem::is_symlink(folder / name, trouble))
            diagnostics.push_back({{(folder / name).string(), 0, 0}, true, "it is a link; a preset is a folder of regular files"});
    }
}

/// Names may stand in quotes or as dotted keys, which TOML reads as tables in tables.
void read_sysctls(TomlNode const& node, std::string const& before, model::Preset& preset, Diagnostics& diagnostics) {
    for (auto const& entry : node.entries) {
        auto const name = before + entry.key;
        bool const plain = entry.value.kind == TomlNode::Kind::text || entry.value.kind == TomlNode::Kind::number;
        if (plain && !is_network_sysctl(name)) {
            diagnostics.push_back(
                {entry.spot, true, fmt::format("'{}' is no sysctl of a network namespace: a preset sets those below 'net.' only", name)});
        } else if (plain) {
            preset.sysctls.emplace_back(name, to_plain(entry.value));
        } else if (entry.value.kind == TomlNode::Kind::table) {
            read_sysctls(entry.value, name + ".", preset, diagnostics);
        } else {
            diagnostics.push_back({entry.value.spot, true, fmt::format("the sysctl '{}' needs a number or a text", name)});
        }
    }
}

void read_carrier(TomlNode const& node, model::Preset& preset, Diagnostics& diagnostics) {
    TableReader table(node, "[carrier]", diagnostics);
    auto const link = parse_prefix(table.required_text("link"));
    auto const address = parse_ipv4(table.required_text("router_address"));
    table.refuse_others();
    if (!link || !address || !link->contains(*address) || link->address == *address)
        return table.error(node.spot, "'link' is the carrier's address with its prefix, 'router_address' another one of that prefix");
    preset.carrier = model::CarrierRouter{*link, *address, {}};
}

void read_preset(TomlNode const& root, model::Preset& preset, Diagnostics& diagnostics) {
    TableReader top(root, "a preset", diagnostics);
    check_format(top, false);
    preset.title = top.required_text("title");
    preset.about = top.text_or("about");
    preset.profile = top.required_text("profile");
    if (auto const* lab = top.take("lab", TomlNode::Kind::table)) read_lab_table(*lab, preset.lab, diagnostics);
    if (preset.lab.title.empty()) preset.lab.title = preset.title;
    if (auto const* sysctls = top.take("sysctls", TomlNode::Kind::table)) read_sysctls(*sysctls, {}, preset, diagnostics);
    if (auto const* carrier = top.take("carrier", TomlNode::Kind::table)) read_carrier(*carrier, preset, diagnostics);
    if (preset.carrier.has_value() != preset.lab.wan.carrier_nat)
        top.error(root.spot, "[carrier] and the lab's 'carrier_nat' belong together");
    if (preset.carrier && preset.lab.ipv6) top.error(root.spot, "a carrier's router of a preset forwards no IPv6");
    top.refuse_others();
}

/// Without its rules.
Loaded<model::Preset> preset_of(Loaded<TomlNode> document) {
    Loaded<model::Preset> loaded{{}, std::move(document.diagnostics)};
    if (loaded.ok()) read_preset(document.value, loaded.value, loaded.diagnostics);
    return loaded;
}

}  // namespace

Loaded<model::Preset> load_preset(std::filesystem::path const& folder) {
    auto document = read_document(folder / "preset.toml");
    const bool readable = document.ok();
    auto loaded = preset_of(std::move(document));
    loaded.value.name = folder.filename().empty() ? folder.parent_path().filename().string() : folder.filename().string();
    refuse_links(folder, loaded.diagnostics);
    if (!readable) return loaded;
    // A cable has no router and so no rules.
    std::error_code trouble;
    if (!loaded.value.lab.cable || std::filesystem::exists(folder / "rules.nft", trouble))
        loaded.value.rules = read_rules(folder / "rules.nft", loaded.diagnostics);
    if (loaded.value.carrier) loaded.value.carrier->rules = read_rules(folder / "carrier.nft", loaded.diagnostics);
    tidy(loaded.diagnostics);
    return loaded;
}

Loaded<model::Preset> parse_preset(std::string_view text, std::string const& file) {
    auto loaded = preset_of(parse_document(text, file));
    tidy(loaded.diagnostics);
    return loaded;
}

}  // namespace tsuka::suite
