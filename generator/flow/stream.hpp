// Cuts the octets of a TCP stream into PPTP control messages (RFC 2637 section 1.4): a length in front, a magic cookie to stay in step.
#pragma once

#include "generator/base/octets.hpp"

#include <optional>
#include <string>

namespace tsuka::flow {

class MessageStream {
public:
    /// Octets as they come out of TcpEndpoint::take_stream(); any cut is fine. Ignored once the stream is out of step.
    void add(View octets);

    /// The next whole message, head included; nothing while it is incomplete or the stream is out of step.
    [[nodiscard]] std::optional<Octets> next();

    /// Set for good once a length or a magic cookie is wrong: what follows can be anything, a real peer closes the connection here.
    [[nodiscard]] bool out_of_step() const { return !trouble_.empty(); }
    [[nodiscard]] std::string const& trouble() const { return trouble_; }  ///< empty, or what was wanted and what was found
    [[nodiscard]] std::size_t waiting() const { return octets_.size(); }   ///< octets not yet handed out

private:
    [[nodiscard]] std::optional<std::size_t> head_length();
    void lose_step(std::string trouble);

    Octets octets_;
    std::string trouble_;
    std::size_t offset_ = 0;  ///< octets handed out since the stream began
};

}  // namespace tsuka::flow
