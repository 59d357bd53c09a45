// Security Association payloads as present peers offer them: AES-CBC, SHA, group 14. Nobody negotiates; the router only sees octets.
#pragma once

#include "generator/base/octets.hpp"

namespace tsuka::proto {

/// IKEv1 phase 1 (RFC 2409 appendix A): AES-CBC, SHA-1, pre-shared key, group 14, life time. `offer`: 256 and 128 bit keys, else the first.
[[nodiscard]] Octets sa_body_v1(bool offer);

/// IKEv2 (RFC 7296 section 3.3): AES-CBC, HMAC-SHA2-256, group 14. `offer`: 256 and 128 bit keys, else the first.
[[nodiscard]] Octets sa_body_v2(bool offer);

}  // namespace tsuka::proto
