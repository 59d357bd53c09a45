#include "generator/load/template.hpp"

#include "generator/load/mark.hpp"
#include "generator/proto/dissect.hpp"
#include "generator/proto/frame.hpp"
#include "generator/proto/pppoe.hpp"
#include "generator/proto/registry.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace tsuka::load {

namespace {

constexpr std::size_t check_sequence = 4;  ///< the card's
constexpr std::size_t least_frame = 64;
constexpr std::size_t header_checksum = 10;  ///< RFC 791 section 3.1, from the begin of the datagram

/// How a kind is built and what differs in its frames: names of the field tables.
struct Anatomy {
    Kind kind = Kind::udp;
    std::string_view word;
    std::string_view message;  ///< of the registry
    std::uint8_t ip_protocol = 17;
    std::uint16_t server_port = 0;  ///< 0: no ports
    std::string_view tag;           ///< field; empty: none
    std::string_view counter;
};

constexpr std::array<Anatomy, 6> anatomies{{
    {Kind::udp, "udp", "udp", 17, 5001, {}, {}},
    {Kind::esp, "esp", "esp", 50, 0, "esp.spi", "esp.seq"},
    {Kind::natt, "natt", "natt.esp", 17, 4500, "natt.spi", "natt.seq"},
    {Kind::gre, "gre", "gre.ppp", 47, 0, "gre.call_id", "gre.seq"},
    {Kind::l2tp, "l2tp", "l2tp.data", 17, 1701, "l2tp.session_id", {}},
    {Kind::wireguard, "wireguard", {}, 17, 51820, {}, {}},
}};

Anatomy const& anatomy_of(Kind kind) {
    return *std::find_if(anatomies.begin(), anatomies.end(), [kind](auto const& anatomy) { return anatomy.kind == kind; });
}

/// Octets that look encrypted and repeat: what a receiver compares.
Octets filling(std::size_t octets) {
    Octets filled(octets);
    std::uint32_t state = 0x9e3779b9;
    for (auto& octet : filled) {
        state = state * 1664525U + 1013904223U;
        octet = static_cast<std::uint8_t>(state >> 24U);
    }
    return filled;
}

/// Message and payload of so many octets; the mark is the first thing in it.
Result<Octets> build_inside(Anatomy const& anatomy, std::size_t payload) {
    if (anatomy.kind == Kind::wireguard)  // type 4, three reserved octets, receiver index, counter: 16 octets, then what is encrypted
        return Writer{}.u32(0x04000000).u32(0).u64(0).octets(filling(payload)).take();
    if (anatomy.kind == Kind::udp) return filling(payload);
    proto::Fields fields;
    // No trailer and no integrity value: nobody in between could look at either, and the smallest frames have no room for them.
    if (anatomy.kind == Kind::esp || anatomy.kind == Kind::natt) fields.set("trailer", std::uint64_t{0});
    return proto::build(*proto::find_message(anatomy.message).message, fields, filling(payload));
}

Result<Octets> build_datagram(Anatomy const& anatomy, Recipe const& recipe, std::size_t payload) {
    auto inside = build_inside(anatomy, payload);
    if (!inside) return inside;
    // Patched in every frame; not 0.0.0.0, for which libtins puts an address of this machine.
    const Ipv4Address nowhere{1};
    if (anatomy.ip_protocol == 17)
        inside = proto::build_udp(nowhere, nowhere, anatomy.server_port, anatomy.server_port, *inside, recipe.udp_checksum);
    proto::IpParameters ip;
    ip.source = ip.destination = nowhere;
    ip.protocol = anatomy.ip_protocol;
    return proto::build_ipv4(ip, *inside);
}

/// Sums of 16-bit words as they stand in memory, not folded: the order of octets does not matter to them (RFC 1071 section 2 B), and what
/// is written need not be turned round to be added.
std::uint64_t sum_words(View octets) {
    std::uint64_t sum = 0;
    for (std::size_t at = 0; at < octets.size(); at += 2) {
        std::uint16_t word = 0;
        std::memcpy(&word, octets.data() + at, std::min<std::size_t>(octets.size() - at, 2));
        sum += word;
    }
    return sum;
}

std::uint16_t folded(std::uint64_t sum) {
    while (sum > 0xffffU) sum = (sum & 0xffffU) + (sum >> 16U);
    return static_cast<std::uint16_t>(sum);
}

/// Writes in network order; returns what it adds to a sum of words.
std::uint32_t put32(std::uint8_t* place, std::uint32_t value) {
    value = htonl(value);
    std::memcpy(place, &value, sizeof value);
    return value;
}
std::uint16_t put16(std::uint8_t* place, std::uint16_t value) {
    value = htons(value);
    std::memcpy(place, &value, sizeof value);
    return value;
}
void put_sum(std::uint8_t* place, std::uint16_t sum) {
    std::memcpy(place, &sum, sizeof sum);
}

/// Octets of a slot.
std::size_t width(Slot slot, std::size_t of_tag) {
    if (slot == Slot::source_mac) return 6;
    if (slot == Slot::tag) return of_tag;
    return slot == Slot::source_port || slot == Slot::destination_port ? 2 : 4;
}

}  // namespace

