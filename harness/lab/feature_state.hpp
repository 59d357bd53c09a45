// The features of an interface as they were before a run, kept in memory and, for the case that the run is killed, in a file: whatever ends
// a run, the interface can be made what it was.
#pragma once

#include "generator/base/result.hpp"
#include "harness/lab/offloads.hpp"
#include "harness/port/unique_fd.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tsuka::lab {

/// The network namespace of this thread, as a number.
[[nodiscard]] std::string network_here();

class FeatureState {
public:
    [[nodiscard]] static Result<FeatureState> read(std::string const& interface);
    /// The text of a file that save() wrote.
    [[nodiscard]] static Result<FeatureState> parse(std::string_view text);
    [[nodiscard]] std::string text() const;

    [[nodiscard]] std::string const& interface() const { return interface_; }
    /// Whether the interface of that name, here and now, is the one that this was read from.
    [[nodiscard]] bool is_here() const;

    /// Puts every feature back as it was and looks at what came of it. Error: no permission, or these features differ still.
    [[nodiscard]] Result<void> restore() const;

private:
    FeatureState() = default;
    [[nodiscard]] Result<std::vector<Offload>> differing() const;

    std::string interface_;
    std::string network_;  ///< inode of its network namespace
    std::string mac_;
    std::vector<Offload> features_;  ///< all but the fixed ones
};

/// Where the states of this user's runs are kept: /run/tsuka, $XDG_RUNTIME_DIR/tsuka, or TSUKA_STATE_DIR alone.
class StateFolder {
public:
    /// Nothing when there is none that can be written and is nobody else's.
    [[nodiscard]] static std::optional<StateFolder> find();
    /// The same for all who use it, and nobody else.
    [[nodiscard]] std::string id() const;
    [[nodiscard]] std::filesystem::path const& path() const { return path_; }

private:
    explicit StateFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

/// The features of an interface while runs use it, in a file that stays when they are killed. Runs that share the interface share the file:
/// who comes first writes it, and who goes last puts back what stands there. They know of each other by a lock on it (flock(2)).
class StateFile {
public:
    /// Reads the features and writes them down, or finds them where another run has. What a killed run left is put back first. Errors: the
    /// features cannot be read, or put back; the file cannot be written.
    [[nodiscard]] static Result<StateFile> take(StateFolder const& folder, std::string const& interface);
    StateFile(StateFile&&) noexcept = default;
    StateFile& operator=(StateFile&&) noexcept = default;

    /// A killed run had left it changed.
    [[nodiscard]] bool mended() const { return mended_; }
    /// From now on others may use it, too.
    void share();
    /// Puts the features back and removes the file, unless others use the interface. Error: they are not what they were; the file stays.
    [[nodiscard]] Result<void> leave();

private:
    StateFile(std::filesystem::path path, port::UniqueFd file, FeatureState before)
        : path_(std::move(path)), file_(std::move(file)), before_(std::move(before)) {}
    [[nodiscard]] static Result<StateFile> begin(std::filesystem::path const& path, port::UniqueFd file, std::string const& interface);

    std::filesystem::path path_;
    port::UniqueFd file_;
    FeatureState before_;
    bool mended_ = false;
};

inline constexpr auto mended_words = "its features are again what they were before the run that was killed";

/// What one interface that a killed run left behind has become.
struct Restored {
    std::string interface;
    bool good = false;
    std::string words;  ///< one sentence
};

/// Mends what killed runs have left, of this interface or (empty) of all; leaves alone what a run is using now.
[[nodiscard]] std::vector<Restored> restore_left_behind(std::string const& interface = {});

}  // namespace tsuka::lab
