// The field table: building, reading, refusing, printing.
#include "generator/proto/protocol.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(protocol)

using namespace tsuka;
using namespace tsuka::proto;

namespace {

constexpr FieldSpec fields[] = {
    {"kind", 0, 4, FieldKind::number, 9, false, ""},      {"flag", 4, 1, FieldKind::number, 0, false, ""},
    {"address", 8, 32, FieldKind::ipv4, 0, true, ""},     {"hardware", 40, 48, FieldKind::mac, 0, false, ""},
    {"name", 88, 64, FieldKind::text, 0, false, ""},      {"blob", 152, 24, FieldKind::octets, 0, false, ""},
    {"cookie", 176, 64, FieldKind::number, 0, false, ""},
};
constexpr MessageSpec message = {.name = "toy", .title = "Toy", .source = "none", .fields = fields, .size = 30, .has_payload = true};
constexpr MessageSpec closed = {.name = "closed", .title = "Toy without payload", .source = "none", .fields = fields, .size = 30};

Fields given(std::string_view name, Value value) {
    Fields result;
    result.set(name, std::move(value));
    return result;
}

std::string refusal(Fields const& wanted) {
    auto built = build(message, wanted);
    return built ? std::string() : built.error().what;
}

}  // namespace

BOOST_AUTO_TEST_CASE(initial_values_stand_where_nothing_is_given) {
    BOOST_TEST(to_hex(*build(message, {})) == "90" + std::string(58, '0'));
}

BOOST_AUTO_TEST_CASE(given_values_stand_at_their_places) {
    Fields wanted;
    wanted.set("flag", std::uint64_t{1});
    wanted.set("address", std::uint64_t{0xc0000201});
    wanted.set("hardware", Octets{2, 0, 0, 0, 0, 1});
    wanted.set("name", to_octets("abc"));
    wanted.set("blob", Octets{0xde, 0xad});
    wanted.set("cookie", std::uint64_t{0x0102030405060708});
    const auto built = build(message, wanted, Octets{0xff});
    BOOST_TEST(to_hex(*built) ==
               "98"
               "c0000201"
               "020000000001"
               "6162630000000000"
               "dead00"
               "0102030405060708"
               "ff");

    const auto read = read_fixed(message, *built);
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST(to_text(read->at(0).value, read->at(0).kind, read->at(0).width) == "9");
    BOOST_TEST(to_text(read->at(2).value, read->at(2).kind, read->at(2).width) == "192.0.2.1");
    BOOST_TEST(to_text(read->at(3).value, read->at(3).kind, read->at(3).width) == "02:00:00:00:00:01");
    BOOST_TEST(to_text(read->at(4).value, read->at(4).kind, read->at(4).width) == "\"abc\"");
    BOOST_TEST(to_text(read->at(5).value, read->at(5).kind, read->at(5).width) == "dead00");
    BOOST_TEST(to_text(read->at(6).value, read->at(6).kind, read->at(6).width) == "0x0102030405060708");
    BOOST_TEST(read->at(2).translatable);
    BOOST_TEST(!read->at(0).translatable);
}

BOOST_AUTO_TEST_CASE(the_last_of_two_values_counts) {
    auto wanted = given("kind", std::uint64_t{1});
    wanted.set("kind", std::uint64_t{2});
    BOOST_TEST(wanted.values.size() == 1U);
    BOOST_TEST(wanted.number("kind", 7) == 2U);
    BOOST_TEST(wanted.number("flag", 7) == 7U);
    BOOST_TEST(wanted.find("flag") == nullptr);
}

BOOST_AUTO_TEST_CASE(refusals_name_the_field) {
    BOOST_TEST(refusal(given("kind", std::uint64_t{16})).find("kind = 16 does not fit into 4 bits") != std::string::npos);
    BOOST_TEST(refusal(given("address", std::uint64_t{1} << 32U)).find("address") != std::string::npos);
    BOOST_TEST(refusal(given("address", Octets{1, 2, 3, 4})).find("address") != std::string::npos);
    BOOST_TEST(refusal(given("hardware", Octets{1, 2, 3, 4, 5})).find("hardware") != std::string::npos);
    BOOST_TEST(refusal(given("name", Octets(9, 'x'))).find("name takes at most 8") != std::string::npos);
    BOOST_TEST(refusal(given("name", std::uint64_t{1})).find("name") != std::string::npos);
    BOOST_TEST(refusal(given("nmae", to_octets("x"))).find("\"nmae\"") != std::string::npos);
    BOOST_TEST(refusal(given("nmae", to_octets("x"))).find("kind, flag, address") != std::string::npos);
    BOOST_TEST(refusal({}).empty());
}

BOOST_AUTO_TEST_CASE(octets_as_a_text_field_come_back_whole) {
    const Octets token = {0x00, 0xff, 0x10, 0x80, 1, 2, 3, 4};
    const auto built = build(message, given("name", token));
    BOOST_TEST(std::get<Octets>(read_field(fields[4], *built)->value) == token, boost::test_tools::per_element());
    BOOST_TEST(to_text(Value{token}, FieldKind::text) == "00ff108001020304");
}

BOOST_AUTO_TEST_CASE(a_payload_goes_only_where_one_belongs) {
    BOOST_TEST(build(message, {}, Octets{1}).has_value());
    BOOST_TEST(!build(closed, {}, Octets{1}).has_value());
}

BOOST_AUTO_TEST_CASE(reading_short_octets_fails) {
    const Octets octets(30, 0);
    for (std::size_t length = 0; length < octets.size(); ++length) BOOST_TEST(!read_fixed(message, View(octets).first(length)).has_value());
    BOOST_TEST(read_fixed(message, octets).has_value());
    BOOST_TEST(!read_field(fields[6], View(octets).first(29)).has_value());
    BOOST_TEST(!read_field(fields[4], View(octets).first(18)).has_value());
}

BOOST_AUTO_TEST_CASE(numbers_are_hexadecimal_from_32_bits_on) {
    BOOST_TEST(to_text(Value{std::uint64_t{65535}}, FieldKind::number, 16) == "65535");
    BOOST_TEST(to_text(Value{std::uint64_t{0x1a2b3c4d}}, FieldKind::number, 32) == "0x1a2b3c4d");
    BOOST_TEST(to_text(Value{std::uint64_t{1}}, FieldKind::number, 32) == "0x00000001");
    BOOST_TEST(to_text(Value{std::uint64_t{7}}, FieldKind::number) == "7");
}

BOOST_AUTO_TEST_SUITE_END()
