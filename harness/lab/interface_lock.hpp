// An interface belongs to one run at a time: two would find each other's frames delivered to the wrong host, and the first to end would
// switch the other's offloads back on. The lock is a socket in the abstract namespace of unix(7), which every network namespace has for
// itself, as it has its interfaces; every user sees the same one, and the kernel takes it away with the process, however that ends.
#pragma once

#include "generator/base/result.hpp"
#include "harness/port/unique_fd.hpp"

#include <string>

namespace tsuka::lab {

class InterfaceLock {
public:
    /// Error: no such interface, or another run has it (which process, whose, since when).
    [[nodiscard]] static Result<InterfaceLock> take(std::string const& interface);

private:
    explicit InterfaceLock(port::UniqueFd socket) : socket_(std::move(socket)) {}
    port::UniqueFd socket_;
};

}  // namespace tsuka::lab
