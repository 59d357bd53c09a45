// What a run would have to send if it were killed now, in a file that stays when it is: the next run on that line, or `tsuka doctor
// --restore`, sends it. An access concentrator that vanishes leaves the router in a session that nobody answers, and it dials again only
// when it has noticed that.
#pragma once

#include "generator/base/ethernet.hpp"
#include "generator/base/octets.hpp"
#include "generator/base/result.hpp"
#include "harness/lab/feature_state.hpp"
#include "harness/model/lab.hpp"
#include "harness/port/unique_fd.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::lab {

class LastWords {
public:
    /// Of the link with these tags on an interface, which the caller has locked. Error: the file cannot be made.
    [[nodiscard]] static Result<LastWords> open(StateFolder const& folder, std::string const& interface, VlanTags const& tags);
    LastWords(LastWords&& other) noexcept
        : path_(std::exchange(other.path_, {})), file_(std::move(other.file_)), head_(std::move(other.head_)) {}
    LastWords& operator=(LastWords&& other) noexcept;
    /// The file goes unless frames stand there.
    ~LastWords();

    /// Needs no privilege. What cannot be written is not kept.
    void keep(std::vector<Octets> const& frames) const;
    /// Frames that stand there: after open(), those of a run that was killed. None when they are of another interface of that name.
    [[nodiscard]] std::vector<Octets> left() const;
    /// Sends them, after which nothing stands there. Whether something did.
    [[nodiscard]] Result<bool> say(std::function<Result<void>(View)> const& send) const;

private:
    LastWords(std::filesystem::path path, port::UniqueFd file, std::string head)
        : path_(std::move(path)), file_(std::move(file)), head_(std::move(head)) {}

    std::filesystem::path path_;
    port::UniqueFd file_;
    std::string head_;  ///< of the file: which interface this is
};

inline constexpr auto ended_words = "the PPPoE session that a killed run left to the router has been ended (PADT)";

/// On a PPPoE line, whose session may outlive whoever is killed: ends one that a killed run has left, tells `say` so, and is ready for
/// this run's. Nothing on another line, and where no state can be kept. Errors: those of open() and say().
[[nodiscard]] Result<std::optional<LastWords>> mind_session(model::WanSide const& wan, std::string const& interface,
                                                            std::function<Result<void>(View)> const& send,
                                                            std::function<void(std::string const&)> const& say);

/// Sends what killed runs have left to be sent on interfaces that are here and in nobody's use.
[[nodiscard]] std::vector<Restored> say_last_words();

}  // namespace tsuka::lab