std::string_view to_string(Kind kind) {
    return anatomy_of(kind).word;
}

std::optional<Kind> parse_kind(std::string_view word) {
    for (auto const& anatomy : anatomies)
        if (anatomy.word == word) return anatomy.kind;
    return std::nullopt;
}

std::uint16_t port_of(Kind kind) {
    return anatomy_of(kind).server_port;
}

Result<Template> Template::make(Recipe const& recipe, std::size_t mtu) {
    auto const& anatomy = anatomy_of(recipe.kind);
    // Measured with an octet inside: some messages fill an empty payload by themselves.
    const auto bare = build_datagram(anatomy, recipe, 1);
    if (!bare) return bare.error();
    const auto headers = bare->size() - 1;
    const auto link_octets = recipe.link_head.size() - (recipe.pppoe ? proto::pppoe_data_head_size : 0);  // that the size counts
    const auto least = std::max(link_octets + headers + Mark::size + check_sequence, least_frame);
    if (recipe.frame_size < least)
        return fail(fmt::format("a frame of {} octets has no room for the headers of {} and a mark; {} is the least", recipe.frame_size,
                                anatomy.word, least));
    const auto datagram_size = recipe.frame_size - check_sequence - link_octets;
    if (datagram_size > mtu)
        return fail(
            fmt::format("a frame of {} octets holds a datagram of {}, and the link takes {}", recipe.frame_size, datagram_size, mtu));
    auto datagram = build_datagram(anatomy, recipe, datagram_size - headers);
    if (!datagram) return datagram.error();

    Template made;
    made.link_octets_ = recipe.link_head.size();
    made.mark_offset_ = headers;
    made.mark_size_ = Mark::size;
    made.frame_ = recipe.link_head;
    if (recipe.pppoe) write_bits(made.frame_, (made.link_octets_ - 4) * 8, 16, datagram_size + 2);  // with the protocol's number
    made.frame_.insert(made.frame_.end(), datagram->begin(), datagram->end());
    if (auto found = made.find_places(recipe); !found) return found.error();
    made.sum_what_stays();
    return made;
}

