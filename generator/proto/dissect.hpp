// A captured frame taken apart into layers, from Ethernet inwards. Reads only; captured octets are never written again.
#pragma once

#include "generator/proto/protocol.hpp"

#include <string>
#include <vector>

namespace tsuka::proto {

/// What dissect() may take for granted.
struct DissectOptions {
    bool verify_transport_checksum = true;  ///< false: the kernel says the checksum is still unfinished (TP_STATUS_CSUMNOTREADY)
};

/// Something that a receiver would object to, named so that it can be judged.
struct Problem {
    std::string
        what;  ///< stable word: "ip.checksum", "udp.checksum", "tcp.checksum", "icmp.checksum", "icmpv6.checksum", "truncated", "malformed"
    std::string detail;  ///< for people: wanted and found
};

struct Dissection {
    std::vector<Layer> layers;
    /// Octets that no layer claims: tunnel contents, opaque data; in an ICMP error what the quoted datagram carries.
    std::size_t payload_offset = 0;
    std::size_t payload_length = 0;
    std::vector<Problem> problems;

    /// First layer of that protocol on the frame's own path; quoted layers do not count.
    [[nodiscard]] Layer const* find(std::string_view protocol) const;
    /// A field by name, innermost layer first ("call_id"), or of one protocol, outermost first ("tcp.seq", "ip.ttl"). What an ICMP error
    /// quotes is looked at only when asked for: "quote.ip.src", "quote.call_id".
    [[nodiscard]] Field const* field(std::string_view name) const;
    /// The layer that carries that field.
    [[nodiscard]] Layer const* layer_of(std::string_view name) const;
};

/// From the Ethernet header on. Frames that cannot be dissected further end in fewer layers and a Problem.
/// TCP and UDP payloads are handed to the protocol whose well-known port stands on either side; UDP 4500 is taken apart as
/// NAT-T (RFC 3948: marker + IKE, ESP, keepalive). A TCP segment is decoded as far as whole messages stand in it.
/// A fragment with an offset ends at the IP layer; a first fragment is decoded as far as it goes, without complaints about what it lacks.
/// The datagram that an ICMP error quotes follows as layers marked `quoted`, likewise without complaints.
[[nodiscard]] Dissection dissect(View frame, DissectOptions options = {});

/// The same from the IP header on, of either family (reassembled datagrams, quotes in ICMP errors).
[[nodiscard]] Dissection dissect_ip(View datagram, DissectOptions options = {});

/// One line for people: "IP 192.168.1.10 > 198.51.100.1 ESP spi=0xa1000001 seq=1, 64 octets".
[[nodiscard]] std::string summary(Dissection const& dissection);

/// Overwrites a field of an already built frame in place (deliberate faults); checksums are left as they are.
[[nodiscard]] Result<void> patch(std::span<std::uint8_t> frame, Dissection const& dissection, std::string_view field, Value const& value);

}  // namespace tsuka::proto
