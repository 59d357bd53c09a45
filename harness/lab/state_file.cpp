// Where the state of an interface is kept while a run has it: see feature_state.hpp.
#include "harness/lab/feature_state.hpp"
#include "harness/lab/interface_lock.hpp"
#include "harness/port/unique_fd.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

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
    result.words = done ? mended_words : done.error().what;
    if (done) ::unlink(path.c_str());
    return result;
}

}  // namespace

std::optional<StateFolder> StateFolder::find() {
    for (auto const& folder : folders()) {
        (void)::mkdir(folder.c_str(), 0700);
        if (is_ours(folder) && ::access(folder.c_str(), W_OK) == 0) return StateFolder{folder};
    }
    return std::nullopt;
}

std::string StateFolder::id() const {
    struct stat here {};
    (void)::stat(path_.c_str(), &here);
    return fmt::format("{}-{}", here.st_dev, here.st_ino);
}

/// Alone with the file: whatever stands there is of a run that was killed.
Result<StateFile> StateFile::begin(fs::path const& path, port::UniqueFd file, std::string const& interface) {
    bool mended = false;
    if (const auto left = FeatureState::parse(read_state(path)); left && left->is_here()) {
        if (auto done = left->restore(); !done) return done.error();
        mended = true;
    }
    auto before = FeatureState::read(interface);
    if (!before) return before.error();
    const auto text = before->text();
    if (::ftruncate(file.get(), 0) != 0 || ::pwrite(file.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        return fail(fmt::format("{}: cannot be written: {}", path.string(), std::strerror(errno)));
    StateFile state(path, std::move(file), std::move(*before));
    state.mended_ = mended;
    return state;
}

Result<StateFile> StateFile::take(StateFolder const& folder, std::string const& interface) {
    const auto path = folder.path() / fmt::format("{}{}-{}", beginning, network_here(), interface);
    while (true) {
        port::UniqueFd file{::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600)};
        if (!file) return fail(fmt::format("{}: cannot be made: {}", path.string(), std::strerror(errno)));
        const bool alone = ::flock(file.get(), LOCK_EX | LOCK_NB) == 0;
        // Somebody puts the features back, or writes them down: wait for his end.
        if (!alone && ::flock(file.get(), LOCK_SH) != 0)
            return fail(fmt::format("{}: cannot be locked: {}", path.string(), std::strerror(errno)));
        struct stat ours {};
        struct stat there {};
        if (::fstat(file.get(), &ours) != 0 || ::stat(path.c_str(), &there) != 0 || ours.st_ino != there.st_ino) continue;  // it is gone
        if (alone) return begin(path, std::move(file), interface);
        auto before = FeatureState::parse(read_state(path));
        if (!before) continue;  // whoever was about to write it was killed
        return StateFile(path, std::move(file), std::move(*before));
    }
}

void StateFile::share() {
    (void)::flock(file_.get(), LOCK_SH);
}

Result<void> StateFile::leave() {
    const bool last = ::flock(file_.get(), LOCK_EX | LOCK_NB) == 0;
    auto done = last ? before_.restore() : Result<void>{};
    if (last && done) ::unlink(path_.c_str());
    file_ = {};
    return done;
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