Result<void> Template::find_places(Recipe const& recipe) {
    auto const& anatomy = anatomy_of(recipe.kind);
    const auto datagram = View(frame_).subspan(link_octets_);
    const auto dissection = proto::dissect_ip(datagram);
    const bool ports = anatomy.server_port != 0;
    const auto find = [&](Slot slot, std::string_view name) -> Result<void> {
        auto const* field = dissection.field(name);
        auto const* layer = dissection.layer_of(name);
        if (field == nullptr || layer == nullptr || field->bit % 16 != 0)
            return fail(fmt::format("no place for {} in {}", name, anatomy.word));
        set(slot, link_octets_ + layer->offset + field->bit / 8);
        if (slot == Slot::tag) tag_octets_ = field->width / 8;
        return {};
    };
    if (link_octets_ >= 12) set(Slot::source_mac, 6);
    std::vector<std::pair<Slot, std::string_view>> wanted{{Slot::source, "ip.src"}, {Slot::destination, "ip.dst"}};
    if (ports) wanted.insert(wanted.end(), {{Slot::source_port, "udp.src_port"}, {Slot::destination_port, "udp.dst_port"}});
    if (!anatomy.tag.empty()) wanted.emplace_back(Slot::tag, anatomy.tag);
    if (!anatomy.counter.empty()) wanted.emplace_back(Slot::counter, anatomy.counter);
    for (auto const& [slot, name] : wanted)
        if (auto found = find(slot, name); !found) return found;
    const auto marked_at = link_octets_ + mark_offset_;
    if (anatomy.kind == Kind::wireguard) {
        set(Slot::tag, marked_at - 12);
        set(Slot::counter, marked_at - 4);
    }
    set(Slot::mark_flow, marked_at + 2);
    set(Slot::mark_sequence, marked_at + 6);
    set(Slot::mark_stamp, marked_at + 10);
    if (ports && recipe.udp_checksum) transport_checksum_ = link_octets_ + dissection.find("udp")->offset + 6;
    write_bits(std::span(frame_).subspan(marked_at), 0, 16, recipe.stream);
    return {};
}

void Template::sum_what_stays() {
    auto still = frame_;
    for (std::size_t slot = 0; slot < slots; ++slot) {
        const auto octets = width(static_cast<Slot>(slot), tag_octets_);
        if (at_[slot] != 0) std::fill_n(still.begin() + at_[slot], octets, std::uint8_t{0});
    }
    const auto datagram = std::span(still).subspan(link_octets_);
    write_bits(datagram, header_checksum * 8, 16, 0);
    const std::size_t header = std::size_t{datagram[0] & 0x0fU} * 4;
    header_sum_ = sum_words(View(datagram).first(header));
    if (transport_checksum_ == 0) return;
    still[transport_checksum_] = still[transport_checksum_ + 1] = 0;
    const auto segment = View(datagram).subspan(header);
    // Pseudo-header (RFC 768): the addresses come with their patches; protocol and length stay.
    transport_sum_ = sum_words(segment) + htons(datagram[9]) + htons(static_cast<std::uint16_t>(segment.size()));
}

Template::Places Template::places() const {
    return {at(Slot::mark_sequence), at(Slot::counter), transport_checksum_};
}

void Template::stamp(std::span<std::uint8_t> buffer, FlowNumbers const& flow, std::uint32_t index, std::uint32_t sequence,
                     std::uint32_t stamp) const {
    auto* octets = buffer.data();
    if (const auto place = at(Slot::source_mac); place != 0)
        std::copy(flow.source_mac.octets.begin(), flow.source_mac.octets.end(), octets + place);
    // A 16-bit word counts the same wherever it stands: so all are added, addresses for the pseudo-header, too.
    const std::uint64_t addresses = std::uint64_t{put32(octets + at(Slot::source), flow.source.number)} +
                                    put32(octets + at(Slot::destination), flow.destination.number);
    put_sum(octets + link_octets_ + header_checksum, static_cast<std::uint16_t>(~folded(header_sum_ + addresses)));
    auto transport = transport_sum_ + addresses;
    if (const auto place = at(Slot::source_port); place != 0)
        transport +=
            std::uint32_t{put16(octets + place, flow.source_port)} + put16(octets + at(Slot::destination_port), flow.destination_port);
    if (const auto place = at(Slot::tag); place != 0)
        transport += tag_octets_ == 4 ? put32(octets + place, flow.tag) : put16(octets + place, static_cast<std::uint16_t>(flow.tag));
    if (const auto place = at(Slot::counter); place != 0)
        transport += put32(octets + place, sequence + 1U);  // ESP begins at 1 (RFC 4303 section 2.2)
    transport += put32(octets + at(Slot::mark_flow), index);
    transport += put32(octets + at(Slot::mark_sequence), sequence);
    transport += put32(octets + at(Slot::mark_stamp), stamp);
    if (transport_checksum_ == 0) return;
    auto sum = static_cast<std::uint16_t>(~folded(transport));
    if (sum == 0) sum = 0xffff;  // RFC 768: zero means that there is none
    put_sum(octets + transport_checksum_, sum);
}

}  // namespace tsuka::load
