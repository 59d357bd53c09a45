// Where the state of an interface is kept while a run has it: see feature_state.hpp.
#include "harness/lab/feature_state.hpp"
#include "harness/lab/interface_lock.hpp"
#include "harness/port/unique_fd.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace tsuka::lab {

namespace {

namespace fs = std::filesystem;

/// The name begins all files of ours.
constexpr std::string_view beginning = "features-";

std::vector<fs::path> folders() {
    if (const char* chosen = std::getenv("TSUKA_STATE_DIR"); chosen != nullptr && *chosen != '\0') return {chosen};
    std::vector<fs::path> found{"/run/tsuka"};
    if (const char* own = std::getenv("XDG_RUNTIME_DIR"); own != nullptr && *own != '\0') found.push_back(fs::path(own) / "tsuka");
    return found;
}

/// A folder of somebody else's could tell root to set anything.
bool is_ours(fs::path const& folder) {
    struct stat status {};
    return ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() && (status.st_mode & 022) == 0;
}

std::string read_state(fs::path const& path) {
    const port::UniqueFd file{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    std::array<char, 16384> text{};
    const auto count = file ? ::read(file.get(), text.data(), text.size()) : 0;
    return {text.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
}

Restored mend(FeatureState const& state, fs::path const& path) {
    Restored result{state.interface(), false, {}};
    if (!state.is_here()) {
        result.words = "it is not here: another network namespace, or the interface is gone (then delete " + path.string() + ")";
        return result;
    }
    const auto lock = InterfaceLock::take(state.interface());
    if (!lock) {
        result.words = lock.error().what + "; left alone";
        return result;
    }
    const auto done = state.restore();
    result.good = done.has_value();
    result.words = done ? "its features are again what they were before the run that was killed" : done.error().what;
    if (done) ::unlink(path.c_str());
    return result;
}

}  // namespace

std::optional<StateFile> StateFile::write(FeatureState const& state) {
    struct stat here {};
    (void)::stat("/proc/thread-self/ns/net", &here);
    for (auto const& folder : folders()) {
        (void)::mkdir(folder.c_str(), 0700);
        if (!is_ours(folder)) continue;
        const auto path = folder / fmt::format("{}{}-{}", beginning, here.st_ino, state.interface());
        ::unlink(path.c_str());  // of an interface that is gone and whose name came again
        const port::UniqueFd file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
        const auto text = state.text();
        if (file && ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size())) return StateFile{path};
    }
    return std::nullopt;
}

StateFile::~StateFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
}

std::vector<Restored> restore_left_behind(std::string const& interface) {
    std::vector<Restored> all;
    for (auto const& folder : folders()) {
        if (!is_ours(folder)) continue;
        std::error_code trouble;
        for (fs::directory_iterator walk(folder, trouble), end; !trouble && walk != end; walk.increment(trouble)) {
            if (!walk->path().filename().string().starts_with(beginning)) continue;
            const auto state = FeatureState::parse(read_state(walk->path()));
            if (state && (interface.empty() || (state->interface() == interface && state->is_here())))
                all.push_back(mend(*state, walk->path()));
            else if (!state && interface.empty())
                all.push_back({walk->path().string(), false, state.error().what});
        }
    }
    return all;
}

}  // namespace tsuka::lab
