// Network namespaces without a name: made by unshare, kept by a descriptor, gone with the process.
#pragma once

#include "generator/base/result.hpp"
#include "harness/port/unique_fd.hpp"

#include <string>

namespace tsuka::lab {

/// Moves the calling thread into a new network namespace; an ordinary user gets a user namespace around it, in which it is root.
/// Error: this kernel forbids it, with what to do about that.
[[nodiscard]] Result<void> enter_private_network();

/// Moves the calling thread, which must be privileged in its user namespace, into one more new network namespace.
[[nodiscard]] Result<void> enter_another_network();

/// The network namespace of the calling thread, held open.
[[nodiscard]] Result<port::UniqueFd> current_network();

/// Moves the calling thread into a network namespace held open.
[[nodiscard]] Result<void> enter_network(port::UniqueFd const& network);

/// Writes a sysctl ("net.ipv4.ip_forward") of the calling thread's network namespace. Error: it is none of a network namespace.
[[nodiscard]] Result<void> write_sysctl(std::string const& name, std::string const& value);
[[nodiscard]] Result<bool> sysctl_exists(std::string const& name);

}  // namespace tsuka::lab
