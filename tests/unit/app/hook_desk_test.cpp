// Hooks asked for by a process that may run nothing, at one that may: all that can go wrong with them, in words.
#include "harness/app/hook_desk.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

BOOST_AUTO_TEST_SUITE(hook_desk)

using namespace tsuka;
using namespace std::chrono_literals;

namespace {

/// Both ends in one process.
struct Desk {
    std::filesystem::path path;
    app::Hooks hooks;
    record::RunFolder folder;
    app::HookDesk desk;

    explicit Desk(app::Hooks known) : path(fresh()), hooks(std::move(known)), folder(record::RunFolder::at(path)), desk(hooks, folder) {
        BOOST_REQUIRE(desk.open().has_value());
    }
    Desk(Desk const&) = delete;
    Desk& operator=(Desk const&) = delete;
    ~Desk() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    static std::filesystem::path fresh() {
        auto form = (std::filesystem::temp_directory_path() / "tsuka-desk-XXXXXX").string();
        return ::mkdtemp(form.data());
    }
    std::string ask(std::string const& hook) {
        desk.begin(hook);
        desk.serve(-1);
        return desk.ended().value_or("nothing");
    }
    [[nodiscard]] std::string said(std::string const& file) const {
        std::ostringstream out;
        out << std::ifstream(path / file).rdbuf();
        return out.str();
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_hook_is_run_as_often_as_it_is_asked_for) {
    Desk here(app::Hooks{{"ready", "false"}, {"reboot", "echo down; echo $TSUKA_HOOK"}, {"config:bridge", "echo bridged $TSUKA_CONFIG"}});
    BOOST_TEST(here.ask("reboot") == "");
    BOOST_TEST(here.ask("config:bridge") == "");
    BOOST_TEST(here.ask("reboot") == "");
    BOOST_TEST(here.said("hook-reboot-1.txt") == "down\nreboot\n");
    BOOST_TEST(here.said("hook-config-bridge-2.txt") == "bridged bridge\n");
    BOOST_TEST(here.said("hook-reboot-3.txt") == "down\nreboot\n");
}

/// Those of the first part of a run that goes on are part of its evidence.
BOOST_AUTO_TEST_CASE(what_was_said_before_stays) {
    Desk first(app::Hooks{{"ready", "echo first"}, {"reboot", "echo down"}});
    BOOST_REQUIRE(app::run_one(first.hooks[0], first.folder, 0, -1).has_value());
    BOOST_REQUIRE(first.ask("reboot") == "");
    const app::Hooks hooks{{"ready", "echo again"}, {"reboot", "echo down again"}};
    app::HookDesk desk(hooks, first.folder);
    BOOST_REQUIRE(desk.open().has_value());
    const auto ready = app::run_one(hooks[0], first.folder, 0, -1);
    BOOST_TEST((ready ? std::string{} : ready.error().what) == "");
    desk.begin("reboot");
    desk.serve(-1);
    BOOST_TEST(desk.ended().value_or("nothing") == "");
    BOOST_TEST(first.said("hook-ready.txt") == "first\n");
    BOOST_TEST(first.said("hook-ready-part-2.txt") == "again\n");
    BOOST_TEST(first.said("hook-reboot-1.txt") == "down\n");
    BOOST_TEST(first.said("hook-reboot-1-part-2.txt") == "down again\n");
}

BOOST_AUTO_TEST_CASE(what_goes_wrong_is_told) {
    Desk here(app::Hooks{{"reboot", "echo no route >&2; exit 7"}, {"power", "sleep 1000", 200ms}, {"config:a", "kill -9 $$"}});
    BOOST_TEST(here.ask("reboot") == "the hook 'reboot' failed with status 7: no route");
    BOOST_TEST(here.ask("power") == "the hook 'power' did not end within 200ms");
    BOOST_TEST(here.ask("config:a") == "the hook 'config:a' was ended by signal 9 (Killed)");
}

BOOST_AUTO_TEST_CASE(one_that_says_a_megabyte_is_cut) {
    Desk here(app::Hooks{{"reboot", "head -c 1000000 /dev/zero | tr '\\0' x; exit 3"}});
    const auto why = here.ask("reboot");
    BOOST_TEST(why.starts_with("the hook 'reboot' failed with status 3: xxx"));
    BOOST_TEST(why.size() < 500U);
    BOOST_TEST(here.said("hook-reboot-1.txt").size() < 300'000U);
}

/// Whoever has taken over the process that reads frames may ask for what the lab file has for cases, and for nothing else.
BOOST_AUTO_TEST_CASE(nothing_else_can_be_asked_for) {
    Desk here(app::Hooks{{"collect", "touch $TSUKA_RUN/ran"}, {"reboot", "true"}});
    for (std::string const wrong : {"collect", "power", "touch $TSUKA_RUN/ran", ""})
        BOOST_TEST(here.ask(wrong) == "the lab file has no such hook");
    const std::string text = "reboot; touch ran";
    BOOST_REQUIRE(::write(here.desk.descriptor(), text.data(), text.size()) > 0);
    here.desk.serve(-1);
    BOOST_TEST(here.desk.ended().value_or("nothing") == "the lab file has no such hook");
    BOOST_TEST(std::filesystem::is_empty(here.path));
}

BOOST_AUTO_TEST_CASE(a_table_can_be_cleared_and_not_by_a_shell_alone) {
    Desk here(app::Hooks{{"clear-table", "echo cleared"}});
    BOOST_TEST(here.ask("clear-table") == "");
    BOOST_TEST(here.said("hook-clear-table-1.txt") == "cleared\n");
    std::string asked;
    here.desk.run_by([&](model::Hook const& hook) -> Result<void> {
        asked = hook.name;
        return fail("no such program");
    });
    BOOST_TEST(here.ask("clear-table") == "no such program");
    BOOST_TEST(asked == "clear-table");
    BOOST_TEST(!std::filesystem::exists(here.path / "hook-clear-table-2.txt"));
}

BOOST_AUTO_TEST_CASE(there_is_an_end_to_asking) {
    Desk here(app::Hooks{{"reboot", "true"}});
    std::string last;
    unsigned asked = 0;
    while (last.empty() && ++asked < 1000) last = here.ask("reboot");
    BOOST_TEST(asked == 201U);
    BOOST_TEST(last == "200 hooks were run, and a run may ask for no more");
}

BOOST_AUTO_TEST_CASE(either_end_may_be_gone) {
    Desk here(app::Hooks{{"reboot", "true"}});
    here.desk.only_ask();  // as if the other process were killed
    here.desk.begin("reboot");
    BOOST_TEST(here.desk.ended().value_or("nothing") == "the process that runs hooks is gone");
    Desk there(app::Hooks{{"reboot", "touch $TSUKA_RUN/ran"}});
    there.desk.only_run();
    there.desk.serve(-1);
    BOOST_TEST(there.desk.requests() < 0);
    BOOST_TEST(std::filesystem::is_empty(there.path));
}

BOOST_AUTO_TEST_CASE(a_hook_ends_with_the_run) {
    Desk here(app::Hooks{{"reboot", "sleep 1000", 5min}});
    int ends[2]{};
    BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    BOOST_REQUIRE(::write(ends[1], "x", 1) == 1);
    here.desk.begin("reboot");
    here.desk.serve(ends[0]);
    BOOST_TEST(here.desk.ended().value_or("nothing") == "the hook 'reboot' was ended with the run");
    ::close(ends[0]);
    ::close(ends[1]);
}

BOOST_AUTO_TEST_SUITE_END()
