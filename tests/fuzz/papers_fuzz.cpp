// Texts that come from a run folder or from this machine besides record and capture: a report to compare, a signed statement, sums, the
// state of an interface. Each is read, or refused with words; what is read can be shown.
#include "harness/lab/feature_state.hpp"
#include "harness/lab/kernel_neighbours.hpp"
#include "harness/record/envelope.hpp"
#include "harness/record/load_figures.hpp"
#include "harness/record/manifest.hpp"
#include "reports/attestation.hpp"
#include "reports/diff.hpp"
#include "reports/fleet.hpp"
#include "reports/outline.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace {

using namespace tsuka;

template <class Value>
bool good(Result<Value> const& read) {
    if (!read && read.error().what.empty()) std::abort();
    return read.has_value();
}

void compare(std::string_view text) {
    const auto outline = reports::parse_outline(text, "a/report.json");
    if (!good(outline)) return;
    const auto changes = reports::diff(*outline, *outline);
    if (reports::has_regression(changes)) std::abort();
    using reports::DiffForm;
    using reports::FleetForm;
    for (const auto form : {DiffForm::text, DiffForm::markdown, DiffForm::html, DiffForm::junit})
        if (reports::render_diff(*outline, *outline, changes, form).empty()) std::abort();
    for (const auto form : {FleetForm::markdown, FleetForm::csv, FleetForm::html})
        if (reports::render_fleet({*outline, *outline}, form).empty()) std::abort();
}

/// A folder of this process, and in it what a run folder may hold.
class Scratch {
public:
    Scratch() {
        if (::mkdtemp(path_.data()) == nullptr) std::abort();
        put("file.txt", "a file\n");
        put("key.pem",
            "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n");
    }
    ~Scratch() {
        std::error_code trouble;
        std::filesystem::remove_all(path_, trouble);
    }
    Scratch(Scratch const&) = delete;
    Scratch& operator=(Scratch const&) = delete;

    void put(char const* name, std::string_view text) const { std::ofstream(path() / name, std::ios::binary) << text; }
    [[nodiscard]] std::filesystem::path path() const { return path_; }

private:
    std::string path_ = (std::filesystem::temp_directory_path() / "tsuka-fuzz-XXXXXX").string();
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static Scratch const scratch;
    static auto const key = record::Key::read_public(scratch.path() / "key.pem");
    if (!key) std::abort();
    const std::string_view text{reinterpret_cast<char const*>(data), size};
    compare(text);
    (void)good(reports::read_statement(text));
    if (const auto figures = record::parse_load_figures(text, "load.json"); good(figures)) {
        for (auto const& row : figures->throughput)
            if (!row.lower || !(*row.lower > 0)) std::abort();
        for (auto const& row : figures->establishment)
            if (!row.lower || !(*row.lower > 0)) std::abort();
    }
    if (good(record::open_bundle(text, *key))) std::abort();  // nobody has signed it
    scratch.put("SHA256SUMS", text);
    (void)good(record::verify_manifest(scratch.path()));
    (void)lab::KernelNeighbours::parse(text);
    const auto state = lab::FeatureState::parse(text);
    if (good(state) && !good(lab::FeatureState::parse(state->text()))) std::abort();
    return 0;
}
