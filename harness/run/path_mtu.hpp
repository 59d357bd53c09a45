// The largest datagram that a router forwards whole, one way: sizes to try, and what follows from each answer. The lab file may not say
// that a line is smaller than Ethernet's 1500 octets, and cases that send more than fits would charge the router with it. Sans I/O and
// without time: the preflight sends and waits.
#pragma once

#include <optional>
#include <string>

namespace tsuka::run {

class PathMtu {
public:
    /// Octets of an IP datagram with Don't Fragment: no router's link carries less than `least`, and none is asked for more than `most`.
    PathMtu(unsigned least, unsigned most) : first_(most), passes_(least), fails_(most + 1), next_(most) {}

    /// The size to try next; nothing: it is measured.
    [[nodiscard]] std::optional<unsigned> next() const { return next_; }
    void passed();
    /// Refused with an ICMP error (RFC 1191 section 4), which names the next hop's MTU or, from old routers, 0.
    void told(unsigned next_hop);
    /// Neither it nor an error came, asked more than once.
    void vanished();

    /// Once measured: the largest that passes; nothing when not even the least was seen to.
    [[nodiscard]] std::optional<unsigned> largest() const { return any_passed_ ? std::optional(passes_) : std::nullopt; }
    [[nodiscard]] bool whole() const { return largest() == first_; }     ///< the largest that was asked for passes
    [[nodiscard]] bool was_told() const { return told_ && !vanished_; }  ///< what does not pass is refused in words, always
    /// "1454 octets; larger ones are refused".
    [[nodiscard]] std::string in_words() const;

private:
    void halve();

    unsigned first_;
    unsigned passes_;
    unsigned fails_;
    std::optional<unsigned> next_;
    bool any_passed_ = false;
    bool told_ = false;
    bool vanished_ = false;
};

}  // namespace tsuka::run
