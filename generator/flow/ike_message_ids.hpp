// Message IDs of IKE: random for each exchange of phase 2 in version 1 (RFC 2408 section 3.1), counted requests with matching responses in
// version 2 (RFC 7296 section 2.2), and with them the flags that say who speaks.
#pragma once

#include "generator/flow/speakers.hpp"

namespace tsuka::flow {

class IkeMessageIds {
public:
    explicit IkeMessageIds(std::uint64_t seed);

    void complete(std::string_view message, Speaker speaker, proto::Fields& fields) const;
    void sent(std::string_view message, Speaker speaker, proto::Fields const& fields);
    void received(std::string_view message, Speaker receiver, std::vector<proto::Field> const& fields);

private:
    [[nodiscard]] std::uint32_t draw();  ///< never 0
    [[nodiscard]] std::uint32_t version_1(std::string_view message, Speaker speaker) const;
    [[nodiscard]] std::uint32_t version_2(std::string_view message, Speaker speaker) const;

    Random random_;
    std::uint32_t next_quick_ = 0;
    std::uint32_t next_informational_ = 0;
    std::optional<std::uint32_t> quick_;                   ///< of the Quick Mode that goes on
    Both<std::optional<std::uint32_t>> quick_received_;    ///< ... as it reached this speaker
    Both<std::uint32_t> next_request_;                     ///< each peer counts its own requests
    Both<std::optional<std::uint32_t>> request_received_;  ///< the peer's last request as it reached this speaker
};

}  // namespace tsuka::flow
