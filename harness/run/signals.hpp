// Signals that end a run: from the moment that this object stands until it goes, none of them ends the process on its own. They wait to be
// asked for, so that whatever the run has changed is put back and whatever it has found is sealed.
#pragma once

#include <memory>
#include <optional>
#include <string>

namespace tsuka::run {

/// SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGUSR1, SIGUSR2 and SIGXFSZ; those that were ignored (nohup) stay so. For the only thread.
class Signals {
public:
    Signals();
    ~Signals();  ///< what came since and nobody asked for is forgotten
    Signals(Signals const&) = delete;
    Signals& operator=(Signals const&) = delete;

    /// Why the run has to end, once a signal has come: "interrupted (Ctrl-C)". The same from then on.
    [[nodiscard]] std::optional<std::string> const& caught();
    /// The next signal by its number, for whoever hands it on; 0: none has come.
    [[nodiscard]] int take();
    /// Readable when there is something to ask for; for event loops. Negative when the kernel gave none: then caught() never has anything.
    [[nodiscard]] int descriptor() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// What a signal that ends a run is called in its record.
[[nodiscard]] std::string reason_of(int signal);

}  // namespace tsuka::run
