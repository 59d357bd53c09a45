// `tsuka doctor`: can this machine run what is asked of it? One line per question, with the remedy where the answer is no.
#include "harness/app/catalogue.hpp"
#include "harness/app/machine_check.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/told.hpp"
#include "harness/lab/feature_state.hpp"
#include "harness/lab/last_words.hpp"
#include "harness/lab/namespace_lab.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

namespace tsuka::cli {

namespace {

bool print(app::Answer const& answer) {
    auto const& [good, question, detail] = answer;
    fmt::print("{:<4} {}{}\n", good ? "ok" : "NO", question, detail.empty() ? "" : ": " + detail);
    return good;
}

/// In a child, which takes the lab along when it ends.
bool ask_of_the_built_in_router() {
    std::fflush(stdout);
    const auto child = fork();
    if (child == 0) {
        const bool good = print(app::try_built_in_router());
        std::fflush(stdout);
        _exit(good ? 0 : 1);
    }
    int status = 1;
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

}  // namespace

int restore() {
    bool good = true;
    auto mended = lab::say_last_words();
    for (auto& interface : lab::restore_left_behind()) mended.push_back(std::move(interface));
    for (auto const& interface : mended) good = print({interface.good, interface.interface, interface.words}) && good;
    if (mended.empty()) (void)print({true, "interfaces", "no killed run has left one changed"});
    return good ? 0 : exit_error;
}

int doctor() {
    std::error_code trouble;
    bool good = print(
        {std::filesystem::exists(app::data_folder() / "suites", trouble), "suites, profiles and presets", app::data_folder().string()});
    good = print({told(app::read_claims()).has_value(), "claims can be read", ""}) && good;
    good = ask_of_the_built_in_router() && good;
    (void)print(app::may_use_interfaces());
    return good ? 0 : exit_error;
}

}  // namespace tsuka::cli
