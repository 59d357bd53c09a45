// What a run is made from: suites, claims, profile, lab and router, read before anything is sent, and copied into the run folder.
#pragma once

#include "generator/base/result.hpp"
#include "harness/app/catalogue.hpp"
#include "harness/app/options.hpp"
#include "harness/app/routers.hpp"
#include "harness/model/hook.hpp"
#include "harness/record/run_folder.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tsuka::app {

struct Inputs {
    std::vector<model::Claim> claims;
    model::UserGuide users;
    model::Language language;               ///< of the pages
    std::vector<model::Expected> expected;  ///< known deviations, where such a list was given
    std::vector<model::Case> cases;
    std::string no_case;  ///< why there is none
    NamedProfile profile;
    std::optional<NamedPreset> preset;
    std::optional<NamedRouter> router;  ///< simulated
    model::Lab lab;
    std::filesystem::path lab_file;  ///< empty: the documented defaults
    std::vector<model::Hook> hooks;  ///< of the lab file
    std::string dut;
    [[nodiscard]] std::string const& dut_about() const;  ///< title of the router or the lab
    [[nodiscard]] std::string const& about() const;      ///< more of it
};

[[nodiscard]] Found<Inputs> read_inputs(RunOptions const& options);

/// Lab and hooks of a lab file, for interfaces of this machine; nothing is changed for an empty path. What is wrong goes into `said`: also
/// that `trunk` (one interface for both sides) has no two VLANs there to tell them apart by.
[[nodiscard]] bool read_lab_file(std::string const& path, bool trunk, Inputs& inputs, suite::Diagnostics& said);

/// From here on the cases name the copies: those are what a record can point to wherever it is read. Errors: whatever the file system says.
[[nodiscard]] Result<void> copy_inputs(Inputs& inputs, record::RunFolder const& folder);

}  // namespace tsuka::app
