// SIGINT and SIGTERM for a run that has no event loop: asked for now and then.
#pragma once

#include <memory>
#include <optional>
#include <string>

namespace tsuka::run {

class Signals {
public:
    Signals();
    ~Signals();
    Signals(Signals const&) = delete;
    Signals& operator=(Signals const&) = delete;

    /// Why the run has to end, once a signal has come: "interrupted (Ctrl-C)".
    [[nodiscard]] std::optional<std::string> caught();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// What a signal that ends a run is called in its record.
[[nodiscard]] std::string reason_of(int signal);

}  // namespace tsuka::run
