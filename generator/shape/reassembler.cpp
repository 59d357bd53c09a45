// Puts IPv4 fragments together: see fragment.hpp. RFC 791 section 3.2 says what, RFC 815 that holes alone decide when a datagram is whole.
#include "generator/shape/fragment.hpp"
#include "generator/shape/ipv4_head.hpp"

#include <algorithm>

namespace tsuka::shape {

namespace {

/// Octets that are here already stay: overlap is a fact for the report, not a way to rewrite what came first.
void lay_down(Octets& data, std::vector<bool>& present, std::size_t offset, View body, FragmentFacts& facts) {
    const auto end = offset + body.size();
    if (data.size() < end) {
        data.resize(end, 0);
        present.resize(end, false);
    }
    for (std::size_t index = 0; index < body.size(); ++index) {
        const auto at = offset + index;
        if (present[at]) {
            facts.overlapping = true;
            if (data[at] != body[index]) facts.conflicting = true;
        } else {
            data[at] = body[index];
            present[at] = true;
        }
    }
}

}  // namespace

std::optional<Reassembler::Whole> Reassembler::add(View datagram, Instant at) {
    expire(at);
    const auto head = read_ipv4_head(datagram);
    if (!head) return std::nullopt;
    const auto octets = part(datagram, 0, head->total_length);
    // A whole datagram leaves fragments with the same identification alone: its identification means nothing (RFC 6864 section 4.1).
    if (head->offset == 0 && !head->more_fragments) return Whole{{octets.begin(), octets.end()}, {.count = 1, .largest = octets.size()}};

    const auto body = part(octets, head->header_length);
    const bool sound = !body.empty() && (!head->more_fragments || body.size() % 8 == 0) &&
                       head->header_length + head->offset + body.size() <= largest_datagram;
    if (!sound) return std::nullopt;

    const Key key{head->source, head->destination, head->protocol, head->id};
    auto found = datagrams_.find(key);
    if (found == datagrams_.end()) {
        make_room();
        found = datagrams_.emplace(key, Partial{}).first;
        found->second.began = at;
    }
    auto& partial = found->second;
    take_in(partial, *head, octets);
    if (!partial.total || std::find(partial.present.begin(), partial.present.end(), false) != partial.present.end() ||
        partial.present.size() != *partial.total)
        return std::nullopt;
    auto whole = finish(partial);
    datagrams_.erase(found);
    return whole;
}

void Reassembler::take_in(Partial& partial, Ipv4Head const& head, View octets) {
    auto& facts = partial.facts;
    const auto body = part(octets, head.header_length);
    const auto end = head.offset + body.size();
    if (facts.count > 0 && head.offset < partial.last_offset) facts.in_order = false;
    partial.last_offset = head.offset;
    ++facts.count;
    facts.largest = std::max(facts.largest, octets.size());
    // Two opinions on where the datagram ends: the first one stays, the fragment that disagrees is not taken.
    const bool beyond_the_end = partial.total && (end > *partial.total || (!head.more_fragments && end != *partial.total));
    const bool ends_too_early = !head.more_fragments && end < partial.data.size();
    if (beyond_the_end || ends_too_early) {
        facts.conflicting = true;
        return;
    }
    if (!head.more_fragments) partial.total = end;
    if (head.offset == 0 && partial.header.empty()) {
        const auto header = part(octets, 0, head.header_length);
        partial.header.assign(header.begin(), header.end());
    }
    lay_down(partial.data, partial.present, head.offset, body, facts);
}

std::optional<Reassembler::Whole> Reassembler::finish(Partial& partial) {
    if (partial.header.size() + partial.data.size() > largest_datagram) return std::nullopt;
    const auto header_length = partial.header.size();
    Whole whole{std::move(partial.header), partial.facts};
    whole.datagram.insert(whole.datagram.end(), partial.data.begin(), partial.data.end());
    finish_header(whole.datagram, header_length, 0, false);
    return whole;
}

void Reassembler::expire(Instant at) {
    std::erase_if(datagrams_, [&](auto const& entry) { return at - entry.second.began >= patience_; });
}

void Reassembler::make_room() {
    while (!datagrams_.empty() && datagrams_.size() >= std::max<std::size_t>(most_, 1)) {
        const auto by_age = [](auto const& a, auto const& b) { return a.second.began < b.second.began; };
        datagrams_.erase(std::min_element(datagrams_.begin(), datagrams_.end(), by_age));
    }
}

}  // namespace tsuka::shape
