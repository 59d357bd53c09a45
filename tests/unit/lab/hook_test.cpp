// Commands of the lab file, and those that misbehave: one that hangs, one that fails, one that says too much, one that wants a terminal.
#include "harness/lab/hook.hpp"

#include "support.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

BOOST_AUTO_TEST_SUITE(hooks)

using namespace tsuka;
using namespace std::chrono_literals;

namespace {

/// A folder for what hooks say.
struct Folder {
    std::filesystem::path path;
    Folder() {
        auto form = (std::filesystem::temp_directory_path() / "tsuka-hook-XXXXXX").string();
        path = ::mkdtemp(form.data());
    }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    [[nodiscard]] std::filesystem::path said() const { return path / "said.txt"; }
    [[nodiscard]] std::string text() const {
        std::ostringstream out;
        out << std::ifstream(said()).rdbuf();
        return out.str();
    }
};

/// Waits until a process that was killed is gone, or has nobody left who would ask for its status.
bool gone(pid_t process) {
    const int end = static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
    if (end < 0) return true;
    pollfd event{end, POLLIN, 0};
    const bool ended = ::poll(&event, 1, 20'000) == 1;
    ::close(end);
    return ended;
}

std::string why(Result<void> const& result) {
    return result ? std::string{} : result.error().what;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_it_says_is_kept_and_it_knows_the_run) {
    const Folder folder;
    const auto done =
        lab::run_hook({"collect", "echo out; echo err >&2; echo $TSUKA_HOOK", 30s}, {folder.said(), {{"TSUKA_HOOK", "here"}}});
    BOOST_TEST(why(done) == "");
    BOOST_TEST(folder.text() == "out\nerr\nhere\n");
}

BOOST_AUTO_TEST_CASE(one_that_fails_says_so_with_its_last_words) {
    const Folder folder;
    BOOST_TEST(why(lab::run_hook({"ready", "echo it hurts >&2; exit 7", 30s}, {folder.said()})) ==
               "the hook 'ready' failed with status 7: it hurts");
    std::filesystem::remove(folder.said());
    BOOST_TEST(why(lab::run_hook({"ready", "kill -9 $$", 30s}, {folder.said()})) == "the hook 'ready' was ended by signal 9 (Killed)");
}

BOOST_AUTO_TEST_CASE(one_that_hangs_is_ended_with_all_that_it_started) {
    const Folder folder;
    // It ignores the polite way, and so does its child, whose number it says.
    const auto done = lab::run_hook({"ready", "trap '' TERM; sleep 1000 & echo $!; wait; sleep 1000", 200ms}, {folder.said()});
    BOOST_TEST(why(done) == "the hook 'ready' did not end within 200ms");
    BOOST_TEST(gone(std::stoi(folder.text())));
}

BOOST_AUTO_TEST_CASE(what_it_leaves_running_is_ended_when_it_ends) {
    const Folder folder;
    BOOST_TEST(why(lab::run_hook({"ready", "sleep 1000 & echo $!", 30s}, {folder.said()})) == "");
    BOOST_TEST(gone(std::stoi(folder.text())));
}

// What `setsid -f ssh router reboot` does on a busy machine: it has ended before its child is out of the group.
BOOST_AUTO_TEST_CASE(what_leaves_the_session_a_little_later_lives) {
    const Folder folder;
    const auto pipe = (folder.path / "pipe").string();
    BOOST_TEST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    const int end = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
    BOOST_TEST_REQUIRE(end >= 0);
    BOOST_TEST(why(lab::run_hook({"reboot", "(sleep 0.3; exec setsid sh -c 'sleep 1; echo x' ) >" + pipe + " &", 30s}, {folder.said()})) ==
               "");
    pollfd event{end, POLLIN, 0};
    BOOST_TEST(::poll(&event, 1, 20'000) == 1);
    BOOST_TEST((event.revents & POLLIN) != 0);  // a hang-up alone: it was ended before it spoke
    ::close(end);
}

BOOST_AUTO_TEST_CASE(one_that_says_a_megabyte_is_cut_and_goes_on) {
    const Folder folder;
    const auto done = lab::run_hook({"collect",
                                     "head -c 1000000 /dev/zero | tr '\\0' x; echo; i=0; while [ $i -lt 9000 ]; do echo 'a line of some "
                                     "forty octets, $i'; i=$((i+1)); done; exit 0",
                                     60s},
                                    {folder.said()});
    BOOST_TEST(why(done) == "");
    const auto text = folder.text();
    BOOST_TEST(text.size() < 300'000U);
    BOOST_TEST(text.starts_with(std::string(4096, 'x') + " ...\n"));
    BOOST_TEST(text.find("octets more are left out") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(one_that_wants_a_terminal_gets_none) {
    const Folder folder;
    BOOST_TEST(why(lab::run_hook({"ready", "read answer || echo nobody; echo hello > /dev/tty", 30s}, {folder.said()})).find("failed") !=
               std::string::npos);
    BOOST_TEST(folder.text().starts_with("nobody\n"));
}

BOOST_AUTO_TEST_CASE(it_is_ended_when_the_run_is) {
    const Folder folder;
    int ends[2]{};
    BOOST_TEST_REQUIRE(::pipe(ends) == 0);
    BOOST_TEST_REQUIRE(::write(ends[1], "x", 1) == 1);
    BOOST_TEST(why(lab::run_hook({"ready", "sleep 1000", 30s}, {folder.said(), {}, ends[0]})) == "the hook 'ready' was ended with the run");
    ::close(ends[0]);
    ::close(ends[1]);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_there_is_left_alone) {
    const Folder folder;
    std::filesystem::create_symlink(folder.path / "elsewhere", folder.said());
    BOOST_TEST(why(lab::run_hook({"ready", "echo x", 30s}, {folder.said()})).starts_with("the hook 'ready' cannot be run: cannot make"));
    BOOST_TEST(!std::filesystem::exists(folder.path / "elsewhere"));
}

BOOST_AUTO_TEST_CASE(secrets_are_blanked_out) {
    BOOST_TEST(lab::without_secrets("wifi password=hunter2 on") == "wifi password= ***");
    BOOST_TEST(lab::without_secrets("{\"PSK\" : \"abc def\"}") == "{\"PSK\" : ***");
    BOOST_TEST(lab::without_secrets("Authorization: Bearer abc") == "Authorization: ***");
    BOOST_TEST(lab::without_secrets("the key is under the mat: no") == "the key is under the mat: no");
    BOOST_TEST(lab::without_secrets("snmp_community='public'") == "snmp_community= ***");
}

BOOST_AUTO_TEST_SUITE_END()
