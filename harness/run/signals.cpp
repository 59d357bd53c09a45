// Signals on Boost.Asio: see signals.hpp.
#include "harness/run/signals.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>

namespace tsuka::run {

struct Signals::Impl {
    boost::asio::io_context context{1};
    boost::asio::signal_set signals{context, SIGINT, SIGTERM};
    std::optional<int> caught;
};

Signals::Signals() : impl_(std::make_unique<Impl>()) {
    impl_->signals.async_wait([impl = impl_.get()](auto const& error, int signal) {
        if (!error) impl->caught = signal;
    });
}

Signals::~Signals() = default;

std::optional<std::string> Signals::caught() {
    if (!impl_->caught) impl_->context.poll();
    return impl_->caught ? std::optional(reason_of(*impl_->caught)) : std::nullopt;
}

std::string reason_of(int signal) {
    return signal == SIGINT ? "interrupted (Ctrl-C)" : "terminated";
}

}  // namespace tsuka::run
