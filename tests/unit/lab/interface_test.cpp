// Interfaces made fit for measuring, and made what they were afterwards: also when the run was killed. On veth pairs in namespaces of the
// tests' own; as root (when we are) and as an ordinary user.
#include "harness/lab/interface.hpp"

#include "harness/lab/command.hpp"
#include "harness/lab/feature_state.hpp"
#include "harness/lab/interface_lock.hpp"
#include "harness/lab/namespace_lab.hpp"
#include "harness/lab/offloads.hpp"
#include "support.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

BOOST_AUTO_TEST_SUITE(interfaces)

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

/// A child that has these VLANs of lan0 until it is told to end, or killed.
class Sharer {
public:
    Sharer(lab::NamespaceLab const& made, std::vector<VlanTags> const& vlans) {
        if (::pipe(told_.data()) != 0 || ::pipe(tells_.data()) != 0) return;
        child_ = ::fork();
        if (child_ != 0) return;
        ::close(tells_[1]);
        auto prepared = lab::prepare_interface(made.lan(), vlans);
        const auto why = prepared ? std::string("y") : prepared.error().what;
        (void)!::write(told_[1], why.data(), why.size());
        char end = 0;
        (void)!::read(tells_[0], &end, 1);
        const bool good = prepared && prepared->restore().has_value();
        ::_exit(good ? 0 : 1);
    }
    Sharer(Sharer const&) = delete;
    Sharer& operator=(Sharer const&) = delete;
    /// "y", or why not.
    std::string answer() {
        std::array<char, 500> text{};
        const auto count = ::read(told_[0], text.data(), text.size());
        return {text.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
    }
    bool end() {
        (void)!::write(tells_[1], "x", 1);  // closing it tells nothing: later children have it, too
        int status = 1;
        ::waitpid(child_, &status, 0);
        return status == 0;
    }
    void kill() {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
    }
    [[nodiscard]] pid_t pid() const { return child_; }

private:
    std::array<int, 2> told_{};
    std::array<int, 2> tells_{};
    pid_t child_ = 0;
};

BOOST_AUTO_TEST_CASE(runs_share_an_interface_by_vlans) {
    in_child(false, [] {
        return with_state_folder([](lab::NamespaceLab const& made, std::filesystem::path const& folder) -> std::string {
            (void)lab::set_offloads("lan0", {"rx-gro", "tx-tcp-segmentation"}, true);
            const auto before = features_of("lan0");
            using Vlans = std::vector<VlanTags>;
            const Vlans of_first{{{}, 101}, {{}, 201}};
            Sharer first(made, of_first);
            if (const auto why = first.answer(); why != "y") return why;
            const auto others = lab::OtherRuns::of("lan0");
            if (!others || !others->have({{}, 101}) || others->have({{}, 102}) || others->have({101, {}})) return "others' VLANs";
            Sharer second(made, {{{}, 102}, {{}, 202}});
            if (const auto why = second.answer(); why != "y") return why;
            // A VLAN, or all of it: once.
            const auto same = lab::prepare_interface(made.lan(), {{{}, 103}, {{}, 201}});
            if (same || same.error().what.find(fmt::format("VLAN 201 of lan0 is in use: process {}", first.pid())) == std::string::npos)
                return "a VLAN twice";
            const auto whole = lab::prepare_interface(made.lan());
            if (whole || whole.error().what.find("lan0 is in use: process") == std::string::npos) return "all of it";
            ::setenv("TSUKA_STATE_DIR", (folder / "elsewhere").c_str(), 1);
            const auto elsewhere = lab::prepare_interface(made.lan(), {{{}, 104}});
            ::setenv("TSUKA_STATE_DIR", folder.c_str(), 1);
            if (elsewhere || elsewhere.error().what.find("share an interface") == std::string::npos) return "a state kept elsewhere";
            std::filesystem::remove_all(folder / "elsewhere");

            const auto during = features_of("lan0");
            if (during == before) return "nothing was switched off: this proves nothing";
            if (!first.end()) return "the first could not leave";
            if (features_of("lan0") != during) return "the first to leave put back what the other needs";
            Sharer third(made, of_first);
            if (const auto why = third.answer(); why != "y") return why;
            second.kill();
            if (features_of("lan0") != during) return "changed by a death";
            if (!third.end()) return "the last could not leave";
            if (features_of("lan0") != before) return "the last did not put back what the first had found";
            if (!std::filesystem::is_empty(folder)) return "the state stayed";

            // All of them killed: the next one begins from what was before.
            Sharer fourth(made, of_first);
            if (const auto why = fourth.answer(); why != "y") return why;
            fourth.kill();
            if (features_of("lan0") != during) return "nothing was left behind";
            Sharer fifth(made, of_first);
            if (const auto why = fifth.answer(); why != "y") return why;
            if (!fifth.end() || features_of("lan0") != before) return "what a killed one left was taken for what was before";
            return lab::restore_left_behind().empty() ? "" : "a state stayed";
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
