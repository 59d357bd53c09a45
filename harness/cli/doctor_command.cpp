// `tsuka doctor`: can this machine run what is asked of it? One line per question, with the remedy where the answer is no.
#include "harness/app/catalogue.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/told.hpp"
#include "harness/lab/capabilities.hpp"
#include "harness/lab/feature_state.hpp"
#include "harness/lab/last_words.hpp"
#include "harness/lab/namespace_lab.hpp"
#include "harness/port/packet_port.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

namespace tsuka::cli {

namespace {

bool answer(bool good, std::string const& question, std::string const& detail) {
    fmt::print("{:<4} {}{}\n", good ? "ok" : "NO", question, detail.empty() ? "" : ": " + detail);
    return good;
}

/// Builds the smallest namespace lab in a child, which takes it along when it ends.
int try_lab() {
    const auto preset = told(app::read_preset("linux"));
    if (!preset) return 1;
    auto lab = lab::NamespaceLab::create(preset->preset);
    if (!lab) {
        (void)answer(false, "built-in router (--dut netns:...)", lab.error().what);
        return 1;
    }
    for (auto const& interface : {lab->lan(), lab->wan()}) {
        if (auto port = port::open_packet_port(interface); !port) {
            (void)answer(false, "packet sockets", port.error().what);
            return 1;
        }
    }
    (void)answer(true, "built-in router (--dut netns:...)", "private namespaces, nft rules and packet sockets work");
    return 0;
}

}  // namespace

int restore() {
    bool good = true;
    auto mended = lab::say_last_words();
    for (auto& interface : lab::restore_left_behind()) mended.push_back(std::move(interface));
    for (auto const& interface : mended) good = answer(interface.good, interface.interface, interface.words) && good;
    if (mended.empty()) (void)answer(true, "interfaces", "no killed run has left one changed");
    return good ? 0 : exit_error;
}

int doctor() {
    std::error_code trouble;
    bool good = answer(std::filesystem::exists(app::data_folder() / "suites", trouble), "suites, profiles and presets",
                       app::data_folder().string());
    good = answer(told(app::read_claims()).has_value(), "claims can be read", "") && good;
    std::fflush(stdout);
    const auto child = fork();
    if (child == 0) {
        const int status = try_lab();
        std::fflush(stdout);
        _exit(status);
    }
    int status = 1;
    if (child < 0 || waitpid(child, &status, 0) != child) status = 1;
    good = status == 0 && good;
    const bool may = lab::may_use_interfaces();
    (void)answer(may, "real interfaces (--lan, --wan)",
                 !may             ? "need root, or CAP_NET_RAW and CAP_NET_ADMIN: sudo tsuka run --lan IF --wan IF"
                 : geteuid() == 0 ? "running as root"
                                  : "this program has CAP_NET_RAW and CAP_NET_ADMIN");
    return good ? 0 : exit_error;
}

}  // namespace tsuka::cli
