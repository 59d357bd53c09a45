// What must hold for every row of the field table, so that suites, hints and builders can rely on it.
#include "generator/proto/registry.hpp"

#include "sample_frames.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

BOOST_AUTO_TEST_SUITE(registry)

using namespace tsuka;
using namespace tsuka::proto;

namespace {

bool snake_case(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char sign) {
        return (sign >= 'a' && sign <= 'z') || (sign >= '0' && sign <= '9') || sign == '_';
    });
}

bool is_number(FieldKind kind) {
    return kind == FieldKind::number || kind == FieldKind::ipv4;
}

void check_field(MessageSpec const& message, FieldSpec const& field) {
    BOOST_TEST_CONTEXT(message.name << " " << field.name) {
        BOOST_TEST(snake_case(field.name));
        BOOST_TEST(!field.about.empty());
        BOOST_TEST((!is_number(field.kind) || field.width <= 64));
        BOOST_TEST((field.kind != FieldKind::ipv4 || field.width == 32));
        BOOST_TEST((field.kind != FieldKind::ipv6 || field.width == 128));
        BOOST_TEST((field.kind != FieldKind::mac || field.width == 48));
        BOOST_TEST((is_number(field.kind) || field.width % 8 == 0));
        BOOST_TEST((field.width >= 64 || (field.initial >> field.width) == 0));
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_protocol_of_the_product_is_there) {
    std::vector<std::string_view> names;
    for (auto const* protocol : protocols()) names.push_back(protocol->name);
    for (auto const* wanted : {"ethernet", "arp",        "ip",     "icmp", "udp",  "tcp",  "dhcp",   "gre",       "ppp",  "pptp",
                               "esp",      "ah",         "ike",    "natt", "l2tp", "ipv6", "icmpv6", "wireguard", "stun", "l2tpv3",
                               "etherip",  "experiment", "natpmp", "pcp",  "dns",  "sip",  "ssdp",   "upnp",      "turn"}) {
        BOOST_TEST(std::count(names.begin(), names.end(), wanted) == 1, wanted);
        BOOST_REQUIRE(find_protocol(wanted) != nullptr);
        BOOST_TEST(find_protocol(wanted)->name == wanted);
        BOOST_TEST(!find_protocol(wanted)->messages.empty());
        BOOST_TEST(!find_protocol(wanted)->about.empty());
    }
    BOOST_TEST(find_protocol("nonesuch") == nullptr);
    BOOST_TEST(find_message("pptp.nonesuch").message == nullptr);
    BOOST_TEST(find_message("pptp.nonesuch").protocol == nullptr);
}

BOOST_AUTO_TEST_CASE(message_names_are_unique_and_begin_with_their_protocol) {
    std::set<std::string_view> seen;
    for (auto const* protocol : protocols()) {
        for (auto const& message : protocol->messages) {
            BOOST_TEST(seen.insert(message.name).second, message.name);
            BOOST_TEST((message.name == protocol->name || message.name.starts_with(std::string(protocol->name) + ".")), message.name);
            BOOST_TEST(!message.title.empty());
            BOOST_TEST(!message.source.empty());
            const auto found = find_message(message.name);
            BOOST_TEST(found.message == &message);
            BOOST_TEST(found.protocol == protocol);
        }
    }
    BOOST_TEST(message_names().size() == seen.size());
}

BOOST_AUTO_TEST_CASE(fields_are_well_formed_and_lie_in_the_head) {
    for (auto const* protocol : protocols()) {
        for (auto const& message : protocol->messages) {
            std::set<std::string_view> names;
            std::vector<bool> taken(message.size * 8);
            for (auto const& field : message.fields) {
                check_field(message, field);
                BOOST_TEST(names.insert(field.name).second, message.name << " " << field.name);
                BOOST_REQUIRE_MESSAGE(field.bit + field.width <= taken.size(), message.name << " " << field.name << " lies in the head");
                for (auto bit = field.bit; bit < field.bit + field.width; ++bit) {
                    BOOST_REQUIRE_MESSAGE(!taken[bit], message.name << " " << field.name << " overlaps another field");
                    taken[bit] = true;
                }
            }
            for (auto const& field : message.variable) {
                check_field(message, field);
                BOOST_TEST(names.insert(field.name).second, message.name << " " << field.name);
            }
            // build_fixed leaves variable parts to the message's own builder.
            BOOST_TEST((message.variable.empty() || message.build != nullptr), message.name);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_token_finds_room_in_every_token_field) {
    const Octets token = *from_hex("00ff01fe02fd03fc04fb05fa06f907f8");
    for (auto const& sample : samples::all()) {
        auto const& message = *sample.entry.message;
        if (message.token_field.empty()) continue;
        BOOST_TEST_CONTEXT(message.name) {
            auto const* field = find_field(message, message.token_field);
            BOOST_REQUIRE(field != nullptr);
            BOOST_TEST((field->kind == FieldKind::octets || field->kind == FieldKind::text));
            Fields given;
            given.set(message.token_field, token);
            const auto octets = samples::built(message.name, given, samples::payload_for(message));
            const auto decoded = sample.entry.protocol->decode(octets);
            BOOST_REQUIRE(decoded.has_value());
            const auto bears = [&](Field const& read) {
                auto const* value = std::get_if<Octets>(&read.value);
                return read.name == message.token_field && value && value->size() >= token.size() &&
                       same(View(*value).first(token.size()), token);
            };
            BOOST_TEST(std::any_of(decoded->fields.begin(), decoded->fields.end(), bears));
        }
    }
}

BOOST_AUTO_TEST_CASE(every_field_of_the_head_can_be_given) {
    for (auto const& sample : samples::all()) {
        auto const& message = *sample.entry.message;
        for (auto const& field : message.fields) {
            if (!is_number(field.kind)) continue;
            // A pattern that differs from the initial value and fits: the field's bits alternate.
            const auto pattern = 0x5555555555555555U >> (64 - field.width);
            const auto value = pattern == field.initial ? pattern ^ 1U : pattern;
            BOOST_TEST_CONTEXT(message.name << " " << field.name << " = " << value) {
                Fields given;
                given.set(field.name, value);
                auto octets = build(message, given, samples::payload_for(message));
                BOOST_REQUIRE_MESSAGE(octets.has_value(), "it can be built");
                auto read = read_field(field, *octets);
                BOOST_REQUIRE_MESSAGE(read.has_value(), "it is there");
                BOOST_TEST(std::get<std::uint64_t>(read->value) == value);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(unknown_fields_are_refused_by_every_builder) {
    Fields given;
    given.set("nonesuch", std::uint64_t{1});
    for (auto const& sample : samples::all()) {
        const auto octets = build(*sample.entry.message, given, samples::payload_for(*sample.entry.message));
        BOOST_TEST_CONTEXT(sample.name()) {
            BOOST_REQUIRE(!octets.has_value());
            BOOST_TEST(octets.error().what.find("nonesuch") != std::string::npos);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
