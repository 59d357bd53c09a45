// The confined process tries what an intruder would: every attempt fails, and what a run does still works. As root and as an ordinary user.
#include "harness/lab/confinement.hpp"

#include "support.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/bpf.h>
#include <linux/if_packet.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

BOOST_AUTO_TEST_SUITE(confinement)

using namespace tsuka;
using namespace tsuka::test;

namespace {

std::string status_line(std::string const& text, std::string const& name) {
    const auto at = text.find(name + ":\t");
    return at == std::string::npos ? "?" : text.substr(at + name.size() + 2, text.find('\n', at) - at - name.size() - 2);
}

/// A folder to work in, opened to whoever runs the test.
struct Scratch {
    std::filesystem::path path = std::filesystem::temp_directory_path() / fmt::format("tsuka-confined-{}", ::getpid());
    Scratch() {
        std::filesystem::create_directories(path / "own");
        std::filesystem::create_directories(path / "data");
        std::ofstream(path / "outside") << "x";
        std::ofstream(path / "data" / "given") << "x";
        for (auto const& each : {path, path / "own", path / "data", path / "outside"})
            std::filesystem::permissions(each, std::filesystem::perms::all);
    }
    ~Scratch() { std::filesystem::remove_all(path); }
    Scratch(Scratch const&) = delete;
    Scratch& operator=(Scratch const&) = delete;
};

struct Attempt {
    std::string what;
    std::function<bool()> works;
};

bool opens(std::filesystem::path const& path, int flags) {
    const int file = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
    if (file >= 0) ::close(file);
    return file >= 0;
}

std::vector<Attempt> forbidden(std::filesystem::path const& folder) {
    return {{"read a file elsewhere", [=] { return opens(folder / "outside", O_RDONLY); }},
            {"change a file elsewhere", [=] { return opens(folder / "outside", O_WRONLY | O_TRUNC); }},
            {"make a file elsewhere", [=] { return opens(folder / "new", O_WRONLY | O_CREAT); }},
            {"change what is there to read", [=] { return opens(folder / "data" / "given", O_WRONLY); }},
            {"read /etc/passwd", [] { return opens("/etc/passwd", O_RDONLY); }},
            {"reach out by a link", [=] { return ::link((folder / "outside").c_str(), (folder / "own" / "in").c_str()) == 0; }},
            {"start a program",
             [] {
                 char name[] = "/bin/true";
                 char* words[] = {name, nullptr};
                 ::execve(name, words, nullptr);
                 return false;  // it would not have come here
             }},
            {"start a process", [] { return ::syscall(SYS_fork) >= 0; }},
            {"open a socket", [] { return ::socket(AF_INET, SOCK_DGRAM, 0) >= 0; }},
            {"open a packet socket", [] { return ::socket(AF_PACKET, SOCK_RAW, 0) >= 0; }},
            {"enter a namespace", [] { return ::unshare(CLONE_NEWUSER) == 0; }},
            {"trace", [] { return ::ptrace(PTRACE_TRACEME, 0, 0, 0) == 0; }},
            {"mount", [] { return ::mount("none", "/tmp", "tmpfs", 0, nullptr) == 0; }},
            {"write code",
             [] { return ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED; }},
            {"type for the user",
             [] {
                 char sign = 'x';
                 return ::ioctl(STDIN_FILENO, TIOCSTI, &sign) == 0 || errno != EPERM;
             }},
            {"fetch a BPF program",
             [] {
                 bpf_attr none{};  // which is found wrong where the call itself is not refused
                 return ::syscall(SYS_bpf, BPF_OBJ_GET, &none, sizeof none) >= 0 || errno != EPERM;
             }},
            {"be somebody else", [] { return ::setuid(0) == 0; }},
            {"kill the parent", [] { return ::kill(::getppid(), 0) == 0; }}};
}

std::vector<Attempt> needed(std::filesystem::path const& folder) {
    return {{"make, rename and remove files of its own",
             [=] {
                 const auto own = folder / "own";
                 std::ofstream(own / "a.part") << "text";
                 std::filesystem::create_directories(own / "suites" / "b");
                 return std::rename((own / "a.part").c_str(), (own / "a").c_str()) == 0 && opens(own / "a", O_RDONLY) &&
                        std::filesystem::remove(own / "a") && std::filesystem::remove_all(own / "suites") == 2;
             }},
            {"read what it was given", [=] { return opens(folder / "data" / "given", O_RDONLY); }},
            {"memory", [] { return std::vector<char>(50'000'000, 'x').back() == 'x'; }},
            {"run a BPF program that it was given",
             [] {
                 bpf_attr none{};
                 none.test.prog_fd = static_cast<__u32>(-1);
                 return ::syscall(SYS_bpf, BPF_PROG_TEST_RUN, &none, sizeof none) < 0 && errno == EBADF;
             }},
            {"a thread", [] {
                 bool ran = false;
                 std::thread([&] { ran = true; }).join();
                 return ran;
             }}};
}

std::string try_all(std::filesystem::path const& folder) {
    const auto must_fail = forbidden(folder);
    const auto must_work = needed(folder);
    const auto notes = lab::confine({{folder / "own"}, {folder / "data", "/proc/self/status"}});
    if (!notes) return notes.error().what;
    std::ifstream file("/proc/self/status");
    const std::string status{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    for (std::string const set : {"CapInh", "CapPrm", "CapEff", "CapAmb"})
        if (status_line(status, set) != "0000000000000000") return set + ": " + status_line(status, set);
    if (status_line(status, "NoNewPrivs") != "1") return "new privileges are possible";
#ifdef TSUKA_RELAXED
    return notes->size() == 1 && notes->front().find("instrumented") != std::string::npos ? "" : "an instrumented build does not say so";
#else
    if (!notes->empty()) return notes->front();
    if (status_line(status, "Seccomp") != "2") return "no filter of system calls";
    for (auto const& attempt : must_work)
        if (!attempt.works()) return fmt::format("it cannot {}: {}", attempt.what, std::strerror(errno));
    for (auto const& attempt : must_fail)
        if (attempt.works()) return "it can " + attempt.what;
    return {};
#endif
}

/// What the process that waits may do besides, and what it may not either.
std::string try_waiting(lab::Afterwards afterwards) {
    const auto notes = lab::keep_for(afterwards);
    if (!notes) return notes.error().what;
    std::ifstream file("/proc/self/status");
    const std::string status{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const bool kept = afterwards == lab::Afterwards::interfaces && ::geteuid() == 0;
    for (std::string const set : {"CapPrm", "CapEff"})
        if (status_line(status, set) != (kept ? "0000000000001000" : "0000000000000000")) return set + ": " + status_line(status, set);
    if (status_line(status, "NoNewPrivs") != "1") return "new privileges are possible";
#ifndef TSUKA_RELAXED
    if (!notes->empty()) return notes->front();
    if (::kill(::getpid(), 0) != 0) return "it cannot hand on a signal";
    if (::socket(AF_INET, SOCK_DGRAM, 0) < 0) return "it cannot look at an interface";
    for (auto const& attempt : forbidden("/"))
        for (std::string const what : {"start a program", "start a process", "open a packet socket", "enter a namespace", "trace", "mount",
                                       "write code", "be somebody else"})
            if (attempt.what == what && attempt.works()) return "it can " + what;
#endif
    return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(who_waits_keeps_what_puts_interfaces_back) {
    for (const auto afterwards : {lab::Afterwards::nothing, lab::Afterwards::interfaces}) {
        if (::geteuid() == 0) in_child(false, [&] { return try_waiting(afterwards); });
        in_child(true, [&] { return try_waiting(afterwards); });
    }
}

BOOST_AUTO_TEST_CASE(it_can_do_nothing_but_run) {
    const Scratch scratch;
    if (::geteuid() == 0) in_child(false, [&] { return try_all(scratch.path); });
    in_child(true, [&] { return try_all(scratch.path); });
}

BOOST_AUTO_TEST_SUITE_END()
