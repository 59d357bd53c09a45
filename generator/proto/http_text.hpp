// What SSDP and UPnP take from HTTP/1.1 (RFC 9112): a start line, header lines, and a body whose end they say.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tsuka::proto {

/// The octets as text, as they are.
[[nodiscard]] std::string_view text_of(View octets);

/// Octets up to and with the empty line behind the header (RFC 9112 section 2.1). Nothing: it is not all there.
[[nodiscard]] std::optional<std::size_t> http_head_size(std::string_view message);

/// The value of the first header line of that name, which may be written in any case, without blanks around it (RFC 9112 section 5).
[[nodiscard]] std::optional<std::string_view> http_header(std::string_view head, std::string_view name);

/// Octets of the message that stands in front; nothing while more has to come. `ended`: the peer has nothing more to say, which ends a body
/// whose length nothing tells (RFC 9112 section 6.3).
[[nodiscard]] std::optional<std::size_t> http_message_size(View octets, bool ended);

/// The body as it was meant: chunks put together (RFC 9112 section 7.1).
[[nodiscard]] std::string http_body(std::string_view message);

/// The number with which `text` begins; nothing when it begins with no digit or the number is larger than `most`.
[[nodiscard]] std::optional<std::uint64_t> leading_number(std::string_view text, std::uint64_t most, int base = 10);

/// Scheme http, host as an address, port (80 where none is given) and path (RFC 9110 section 4.2.1). Of a reference without a scheme there
/// is the path alone.
struct HttpReference {
    std::optional<Ipv4Address> address{};
    std::uint16_t port = 80;
    std::string path;
};
[[nodiscard]] HttpReference http_reference(std::string_view written);

}  // namespace tsuka::proto
