// Messages written out by hand from the figures of the RFCs: the builders must give exactly these octets, the decoders these fields.
#include "generator/proto/registry.hpp"

#include "sample_frames.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace tsuka;
using namespace tsuka::proto;

namespace {

using Number = std::uint64_t;

struct Vector {
    std::string_view message;
    Fields fields;
    std::string payload;  ///< hexadecimal
    std::string octets;   ///< hexadecimal, blanks as the figure groups them
};

std::string zeros(std::size_t octets) {
    return std::string(octets * 2, '0');
}

Vector const vectors[] = {
    // RFC 826, the Ethernet and IPv4 case.
    {"arp.request",
     {{{"sender_mac", Octets{2, 0, 0, 0, 0, 1}}, {"sender", Number{0xc0a80101}}, {"target", Number{0xc0a80102}}}},
     "",
     "0001 0800 06 04 0001 020000000001 c0a80101 000000000000 c0a80102"},
    {"arp.reply",
     {{{"sender_mac", Octets{2, 0, 0, 0, 0, 2}},
       {"sender", Number{0xc0a80102}},
       {"target_mac", Octets{2, 0, 0, 0, 0, 1}},
       {"target", Number{0xc0a80101}}}},
     "",
     "0001 0800 06 04 0002 020000000002 c0a80102 020000000001 c0a80101"},
    // RFC 791 section 3.1; header and checksum of a well-known worked example, with DF set.
    {"ip",
     {{{"df", Number{1}}, {"protocol", Number{17}}, {"src", Number{0xc0a80001}}, {"dst", Number{0xc0a800c7}}}},
     zeros(95),
     "45 00 0073 0000 4000 40 11 b861 c0a80001 c0a800c7" + zeros(95)},
    {"udp", {{{"src_port", Number{500}}, {"dst_port", Number{4500}}}}, "ff", "01f4 1194 0009 0000 ff"},
    // RFC 9293 section 3.1 and its MSS option.
    {"tcp",
     {{{"src_port", Number{1024}},
       {"dst_port", Number{1723}},
       {"seq", Number{0x01020304}},
       {"mss", Number{1460}},
       {"checksum", Number{0xabcd}}}},
     "",
     "0400 06bb 01020304 00000000 6 0 02 ffff abcd 0000 02 04 05b4"},
    {"tcp",
     {{{"src_port", Number{1}}, {"dst_port", Number{2}}, {"ack", Number{3}}, {"flags", Number{0x18}}, {"window", Number{16}}}},
     "6869",
     "0001 0002 00000000 00000003 5018 0010 0000 0000 6869"},
    // RFC 792; checksum f7fd by hand: 0800 + 0001 + 0001 = 0802, complement f7fd.
    {"icmp.echo-request", {}, "", "08 00 f7fd 0001 0001"},
    {"icmp.echo-reply", {{{"id", Number{0x1234}}, {"seq", Number{2}}}}, "", "00 00 edc9 1234 0002"},
    {"icmp.unreachable", {{{"code", Number{4}}, {"mtu", Number{1280}}}}, "", "03 04 f7fb 0000 0500"},
    {"icmp.time-exceeded", {}, "", "0b 00 f4ff 00000000"},
    {"icmp", {{{"type", Number{13}}, {"rest", Number{0x00010002}}}}, "", "0d 00 f2fc 0001 0002"},
    // RFC 2637 section 4.1: data, data with acknowledgment, acknowledgment alone.
    {"gre.ppp", {{{"call_id", Number{7}}, {"seq", Number{0}}}}, "ff03c02101010004", "30 01 880b 0008 0007 00000000 ff03c02101010004"},
    {"gre.ppp", {{{"call_id", Number{0x1234}}, {"seq", Number{5}}, {"ack", Number{4}}}}, "aa", "30 81 880b 0001 1234 00000005 00000004 aa"},
    {"gre.ack", {{{"call_id", Number{7}}, {"ack", Number{9}}}}, "", "20 81 880b 0000 0007 00000009"},
    // RFC 2784 section 2 and RFC 2890 section 2; checksum over all with itself as zero: b000+0800+0001+0002 = b803 -> 47fc.
    {"gre.v0", {}, "4500", "0000 0800 4500"},
    {"gre.v0", {{{"key", Number{0x00000001}}}}, "", "2000 0800 00000001"},
    {"gre.v0", {{{"c", Number{1}}, {"key", Number{1}}, {"seq", Number{2}}}}, "", "b000 0800 47fc 0000 00000001 00000002"},
    // RFC 1661 section 5.8: Echo-Request, identifier 1, length 8, magic number.
    {"ppp", {}, "", "ff 03 c021 09 01 0008 7473756b"},
    {"ppp", {{{"protocol", Number{0x00fd}}}}, "9000", "ff 03 00fd 9000"},
    // RFC 2637 sections 2.1 to 2.15.
    {"pptp.sccrq",
     {{{"host_name", to_octets("a")}, {"vendor", to_octets("b")}}},
     "",
     "009c 0001 1a2b3c4d 0001 0000 0100 0000 00000003 00000003 0000 0001 61" + zeros(63) + "62" + zeros(63)},
    {"pptp.sccrp",
     {{{"host_name", to_octets("a")}, {"vendor", to_octets("b")}, {"max_channels", Number{2}}}},
     "",
     "009c 0001 1a2b3c4d 0002 0000 0100 01 00 00000003 00000003 0002 0001 61" + zeros(63) + "62" + zeros(63)},
    {"pptp.stop-request", {{{"reason", Number{3}}}}, "", "0010 0001 1a2b3c4d 0003 0000 03 00 0000"},
    {"pptp.stop-reply", {}, "", "0010 0001 1a2b3c4d 0004 0000 01 00 0000"},
    {"pptp.echo-request", {{{"identifier", Number{0xdeadbeef}}}}, "", "0010 0001 1a2b3c4d 0005 0000 deadbeef"},
    {"pptp.echo-reply", {{{"identifier", Number{0xdeadbeef}}}}, "", "0014 0001 1a2b3c4d 0006 0000 deadbeef 01 00 0000"},
    {"pptp.ocrq",
     {{{"call_id", Number{7}},
       {"serial", Number{2}},
       {"minimum_bps", Number{300}},
       {"maximum_bps", Number{100000000}},
       {"window", Number{64}},
       {"phone_number", to_octets("12")},
       {"sub_address", Octets{0xfe}}}},
     "",
     "00a8 0001 1a2b3c4d 0007 0000 0007 0002 0000012c 05f5e100 00000003 00000003 0040 0000 0002 0000 3132" + zeros(62) + "fe" + zeros(63)},
    {"pptp.ocrp",
     {{{"call_id", Number{100}},
       {"peer_call_id", Number{7}},
       {"cause", Number{0}},
       {"connect_speed", Number{64000}},
       {"physical_channel", Number{5}}}},
     "",
     "0020 0001 1a2b3c4d 0008 0000 0064 0007 01 00 0000 0000fa00 0040 0000 00000005"},
    {"pptp.icrq",
     {{{"call_id", Number{3}}, {"dialed_number", to_octets("1")}, {"dialing_number", to_octets("22")}}},
     "",
     "00dc 0001 1a2b3c4d 0009 0000 0003 0001 00000003 00000000 0001 0002 31" + zeros(63) + "3232" + zeros(62) + zeros(64)},
    {"pptp.icrp",
     {{{"call_id", Number{4}}, {"peer_call_id", Number{3}}}},
     "",
     "0018 0001 1a2b3c4d 000a 0000 0004 0003 01 00 0040 0000 0000"},
    {"pptp.iccn", {{{"peer_call_id", Number{4}}}}, "", "001c 0001 1a2b3c4d 000b 0000 0004 0000 05f5e100 0040 0000 00000003"},
    {"pptp.call-clear", {{{"call_id", Number{7}}}}, "", "0010 0001 1a2b3c4d 000c 0000 0007 0000"},
    {"pptp.call-disconnect",
     {{{"call_id", Number{100}}, {"result", Number{4}}, {"cause", Number{16}}, {"statistics", to_octets("x")}}},
     "",
     "0094 0001 1a2b3c4d 000d 0000 0064 04 00 0010 0000 78" + zeros(127)},
    {"pptp.wan-error",
     {{{"peer_call_id", Number{7}},
       {"crc_errors", Number{1}},
       {"framing_errors", Number{2}},
       {"hardware_overruns", Number{3}},
       {"buffer_overruns", Number{4}},
       {"timeout_errors", Number{5}},
       {"alignment_errors", Number{6}}}},
     "",
     "0028 0001 1a2b3c4d 000e 0000 0007 0000 00000001 00000002 00000003 00000004 00000005 00000006"},
    {"pptp.set-link-info",
     {{{"peer_call_id", Number{7}}, {"send_accm", Number{0x0000000a}}}},
     "",
     "0018 0001 1a2b3c4d 000f 0000 0007 0000 0000000a ffffffff"},
};

Field const* find(Decoded const& decoded, std::string_view name) {
    for (auto const& field : decoded.fields)
        if (field.name == name) return &field;
    return nullptr;
}

/// Everything that was decoded, given back to the builder.
Fields given_back(Decoded const& decoded) {
    Fields fields;
    for (auto const& field : decoded.fields) fields.set(field.name, field.value);
    return fields;
}

/// The hexadecimal digits alone: some figures show half octets.
std::string digits(std::string text) {
    std::erase(text, ' ');
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vectors_from_the_rfcs)

BOOST_AUTO_TEST_CASE(builders_give_these_octets) {
    for (auto const& vector : vectors)
        BOOST_TEST(to_hex(samples::built(vector.message, vector.fields, *from_hex(vector.payload))) == digits(vector.octets),
                   vector.message);
}

BOOST_AUTO_TEST_CASE(decoders_find_message_fields_and_payload) {
    for (auto const& vector : vectors) {
        BOOST_TEST_CONTEXT(vector.message) {
            const auto octets = *from_hex(digits(vector.octets));
            const auto decoded = find_message(vector.message).protocol->decode(octets);
            BOOST_REQUIRE(decoded.has_value());
            BOOST_REQUIRE(decoded->message != nullptr);
            BOOST_TEST(decoded->message->name == vector.message);
            BOOST_TEST(decoded->problems.empty());
            for (auto const& [name, value] : vector.fields.values) {
                auto const* field = find(*decoded, name);
                BOOST_REQUIRE_MESSAGE(field != nullptr, name << " is decoded");
                const auto width = field->width;
                if (auto const* wanted = std::get_if<Number>(&value)) {
                    BOOST_TEST(std::get<Number>(field->value) == *wanted, name);
                    BOOST_TEST(*read_bits(octets, field->bit, width) == *wanted, name << " stands where it says");
                } else {
                    const auto wanted_octets = std::get<Octets>(value);
                    BOOST_TEST(same(View(std::get<Octets>(field->value)).first(wanted_octets.size()), wanted_octets), name);
                }
            }
            if (!vector.payload.empty()) BOOST_TEST(to_hex(part(octets, decoded->header)) == digits(vector.payload));
            BOOST_TEST(decoded->total == octets.size());
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_decoded_builds_the_same_octets_again) {
    for (auto const& vector : vectors) {
        BOOST_TEST_CONTEXT(vector.message) {
            const auto octets = *from_hex(digits(vector.octets));
            const auto decoded = find_message(vector.message).protocol->decode(octets);
            BOOST_REQUIRE(decoded.has_value());
            auto again = build(*decoded->message, given_back(*decoded), part(octets, decoded->header));
            BOOST_REQUIRE(again.has_value());
            BOOST_TEST(to_hex(*again) == digits(vector.octets));
        }
    }
}

BOOST_AUTO_TEST_CASE(every_row_of_these_protocols_has_a_vector) {
    std::set<std::string_view> covered = {"ethernet", "dhcp.discover", "dhcp.offer",  "dhcp.request",
                                          "dhcp.ack", "dhcp.nak",      "dhcp.release"};
    for (auto const& vector : vectors) covered.insert(vector.message);
    for (auto const* name : {"ethernet", "arp", "ip", "icmp", "udp", "tcp", "dhcp", "gre", "ppp", "pptp"})
        for (auto const& message : find_protocol(name)->messages) BOOST_TEST(covered.contains(message.name), message.name);
}

BOOST_AUTO_TEST_CASE(names_of_a_pptp_peer_stand_when_none_are_given) {
    const auto decoded = find_protocol("pptp")->decode(samples::built("pptp.sccrq"));
    BOOST_REQUIRE(decoded.has_value());
    BOOST_TEST(to_text(find(*decoded, "host_name")->value, FieldKind::text) == "\"client\"");
    BOOST_TEST(to_text(find(*decoded, "vendor")->value, FieldKind::text) == "\"Tsuka\"");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(objections)

namespace {

std::string objection(std::string_view protocol, std::string_view hex) {
    auto decoded = find_protocol(protocol)->decode(*from_hex(hex));
    if (!decoded) return "refused: " + decoded.error().what;
    std::string text;
    for (auto const& problem : decoded->problems) text += problem + "; ";
    return text;
}

bool mentions(std::string const& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(pptp_heads_that_a_receiver_would_refuse) {
    BOOST_TEST(objection("pptp", "0010 0001 1a2b3c4d 0005 0000 00000001").empty());
    BOOST_TEST(mentions(objection("pptp", "0010 0001 1a2b3c4e 0005 0000 00000001"), "Magic Cookie 0x1a2b3c4e"));
    BOOST_TEST(mentions(objection("pptp", "0010 0002 1a2b3c4d 0005 0000 00000001"), "message_type 2"));
    BOOST_TEST(mentions(objection("pptp", "0010 0001 1a2b3c4d 0010 0000 00000001"), "unknown control_type 16"));
    BOOST_TEST(mentions(objection("pptp", "0010 0001 1a2b3c4d 0006 0000 00000001"), "of 16 octets instead of 20"));
    BOOST_TEST(mentions(objection("pptp", "0014 0001 1a2b3c4d 0005 0000 00000001 00000000"), "of 20 octets instead of 16"));
    BOOST_TEST(mentions(objection("pptp", "0010 0001 1a2b3c4d 0005 0000 000000"), "incomplete: 15 of 16"));
    BOOST_TEST(mentions(objection("pptp", "000b 0001 1a2b3c4d 0005 0000 00000001"), "cannot be"));
}

BOOST_AUTO_TEST_CASE(gre_heads_that_a_receiver_would_refuse) {
    BOOST_TEST(objection("gre", "3001 880b 0001 0007 00000000 aa").empty());
    BOOST_TEST(mentions(objection("gre", "3001 880b 0002 0007 00000000 aa"), "truncated"));
    BOOST_TEST(mentions(objection("gre", "3001 880b 0000 0007 00000000 aa"), "payload_length 0"));
    BOOST_TEST(mentions(objection("gre", "b001 880b 0001 0007 00000000 aa"), "flags"));
    BOOST_TEST(mentions(objection("gre", "1001 880b 0001 0007 00000000 aa"), "flags"));
    BOOST_TEST(mentions(objection("gre", "3001 0800 0001 0007 00000000 aa"), "protocol"));
    BOOST_TEST(mentions(objection("gre", "2001 880b 0000 0007"), "neither"));
    BOOST_TEST(mentions(objection("gre", "3002 880b 0001 0007 00000000 aa"), "version 2"));
    BOOST_TEST(mentions(objection("gre", "b000 0800 47fd 0000 00000001 00000002"), "checksum"));
}

BOOST_AUTO_TEST_CASE(ip_udp_tcp_and_arp_heads_that_a_receiver_would_refuse) {
    const std::string addresses = "c0a80001c0a800c7";
    BOOST_TEST(mentions(objection("ip", "6500001400000000401100000000000000000000"), "version 6"));
    BOOST_TEST(mentions(objection("ip", "4400001400000000401100000000000000000000"), "header_length of 16"));
    BOOST_TEST(mentions(objection("ip", "4600001400000000401100000000000000000000"), "header_length of 24"));
    BOOST_TEST(mentions(objection("ip", "450000130000000040110000" + addresses), "less than its own header"));
    BOOST_TEST(mentions(objection("ip", "450000150000000040110000" + addresses), "truncated"));
    BOOST_TEST(mentions(objection("udp", "01f4 1194 000a 0000 ff"), "truncated"));
    BOOST_TEST(mentions(objection("udp", "01f4 1194 0008 0000 ff"), "length 8"));
    BOOST_TEST(mentions(objection("tcp", "0001 0002 00000000 00000000 4002 ffff 0000 0000"), "data_offset of 16"));
    BOOST_TEST(mentions(objection("tcp", "0001 0002 00000000 00000000 6002 ffff 0000 0000 02 05 05b4"), "option"));
    BOOST_TEST(mentions(objection("arp", "0006 0800 06 04 0001 020000000001 c0a80101 000000000000 c0a80102"), "Ethernet"));
}

BOOST_AUTO_TEST_CASE(options_of_ip_and_tcp_are_found_behind_others) {
    // Router Alert (RFC 2113); no-operation, window scale and then MSS.
    const auto ip = find_protocol("ip")->decode(*from_hex("4600001800000000401100000000000000000000 94040000"));
    BOOST_REQUIRE(ip.has_value());
    BOOST_TEST(ip->header == 24U);
    BOOST_TEST(to_hex(std::get<Octets>(find(*ip, "options")->value)) == "94040000");
    const auto tcp = find_protocol("tcp")->decode(*from_hex("0001 0002 00000000 00000000 7002 ffff 0000 0000 01 030307 02040564"));
    BOOST_REQUIRE(tcp.has_value());
    BOOST_TEST(std::get<Number>(find(*tcp, "mss")->value) == 1380U);
    BOOST_TEST(find(*tcp, "mss")->bit == 26U * 8);
    const auto built = samples::built("ip", {{{"options", *from_hex("940400")}}});
    BOOST_TEST(built.size() == 24U);
    BOOST_TEST((built[0] == 0x46 && built[3] == 24));
}

BOOST_AUTO_TEST_SUITE_END()
