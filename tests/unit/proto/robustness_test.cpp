// Decoders meet octets that nobody promised: every prefix of every message, and every octet of it changed. They may refuse and complain,
// but they never read past the end (the octets end where their allocation ends, so that a sanitizer sees it) and never claim more than is
// there.
#include "generator/proto/dhcp.hpp"
#include "generator/proto/dissect.hpp"

#include "sample_frames.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

BOOST_AUTO_TEST_SUITE(robustness)

using namespace tsuka;
using namespace tsuka::proto;

namespace {

void check_bounds(std::string const& name, Dissection const& dissection, std::size_t size) {
    const auto inside = dissection.payload_offset <= size && dissection.payload_length <= size - dissection.payload_offset;
    if (!inside) BOOST_ERROR(name << ": the payload lies outside the frame");
    for (auto const& layer : dissection.layers) {
        if (layer.offset > size || layer.length > size - layer.offset) BOOST_ERROR(name << ": " << layer.protocol->name << " lies outside");
        for (auto const& field : layer.fields)
            if (layer.offset * 8 + field.bit + field.width > size * 8) BOOST_ERROR(name << ": " << field.name << " lies outside");
    }
}

void check_frame(std::string const& name, Octets const& frame) {
    const auto dissection = dissect(frame);
    check_bounds(name, dissection, frame.size());
    (void)summary(dissection);
}

void check_message(std::string const& name, ProtocolSpec const& protocol, Octets const& octets) {
    const auto decoded = protocol.decode(octets);
    if (!decoded) return;
    if (decoded->header > octets.size() || decoded->total > octets.size() || decoded->header > decoded->total)
        BOOST_ERROR(name << ": header " << decoded->header << " and total " << decoded->total << " of " << octets.size() << " octets");
    for (auto const& field : decoded->fields)
        if (field.bit + field.width > octets.size() * 8) BOOST_ERROR(name << ": " << field.name << " lies outside");
}

Octets exactly(View octets) {
    Octets copy(octets.begin(), octets.end());
    copy.shrink_to_fit();
    return copy;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_prefix) {
    for (auto const& sample : samples::all()) {
        for (std::size_t length = 0; length <= sample.message.size(); ++length)
            check_message(sample.name(), *sample.entry.protocol, exactly(View(sample.message).first(length)));
        for (std::size_t length = 0; length <= sample.frame.size(); ++length)
            check_frame(sample.name(), exactly(View(sample.frame).first(length)));
    }
}

BOOST_AUTO_TEST_CASE(every_octet_changed) {
    for (auto const& sample : samples::all()) {
        for (std::size_t place = 0; place < sample.message.size(); ++place) {
            for (unsigned value : {0x00U, 0x01U, 0x7fU, 0x80U, 0xffU}) {
                auto octets = exactly(sample.message);
                octets[place] = static_cast<std::uint8_t>(value);
                check_message(sample.name(), *sample.entry.protocol, octets);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(frames_with_several_octets_changed) {
    std::mt19937 random(2637);
    for (auto const& sample : samples::all()) {
        for (int round = 0; round < 50; ++round) {
            auto frame = exactly(sample.frame);
            for (int change = 0; change < 4; ++change) frame[random() % frame.size()] = static_cast<std::uint8_t>(random());
            check_frame(sample.name(), frame);
        }
    }
}

BOOST_AUTO_TEST_CASE(octets_of_chance_for_every_decoder) {
    std::mt19937 random(2661);
    for (auto const* protocol : protocols()) {
        for (int round = 0; round < 300; ++round) {
            Octets octets(random() % 300);
            for (auto& octet : octets) octet = static_cast<std::uint8_t>(random());
            check_message(std::string(protocol->name), *protocol, exactly(octets));
        }
    }
}

BOOST_AUTO_TEST_CASE(every_prefix_of_a_dhcp_message_read_by_the_lab) {
    const auto whole = samples::built("dhcp.offer", {{{"client_id", Octets(16, 1)}}});
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto message = read_dhcp(exactly(View(whole).first(length)));
        // The type stands in the first option: from 243 octets on it is known, padding behind the options may be missing.
        BOOST_TEST((length >= 243 || !message.has_value()), length);
    }
}

BOOST_AUTO_TEST_SUITE_END()
