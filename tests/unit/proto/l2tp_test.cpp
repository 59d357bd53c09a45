// L2TP against octets written from RFC 2661 sections 3.1, 4 and 6, and octets that no peer would send.
#include "generator/proto/l2tp.hpp"

#include "tests/unit/proto/ipsec_l2tp_support.hpp"

namespace tsuka::proto::test {

BOOST_AUTO_TEST_SUITE(l2tp_messages)

namespace {

constexpr std::string_view token_hex = "00112233445566778899aabbccddeeff";

Octets l2tp(std::string_view name, Fields const& given = {}, View payload = {}) {
    return built(l2tp_protocol, name, given, payload);
}

Decoded read(View octets) {
    return decoded(l2tp_protocol, octets);
}

}  // namespace

BOOST_AUTO_TEST_CASE(sccrq_is_what_the_tables_say) {
    const auto given = fields({{"host_name", to_octets("lac")}, {"vendor_name", to_octets("v")}, {"assigned_tunnel_id", 0x1234U}});
    const auto wanted =
        hex("c802 0059 0000 0000 0000 0000"  // control, tunnel 0 (RFC 2661 section 3.1)
            "8008 0000 0000 0001"            // Message Type SCCRQ
            "8008 0000 0002 0100"            // Protocol Version
            "8009 0000 0007 6c6163"          // Host Name
            "800a 0000 0003 00000003"        // Framing Capabilities
            "8008 0000 0009 1234"            // Assigned Tunnel ID
            "800a 0000 0004 00000000"        // Bearer Capabilities
            "8008 0000 000a 0008"            // Receive Window Size
            "0007 0000 0008 76"              // Vendor Name, M = 0
        );
    auto expected = wanted;
    expected[3] = static_cast<std::uint8_t>(wanted.size());
    BOOST_TEST(to_hex(l2tp("l2tp.sccrq", given)) == to_hex(expected));
}

BOOST_AUTO_TEST_CASE(other_control_messages_have_their_mandatory_avps) {
    const auto check = [](std::string_view name, Fields const& given, std::string_view wanted) {
        BOOST_TEST(to_hex(part(l2tp(name, given), 12)) == to_hex(hex(wanted)), name);
    };
    check("l2tp.scccn", {}, "8008 0000 0000 0003");
    check("l2tp.stopccn", fields({{"assigned_tunnel_id", 9U}, {"result_code", 6U}}),
          "8008 0000 0000 0004  8008 0000 0009 0009  8008 0000 0001 0006");
    check("l2tp.hello", {}, "8008 0000 0000 0006");
    check("l2tp.icrq", fields({{"assigned_session_id", 5U}, {"call_serial", 7U}}),
          "8008 0000 0000 000a  8008 0000 000e 0005  800a 0000 000f 00000007  800a 0000 0012 00000001");
    check("l2tp.icrp", fields({{"assigned_session_id", 6U}}), "8008 0000 0000 000b  8008 0000 000e 0006");
    check("l2tp.iccn", fields({{"tx_connect_speed", 64000U}}), "8008 0000 0000 000c  800a 0000 0018 0000fa00  800a 0000 0013 00000001");
    check("l2tp.cdn", fields({{"result_code", 3U}, {"assigned_session_id", 6U}}),
          "8008 0000 0000 000e  8008 0000 0001 0003  8008 0000 000e 0006");
}

BOOST_AUTO_TEST_CASE(result_code_may_have_error_code_and_message) {
    // RFC 3193 section 4: "try another" with an address in the text.
    const auto octets = l2tp("l2tp.stopccn", fields({{"result_code", 2U}, {"error_code", 7U}, {"error_message", to_octets("192.0.2.9")}}));
    BOOST_TEST(to_hex(part(octets, 28)) == to_hex(hex("8013 0000 0001 0002 0007 3139322e302e322e39")));
    const auto got = read(octets);
    BOOST_TEST(number(got, "result_code") == 2U);
    BOOST_TEST(number(got, "error_code") == 7U);
    BOOST_TEST(text(got, "error_message") == "192.0.2.9");
}

BOOST_AUTO_TEST_CASE(zero_length_body_is_the_header_alone) {
    const auto octets = l2tp("l2tp.zlb", fields({{"tunnel_id", 0x0102U}, {"session_id", 0U}, {"ns", 3U}, {"nr", 4U}}));
    BOOST_TEST(to_hex(octets) == "c802000c0102000000030004");
    const auto got = read(octets);
    BOOST_TEST(name_of(got) == "l2tp.zlb");
    BOOST_TEST(number(got, "nr") == 4U);
    BOOST_TEST(message(l2tp_protocol, "l2tp.zlb").token_field.empty());
}

BOOST_AUTO_TEST_CASE(every_message_comes_back_as_itself) {
    for (auto const& row : l2tp_protocol.messages) {
        const auto octets = l2tp(row.name, fields({{"tunnel_id", 11U}, {"session_id", 12U}, {"ns", 13U}, {"nr", 14U}}));
        const auto got = read(octets);
        BOOST_TEST(name_of(got) == row.name);
        BOOST_TEST(got.problems.empty(), row.name);
        for (auto [name, value] : {std::pair{"tunnel_id", 11U}, std::pair{"session_id", 12U}, std::pair{"ns", 13U}, std::pair{"nr", 14U}})
            BOOST_TEST(number(got, name) == value, row.name << " " << name);
        if (row.name != "l2tp.data") BOOST_TEST(number(got, "length") == octets.size(), row.name);
    }
}

BOOST_AUTO_TEST_CASE(token_stands_in_an_avp_that_receivers_ignore) {
    for (auto const& row : l2tp_protocol.messages) {
        if (row.token_field.empty()) continue;
        const auto octets = l2tp(row.name, fields({{std::string(row.token_field), hex(token_hex)}}));
        BOOST_TEST(to_hex(part(octets, octets.size() - 22)) == "00167ed90000" + std::string(token_hex), row.name);
        const auto got = read(octets);
        BOOST_TEST(octets_hex(got, "token") == token_hex, row.name);
        BOOST_TEST(got.problems.empty(), row.name);
    }
    BOOST_TEST(message(l2tp_protocol, "l2tp.hello").token_field == "token");
}

BOOST_AUTO_TEST_CASE(data_header_follows_its_flags) {
    const auto check = [](std::vector<std::pair<std::string, Value>> values, std::string_view wanted, std::size_t header) {
        values.insert(values.end(), {{"tunnel_id", std::uint64_t{0x0a0b}}, {"session_id", std::uint64_t{0x0c0d}}});
        const auto octets = l2tp("l2tp.data", fields(values), hex("eeeeee"));
        BOOST_TEST(to_hex(octets) == to_hex(hex(wanted)));
        const auto got = read(octets);
        BOOST_TEST(name_of(got) == "l2tp.data");
        BOOST_TEST(got.header == header);
        BOOST_TEST(got.total == octets.size());
        BOOST_TEST(got.problems.empty());
        for (auto const& [name, value] : values) BOOST_TEST((field(got, name).value == value), wanted << " " << name);
    };
    check({}, "0002 0a0b 0c0d eeeeee", 6);
    check({{"l", 1U}}, "4002 000b 0a0b 0c0d eeeeee", 8);
    check({{"ns", 1U}, {"nr", 2U}}, "0802 0a0b 0c0d 0001 0002 eeeeee", 10);
    check({{"l", 1U}, {"s", 1U}, {"offset_size", 2U}}, "4a02 0013 0a0b 0c0d 0000 0000 0002 0000 eeeeee", 16);
    check({{"p", 1U}}, "0102 0a0b 0c0d eeeeee", 6);
}

BOOST_AUTO_TEST_CASE(data_without_payload_carries_an_lcp_echo_request) {
    BOOST_TEST(to_hex(l2tp("l2tp.data")) == to_hex(hex("0002 0001 0001 ff03 c021 09 01 0008 00000000")));
}

BOOST_AUTO_TEST_CASE(further_avps_are_written_once_when_given) {
    const auto octets = l2tp("l2tp.icrq", fields({{"called_number", to_octets("81")}, {"call_serial", 3U}, {"physical_channel_id", 2U}}));
    const auto got = read(octets);
    BOOST_TEST(text(got, "called_number") == "81");
    BOOST_TEST(number(got, "physical_channel_id") == 2U);
    BOOST_TEST(std::ranges::count(got.fields, std::string("call_serial"), &Field::name) == 1);
}

BOOST_AUTO_TEST_CASE(foreign_and_hidden_avps_are_octets) {
    const auto got =
        read(hex("c802 0033 0001 0000 0000 0000 8008 0000 0000 0006"
                 "c00a 0000 0009 deadbeef"      // hidden Assigned Tunnel ID
                 "0009 0137 0001 010203"        // vendor 311
                 "800c 0000 0024 000102030405"  // Random Vector
                 ));
    BOOST_TEST(name_of(got) == "l2tp.hello");
    BOOST_TEST(octets_hex(got, "avp_9") == "deadbeef");
    BOOST_TEST(octets_hex(got, "avp_311_1") == "010203");
    BOOST_TEST(octets_hex(got, "avp_36") == "000102030405");
    BOOST_TEST(got.problems.empty());
}

BOOST_AUTO_TEST_CASE(wrong_lengths_are_problems) {
    const auto problems = [](std::string_view text) { return read(hex(text)).problems.size(); };
    BOOST_TEST(problems("c802 0014 0001 0000 0000 0000 8008 0000 0000 0006") == 0U);
    BOOST_TEST(problems("c802 0015 0001 0000 0000 0000 8008 0000 0000 0006") == 1U);
    BOOST_TEST(problems("c802 0014 0001 0000 0000 0000 8005 0000 0000 0006") == 1U);
    BOOST_TEST(problems("c802 0014 0001 0000 0000 0000 8009 0000 0000 0006") == 1U);
    BOOST_TEST(problems("c802 0015 0001 0000 0000 0000 8009 0000 0000 000600") == 1U);
    BOOST_TEST(problems("8002 0001 0000 0000 0000") == 1U);
    BOOST_TEST(problems("4002 0009 0001 0001 eeee") == 1U);
    BOOST_TEST(!l2tp_protocol.decode(hex("c802 0014 0001 0000 0000")));
    BOOST_TEST(!l2tp_protocol.decode(hex("0202 0001 0001 00ff 00")));
}

BOOST_AUTO_TEST_CASE(other_versions_on_the_port_have_no_row) {
    for (auto text : {"c803001400000000", "0003000000000001", "0001010203"}) {
        const auto got = read(hex(text));
        BOOST_TEST(name_of(got) == "none");
        BOOST_TEST(got.problems.empty());
    }
}

BOOST_AUTO_TEST_CASE(refuses_what_does_not_fit) {
    BOOST_TEST(build_error(l2tp_protocol, "l2tp.sccrq", fields({{"assigned_tunnel_id", 0x10000U}})).find("assigned_tunnel_id") !=
               std::string::npos);
    BOOST_TEST(build_error(l2tp_protocol, "l2tp.sccrq", fields({{"host_name", Octets(1018, 'x')}})).find("host_name") != std::string::npos);
    BOOST_TEST(build_error(l2tp_protocol, "l2tp.hello", fields({{"spi", 1U}})).find("spi") != std::string::npos);
    BOOST_TEST(l2tp("l2tp.sccrq", fields({{"host_name", Octets(1017, 'x')}})).size() > 1017U);
}

BOOST_AUTO_TEST_CASE(any_octets_are_survived) {
    for (auto const& row : l2tp_protocol.messages) {
        const auto octets = l2tp(row.name);
        check_truncations(l2tp_protocol, octets);
        check_mutations(l2tp_protocol, octets);
    }
    check_truncations(l2tp_protocol, l2tp("l2tp.data", fields({{"l", 1U}, {"s", 1U}, {"offset_size", 5U}})));
    check_field_names_are_unique(l2tp_protocol);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tsuka::proto::test
