// Interfaces made fit for measuring, and made what they were afterwards: also when the run was killed. On veth pairs in namespaces of the
// tests' own; as root (when we are) and as an ordinary user.
#include "harness/lab/interface.hpp"

#include "harness/lab/command.hpp"
#include "harness/lab/feature_state.hpp"
#include "harness/lab/namespace_lab.hpp"
#include "harness/lab/offloads.hpp"
#include "support.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace tsuka;
using namespace tsuka::test;

namespace {

bool is_on(std::string const& feature) {
    const auto offloads = lab::read_offloads("lan0");
    if (!offloads) return false;
    return std::any_of(offloads->begin(), offloads->end(),
                       [&](lab::Offload const& offload) { return offload.name == feature && offload.on; });
}

/// The features of an interface, as one line each.
std::string features_of(std::string const& interface) {
    const auto state = lab::FeatureState::read(interface);
    return state ? state->text() : state.error().what;
}

/// A lab whose state files lie in a folder of their own; empty: it could not be made.
std::string with_state_folder(std::function<std::string(lab::NamespaceLab const&, std::filesystem::path const&)> const& body) {
    const auto folder = std::filesystem::temp_directory_path() / ("tsuka-state-test-" + std::to_string(::getpid()));
    ::setenv("TSUKA_STATE_DIR", folder.c_str(), 1);
    const auto made = lab::NamespaceLab::create(preset("cable"));
    auto trouble = made ? body(*made, folder) : made.error().what;
    std::filesystem::remove_all(folder);
    return trouble;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(interfaces)

BOOST_AUTO_TEST_CASE(an_interface_with_addresses_is_refused_and_offloads_come_back) {
    for (bool ordinary : {false, true})
        in_child(ordinary, [] {
            return with_state_folder([](lab::NamespaceLab const& made, std::filesystem::path const&) -> std::string {
                if (auto on = lab::set_offloads("lan0", {"rx-gro", "tx-checksum-ip-generic", "tx-tcp-segmentation"}, true); !on)
                    return on.error().what;
                if (!is_on("rx-gro") || !is_on("tx-tcp-segmentation")) return "the test could not switch offloads on";
                {
                    const auto prepared = lab::prepare_interface(made.lan());
                    if (!prepared) return prepared.error().what;
                    if (!prepared->facts().up || !prepared->facts().carrier || prepared->facts().mtu != 1500) return "wrong facts";
                    if (!prepared->notes().empty()) return prepared->notes().front();
                    if (is_on("rx-gro") || is_on("tx-tcp-segmentation")) return "offloads stayed on";
                }
                if (!is_on("rx-gro") || !is_on("tx-tcp-segmentation") || is_on("tx-vlan-hw-insert"))
                    return "offloads were not restored as they were";

                const auto up =
                    lab::run_command({.words = {"ip", "-batch", "-"}, .input = "link set lo up\naddress add 192.0.2.77/24 dev wan0\n"});
                if (!up) return up.error().what;
                const auto own = lab::prepare_interface(made.wan());
                if (own || own.error().what.find("192.0.2.77/24") == std::string::npos) return "an address of its own was accepted";
                const auto lo = lab::prepare_interface("lo");
                if (lo || lo.error().what.find("127.0.0.1/8") == std::string::npos) return "lo has an address";
                const auto missing = lab::prepare_interface("nosuch0");
                if (missing || missing.error().what.find("no such network interface") == std::string::npos)
                    return "an interface that is not there";
                return {};
            });
        });
}

BOOST_AUTO_TEST_CASE(every_feature_is_put_back_as_it_was) {
    for (bool ordinary : {false, true})
        in_child(ordinary, [] {
            return with_state_folder([](lab::NamespaceLab const& made, std::filesystem::path const& folder) -> std::string {
                // Odd on purpose: a segmentation that is wanted while the checksum it needs is off.
                (void)lab::set_offloads("lan0", {"rx-gro", "tx-tcp-segmentation", "tx-scatter-gather"}, true);
                (void)lab::set_offloads("lan0", {"tx-checksum-ip-generic"}, false);
                const auto before = features_of("lan0");
                {
                    const auto prepared = lab::prepare_interface(made.lan());
                    if (!prepared) return prepared.error().what;
                    if (features_of("lan0") == before) return "nothing was switched off: this proves nothing";
                    if (std::filesystem::is_empty(folder)) return "no state was saved";
                }
                if (features_of("lan0") != before) return "before:\n" + before + "after:\n" + features_of("lan0");
                return std::filesystem::is_empty(folder) ? "" : "the state stayed";
            });
        });
}

BOOST_AUTO_TEST_CASE(what_a_killed_run_left_is_mended) {
    in_child(false, [] {
        return with_state_folder([](lab::NamespaceLab const& made, std::filesystem::path const& folder) -> std::string {
            (void)lab::set_offloads("lan0", {"rx-gro", "tx-tcp-segmentation"}, true);
            const auto before = features_of("lan0");
            int ready[2] = {};
            if (::pipe(ready) != 0) return "no pipe";
            const auto child = ::fork();
            if (child == 0) {
                const auto prepared = lab::prepare_interface(made.lan());
                const char good = prepared ? 'y' : 'n';
                (void)!::write(ready[1], &good, 1);
                while (true) ::pause();
            }
            char good = 'n';
            if (::read(ready[0], &good, 1) != 1 || good != 'y') return "the child could not prepare the interface";

            // Somebody else's now: who wants it is told whose, and nobody mends what is in use.
            const auto second = lab::prepare_interface(made.lan());
            if (second) return "two have one interface";
            if (second.error().what.find(fmt::format("lan0 is in use: process {} of user", child)) == std::string::npos ||
                second.error().what.find(", since 20") == std::string::npos)
                return second.error().what;
            for (auto const& restored : lab::restore_left_behind())
                if (restored.good || restored.words.find("left alone") == std::string::npos) return "in use, and mended: " + restored.words;

            ::kill(child, SIGKILL);
            ::waitpid(child, nullptr, 0);
            if (features_of("lan0") == before) return "nothing was left behind: this proves nothing";
            const auto restored = lab::restore_left_behind();
            if (restored.size() != 1 || !restored[0].good || restored[0].interface != "lan0") return "it was not mended";
            if (features_of("lan0") != before) return "it was mended badly";
            if (!std::filesystem::is_empty(folder)) return "the state stayed";
            return lab::restore_left_behind().empty() ? "" : "it is mended twice";
        });
    });
}

BOOST_AUTO_TEST_CASE(states_of_others_are_not_believed) {
    in_child(false, [] {
        return with_state_folder([](lab::NamespaceLab const&, std::filesystem::path const& folder) -> std::string {
            std::filesystem::create_directories(folder);
            std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
            const auto state = lab::FeatureState::read("lan0");
            if (!state) return state.error().what;
            auto elsewhere = state->text();
            elsewhere.replace(elsewhere.find("network "), 9, "network 9");
            std::ofstream(folder / "features-1-lan0") << elsewhere;
            auto restored = lab::restore_left_behind();
            if (restored.size() != 1 || restored[0].good || restored[0].words.find("another network namespace") == std::string::npos)
                return "a state of another namespace";
            std::ofstream(folder / "features-1-lan0", std::ios::trunc) << "nonsense";
            restored = lab::restore_left_behind();
            if (restored.size() != 1 || restored[0].good) return "nonsense";
            std::filesystem::permissions(folder, std::filesystem::perms::all);
            return lab::restore_left_behind().empty() ? "" : "a folder that everybody may write to";
        });
    });
}

BOOST_AUTO_TEST_SUITE_END()
