// fleet.toml: see load_fleet.hpp.
#include "harness/suite/load_fleet.hpp"

#include "harness/suite/document.hpp"
#include "harness/suite/table_reader.hpp"

#include <fmt/format.h>

#include <set>

namespace tsuka::suite {

namespace {

namespace fs = std::filesystem;

bool is_name(std::string const& name) {
    return !name.empty() && name.size() <= 40 && name.front() != '-' &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

/// One way to the router, and no other.
void check_way(TableReader& table, model::FleetBench const& bench) {
    const bool sides = !bench.lan.empty() && !bench.wan.empty();
    const bool half = bench.lan.empty() != bench.wan.empty();
    const auto ways = static_cast<int>(sides) + static_cast<int>(!bench.trunk.empty()) + static_cast<int>(!bench.dut.empty());
    if (half || ways != 1) table.error(table.node().spot, "a bench has 'lan' and 'wan', or 'trunk', or 'dut', and nothing else of these");
    if (!bench.dut.empty() && !bench.lab.empty()) table.error(table.node().spot, "the lab of a 'dut' is its own: leave 'lab' out");
    if (!bench.trunk.empty() && bench.lab.empty()) table.error(table.node().spot, "'trunk' needs a 'lab', which has the VLANs");
}

model::FleetBench read_bench(TableReader& table, fs::path const& folder) {
    model::FleetBench bench;
    bench.name = table.required_text("name");
    bench.model = table.required_text("model");
    bench.firmware = table.text_or("firmware");
    bench.maintainer = table.text_or("maintainer");
    bench.lan = table.text_or("lan");
    bench.wan = table.text_or("wan");
    bench.trunk = table.text_or("trunk");
    bench.dut = table.text_or("dut");
    bench.lab = table.text_or("lab");
    if (!bench.lab.empty()) bench.lab = (folder / bench.lab).string();
    bench.runs = (folder / table.text_or("runs", "runs/" + bench.name)).string();
    if (!bench.name.empty() && !is_name(bench.name))
        table.error(table.node().spot, fmt::format("'{}' is no name of a bench: small letters, digits and '-'", bench.name));
    check_way(table, bench);
    table.refuse_others();
    return bench;
}

Loaded<model::Fleet> fleet_of(Loaded<TomlNode> document, fs::path const& folder) {
    Loaded<model::Fleet> loaded{{}, std::move(document.diagnostics)};
    if (!loaded.ok()) return loaded;
    TableReader top(document.value, "a fleet", loaded.diagnostics);
    check_format(top);
    loaded.value.title = top.required_text("title");
    std::set<std::string> names;
    auto const* benches = top.take("bench", TomlNode::Kind::list);
    if (benches == nullptr || benches->items.empty()) {
        top.error(top.node().spot, "a fleet without a [[bench]]");
    } else {
        for (auto const& node : benches->items) {
            if (node.kind != TomlNode::Kind::table) {
                top.error(node.spot, "a bench is a table: [[bench]]");
                continue;
            }
            TableReader table(node, "a bench", loaded.diagnostics);
            auto bench = read_bench(table, folder);
            if (!bench.name.empty() && !names.insert(bench.name).second)
                table.error(node.spot, fmt::format("there are two benches called '{}'", bench.name));
            loaded.value.benches.push_back(std::move(bench));
        }
    }
    top.refuse_others();
    tidy(loaded.diagnostics);
    return loaded;
}

}  // namespace

Loaded<model::Fleet> load_fleet(fs::path const& path) {
    return fleet_of(read_document(path), path.parent_path());
}

Loaded<model::Fleet> parse_fleet(std::string_view text, std::string const& file) {
    return fleet_of(parse_document(text, file), fs::path(file).parent_path());
}

}  // namespace tsuka::suite
