// Helpers of the lab's tests: see support.hpp.
#include "support.hpp"

#include <grp.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>

namespace tsuka::test {

namespace {

constexpr uid_t nobody = 65534;

void become_nobody() {
    if (::geteuid() != 0) return;
    if (::setgroups(0, nullptr) != 0 || ::setresgid(nobody, nobody, nobody) != 0 || ::setresuid(nobody, nobody, nobody) != 0) ::_exit(3);
    // Giving up root makes a process undumpable, and its files under /proc root's; a program started by an ordinary user is not so.
    ::prctl(PR_SET_DUMPABLE, 1);
}

std::string read_all(int descriptor) {
    std::string text;
    std::array<char, 1024> piece{};
    for (ssize_t count = 0; (count = ::read(descriptor, piece.data(), piece.size())) > 0;)
        text.append(piece.data(), static_cast<std::size_t>(count));
    return text;
}

}  // namespace

model::Preset preset(std::string const& name) {
    model::Preset preset;
    preset.name = name;
    preset.lab.cable = name == "cable";
    if (name == "linux-static") preset.lab.lan.static_client = ip("192.168.0.10");
    const auto read = [&](std::string const& file) {
        std::ifstream text{std::string{TSUKA_SOURCE_DIR} + "/duts/kernel/" + name + "/" + file};
        BOOST_REQUIRE_MESSAGE(text, "no " << file << " in duts/kernel/" << name);
        return std::string(std::istreambuf_iterator<char>{text}, {});
    };
    preset.rules = read("rules.nft");
    if (name == "linux-cgn") preset.carrier = model::CarrierRouter{*parse_prefix("100.64.0.1/10"), ip("100.64.0.2"), read("carrier.nft")};
    preset.sysctls = {{"net.ipv4.ip_forward", "1"}, {"net.ipv4.conf.all.rp_filter", "0"}, {"net.ipv4.conf.default.rp_filter", "0"}};
    return preset;
}

void in_child(bool ordinary, std::function<std::string()> const& body) {
    std::array<int, 2> pipe{};
    BOOST_REQUIRE(::pipe(pipe.data()) == 0);
    const pid_t child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) {
        ::close(pipe[0]);
        if (ordinary) become_nobody();
        const auto complaint = body();
        const auto written = ::write(pipe[1], complaint.data(), complaint.size());
        ::_exit(written == static_cast<ssize_t>(complaint.size()) && complaint.empty() ? 0 : 1);
    }
    ::close(pipe[1]);
    const auto complaint = read_all(pipe[0]);
    ::close(pipe[0]);
    int status = 0;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_TEST(complaint == "");
    BOOST_TEST(WIFEXITED(status));
    BOOST_TEST(WEXITSTATUS(status) == 0);
}

}  // namespace tsuka::test
