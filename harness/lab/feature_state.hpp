// The features of an interface as they were before a run, kept in memory and, for the case that the run is killed, in a file: whatever ends
// a run, the interface can be made what it was.
#pragma once

#include "generator/base/result.hpp"
#include "harness/lab/offloads.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tsuka::lab {

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

/// A file below a folder that only this user can write to; it goes with this object, and stays when the process is killed.
class StateFile {
public:
    /// Nothing when there is no folder for it: neither /run, nor XDG_RUNTIME_DIR, nor TSUKA_STATE_DIR can be written.
    [[nodiscard]] static std::optional<StateFile> write(FeatureState const& state);
    StateFile(StateFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    StateFile& operator=(StateFile&& other) noexcept {
        std::swap(path_, other.path_);
        return *this;
    }
    ~StateFile();
    void keep() { path_.clear(); }  ///< the interface is not yet what it was

private:
    explicit StateFile(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

/// What one interface that a killed run left behind has become.
struct Restored {
    std::string interface;
    bool good = false;
    std::string words;  ///< one sentence
};

/// Mends what killed runs have left, of this interface or (empty) of all; leaves alone what a run is using now.
[[nodiscard]] std::vector<Restored> restore_left_behind(std::string const& interface = {});

}  // namespace tsuka::lab
