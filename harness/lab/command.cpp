// Child processes: see command.hpp. Input and output are memory files, so nothing can block on a full pipe.
#include "harness/lab/command.hpp"

#include "harness/port/unique_fd.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace tsuka::lab {

namespace {

constexpr int inherited_number = 3;

/// Debian package in which the program is, for those that the harness calls.
std::string_view package_of(std::string_view program) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> packages{
        {{"ip", "iproute2"}, {"nft", "nftables"}, {"conntrack", "conntrack"}, {"ethtool", "ethtool"}, {"tcpdump", "tcpdump"}}};
    for (auto const& [name, package] : packages)
        if (name == program) return package;
    return {};
}

Result<port::UniqueFd> memory_file(std::string_view content) {
    port::UniqueFd file{::memfd_create("tsuka", MFD_CLOEXEC)};
    if (!file) return fail(fmt::format("cannot make a memory file: {}", std::strerror(errno)));
    if (::write(file.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size()) ||
        ::lseek(file.get(), 0, SEEK_SET) != 0)
        return fail(fmt::format("cannot fill a memory file: {}", std::strerror(errno)));
    return file;
}

std::string content(port::UniqueFd const& file) {
    std::string text;
    std::array<char, 4096> piece{};
    for (off_t offset = 0;;) {
        const auto count = ::pread(file.get(), piece.data(), piece.size(), offset);
        if (count <= 0) return text;
        text.append(piece.data(), static_cast<std::size_t>(count));
        offset += count;
    }
}

struct FileActions {
    posix_spawn_file_actions_t actions{};
    FileActions() { ::posix_spawn_file_actions_init(&actions); }
    FileActions(FileActions const&) = delete;
    FileActions& operator=(FileActions const&) = delete;
    ~FileActions() { ::posix_spawn_file_actions_destroy(&actions); }
    void give(int descriptor, int as) { ::posix_spawn_file_actions_adddup2(&actions, descriptor, as); }
};

/// A driver that waits for signals by descriptor blocks them; its children must not inherit that.
struct Attributes {
    posix_spawnattr_t attributes{};
    Attributes() {
        sigset_t none;
        ::sigemptyset(&none);
        ::posix_spawnattr_init(&attributes);
        ::posix_spawnattr_setsigmask(&attributes, &none);
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    }
    Attributes(Attributes const&) = delete;
    Attributes& operator=(Attributes const&) = delete;
    ~Attributes() { ::posix_spawnattr_destroy(&attributes); }
};

/// Whether it ended within the limit; if not, it is made to.
bool ends_in_time(pid_t child, std::chrono::milliseconds limit) {
    const port::UniqueFd end{static_cast<int>(::syscall(SYS_pidfd_open, child, 0))};
    if (!end) return true;  // a kernel before 5.3: wait as long as it takes
    pollfd ended{end.get(), POLLIN, 0};
    const auto until = std::chrono::steady_clock::now() + limit;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        const int ready = ::poll(&ended, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
        if (ready > 0) return true;
        if (ready < 0 && errno == EINTR) continue;
        ::kill(child, SIGKILL);
        return false;
    }
}

Result<int> spawn_and_wait(std::string const& path, Command const& command, FileActions const& files) {
    auto words = command.words;
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const Attributes attributes;
    pid_t child = 0;
    if (const int error = ::posix_spawn(&child, path.c_str(), &files.actions, &attributes.attributes, arguments.data(), environ);
        error != 0)
        return fail(fmt::format("cannot start {}: {}", path, std::strerror(error)));
    const bool in_time = ends_in_time(child, command.limit);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return fail(fmt::format("cannot wait for {}: {}", path, std::strerror(errno)));
    if (!in_time) return fail(fmt::format("`{}` did not end within {} s", fmt::join(command.words, " "), command.limit.count() / 1000));
    return status;
}

std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text;
}

}  // namespace

Result<std::string> find_program(std::string const& name) {
    const char* const path = std::getenv("PATH");
    const std::string directories = fmt::format("{}:/usr/sbin:/sbin:/usr/bin:/bin", path == nullptr ? "" : path);
    for (std::size_t begin = 0; begin < directories.size();) {
        const auto end = std::min(directories.find(':', begin), directories.size());
        const auto candidate = fmt::format("{}/{}", directories.substr(begin, end - begin), name);
        if (end > begin && ::access(candidate.c_str(), X_OK) == 0) return candidate;
        begin = end + 1;
    }
    if (const auto package = package_of(name); !package.empty())
        return fail(fmt::format("the program '{}' is missing: install the package {} (`apt install {}`)", name, package, package));
    return fail(fmt::format("the program '{}' is missing", name));
}

Result<std::string> run_command(Command const& command) {
    const auto path = find_program(command.words.at(0));
    if (!path) return path.error();
    const auto input = memory_file(command.input);
    if (!input) return input.error();
    const auto output = memory_file({});
    if (!output) return output.error();
    const auto complaint = memory_file({});
    if (!complaint) return complaint.error();

    FileActions files;
    files.give(input->get(), STDIN_FILENO);
    files.give(output->get(), STDOUT_FILENO);
    files.give(complaint->get(), STDERR_FILENO);
    if (command.inherited >= 0) files.give(command.inherited, inherited_number);
    const auto status = spawn_and_wait(*path, command, files);
    if (!status) return status.error();
    if (WIFEXITED(*status) && WEXITSTATUS(*status) == 0) return content(*output);
    const auto how = WIFEXITED(*status) ? fmt::format("status {}", WEXITSTATUS(*status)) : fmt::format("signal {}", WTERMSIG(*status));
    return fail(fmt::format("`{}` failed ({}): {}", fmt::join(command.words, " "), how, trimmed(content(*complaint))));
}

}  // namespace tsuka::lab
