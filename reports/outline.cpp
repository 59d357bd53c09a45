// report.json -> Outline. Foreign text: every member's type is looked at, and nothing is taken for granted but what the format promises.
#include "reports/outline.hpp"

#include "reports/anchor.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

namespace tsuka::reports {
namespace {

namespace json = boost::json;

/// Reads members of one object; remembers the first one that is not as it should be.
class Reader {
public:
    explicit Reader(std::string& complaint) : complaint_(complaint) {}

    json::object const& object(json::value const* value, std::string_view what) {
        static json::object const none;
        if (value != nullptr && value->is_object()) return value->get_object();
        complain(what, "an object");
        return none;
    }
    std::string text(json::object const& of, std::string_view name, bool needed = false) {
        auto const* value = of.if_contains(name);
        if (value != nullptr && value->is_string()) return {value->get_string().begin(), value->get_string().end()};
        if (value != nullptr || needed) complain(name, "a text");
        return {};
    }
    bool flag(json::object const& of, std::string_view name) {
        auto const* value = of.if_contains(name);
        return value != nullptr && value->is_bool() && value->get_bool();
    }
    std::optional<std::int64_t> number(json::object const& of, std::string_view name) {
        auto const* value = of.if_contains(name);
        if (value == nullptr || value->is_null()) return std::nullopt;
        if (value->is_int64()) return value->get_int64();
        complain(name, "a number");
        return std::nullopt;
    }
    json::array const& list(json::object const& of, std::string_view name, bool needed = false) {
        static json::array const none;
        auto const* value = of.if_contains(name);
        if (value != nullptr && value->is_array()) return value->get_array();
        if (value != nullptr || needed) complain(name, "a list");
        return none;
    }

private:
    void complain(std::string_view what, std::string_view wanted) {
        if (complaint_.empty()) complaint_ = fmt::format("'{}' should be {}", what, wanted);
    }
    std::string& complaint_;
};

void read_groups(Reader& reader, json::object const& root, Outline& out) {
    for (auto const& item : reader.list(root, "groups")) {
        auto const& group = reader.object(&item, "groups");
        OutlineGroup one{.id = reader.text(group, "id", true), .text = reader.text(group, "text", true), .lower = {}, .upper = {}};
        if (auto const* measured = group.if_contains("measured")) {
            auto const& numbers = reader.object(measured, "measured");
            one.numbers = true;
            one.lower = reader.number(numbers, "lower");
            one.upper = reader.number(numbers, "upper");
            one.tried = !reader.list(numbers, "tried").empty();
        }
        out.groups.push_back(std::move(one));
    }
}

void read_users(Reader& reader, json::object const& root, Outline& out) {
    for (auto const& item : reader.list(root, "users")) {
        auto const& row = reader.object(&item, "users");
        auto const title = reader.text(row, "title", true);
        for (auto const& part : reader.list(row, "cells")) {
            auto const& cell = reader.object(&part, "cells");
            std::string decided_by;
            for (auto const& name : reader.list(cell, "cases"))
                if (decided_by.empty() && name.is_string()) decided_by = std::string(name.get_string());
            out.cells.push_back({title, reader.text(cell, "title", true), reader.text(cell, "works", true), reader.text(cell, "word"),
                                 std::move(decided_by)});
        }
    }
}

}  // namespace

Result<Outline> parse_outline(std::string_view text, std::string path) {
    boost::system::error_code error;
    json::value const value = json::parse({text.data(), text.size()}, error);
    if (error) return fail(fmt::format("{} is no JSON: {}", path, error.message()));
    std::string complaint;
    Reader reader(complaint);
    auto const& root = reader.object(&value, "the report");
    auto const* format = root.if_contains("format");
    if (format == nullptr || !format->is_int64() || format->get_int64() != 1) return fail(fmt::format("{} is no report of format 1", path));
    Outline out;
    out.path = std::move(path);
    auto const& run = reader.object(root.if_contains("run"), "run");
    auto const* device = run.if_contains("device");
    json::object const none;
    auto const& item = device == nullptr ? none : reader.object(device, "device");
    auto const model = reader.text(item, "model");
    auto const about = reader.text(run, "dut_about");
    auto const vendor = reader.text(item, "vendor");
    out.router = !model.empty() ? (vendor.empty() ? model : vendor + " " + model) : about.empty() ? reader.text(run, "dut", true) : about;
    out.firmware = reader.text(item, "firmware");
    out.started = reader.text(run, "started");
    out.tool = reader.text(run, "tool");
    out.profile = reader.text(reader.object(root.if_contains("profile"), "profile"), "id", true);
    out.complete = !run.contains("complete") || reader.flag(run, "complete");
    out.conclusion = reader.text(reader.object(root.if_contains("conclusion"), "conclusion"), "word", true);
    for (auto const& one : reader.list(root, "rows", true)) {
        auto const& row = reader.object(&one, "rows");
        out.rows.push_back({reader.text(row, "name", true), reader.text(row, "verdict", true), reader.text(row, "observed_class"),
                            reader.text(row, "reason")});
    }
    for (auto const& one : reader.list(root, "claims", true)) {
        auto const& claim = reader.object(&one, "claims");
        out.claims.push_back({reader.text(claim, "id", true), reader.flag(claim, "claimed"), reader.text(claim, "verdict", true)});
    }
    for (auto const& one : reader.list(root, "unsettled"))
        if (one.is_string()) out.unsettled.emplace_back(one.get_string().begin(), one.get_string().end());
    read_groups(reader, root, out);
    read_users(reader, root, out);
    if (!complaint.empty()) return fail(fmt::format("{}: {}", out.path, complaint));
    return out;
}

std::string page_of(Outline const& one) {
    auto const slash = one.path.rfind('/');
    return reference(slash == std::string::npos ? "report.html" : one.path.substr(0, slash + 1) + "report.html");
}

}  // namespace tsuka::reports
