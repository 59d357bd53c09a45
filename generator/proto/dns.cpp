// One question of one shape: its name is a label of 16 octets, whatever they are, below "example" (RFC 1035 section 3.1, RFC 2606).
#include "generator/proto/dns.hpp"

#include <array>

namespace tsuka::proto {

namespace {

constexpr std::uint64_t a_record = 1;
constexpr std::uint64_t internet = 1;
constexpr std::size_t query_size = 42;
constexpr std::size_t response_size = query_size + 16;

constexpr FieldSpec number(std::string_view name, std::size_t octet, std::size_t octets, std::uint64_t initial, std::string_view about) {
    return {.name = name, .bit = octet * 8, .width = octets * 8, .initial = initial, .about = about};
}

constexpr FieldSpec id = number("query_id", 0, 2, 0x5473, "The same in the answer (section 4.1.1)");
constexpr FieldSpec questions = number("questions", 4, 2, 1, "1 (section 4.1.1)");
constexpr FieldSpec name{.name = "name",
                         .bit = 13 * 8,
                         .width = 128,
                         .kind = FieldKind::octets,
                         .about = "The first label of the name that is asked for, of 16 octets (section 3.1)"};
constexpr FieldSpec label = number("label_length", 12, 1, 16, "Octets of the first label (section 3.1)");
constexpr FieldSpec second = number("second_label", 29, 8, 0x076578616d706c65, "\"example\", with its length in front (section 3.1)");
constexpr FieldSpec root = number("root_label", 37, 1, 0, "0: the name ends (section 3.1)");
constexpr FieldSpec type = number("query_type", 38, 2, a_record, "1: an IPv4 address (section 3.2.2)");
constexpr FieldSpec in_class = number("query_class", 40, 2, internet, "1: the Internet (section 3.2.4)");

constexpr FieldSpec flags(std::uint64_t initial) {
    return number("flags", 2, 2, initial, "0100 a query that wants recursion, 8180 its answer (section 4.1.1)");
}
constexpr FieldSpec answers(std::uint64_t initial) {
    return number("answers", 6, 2, initial, "How many records answer (section 4.1.1)");
}

constexpr FieldSpec query[] = {id, flags(0x0100), questions, answers(0), label, name, second, root, type, in_class};
constexpr FieldSpec reply[] = {
    id,
    flags(0x8180),
    questions,
    answers(1),
    label,
    name,
    second,
    root,
    type,
    in_class,
    number("answer_name", 42, 2, 0xc00c, "A pointer to the name in the question (section 4.1.4)"),
    number("answer_type", 44, 2, a_record, "1: an IPv4 address (section 3.2.2)"),
    number("answer_class", 46, 2, internet, "1: the Internet (section 3.2.4)"),
    number("answer_ttl", 48, 4, 60, "Seconds for which it may be kept (section 3.2.1)"),
    number("answer_length", 52, 2, 4, "Octets of the address (section 3.2.1)"),
    FieldSpec{.name = "address", .bit = 54 * 8, .width = 32, .kind = FieldKind::ipv4, .about = "The address (section 3.4.1)"},
};

constexpr std::array<MessageSpec, 2> messages{{
    {.name = "dns.query", .title = "DNS query", .source = "RFC 1035 section 4", .fields = query, .size = query_size, .token_field = "name"},
    {.name = "dns.response",
     .title = "DNS response",
     .source = "RFC 1035 section 4",
     .fields = reply,
     .size = response_size,
     .token_field = "name"},
}};

Result<Decoded> decode(View octets) {
    constexpr unsigned answer = 0x80;
    if (octets.size() < query_size) return fail("too short for the question");
    auto const& found = messages[(octets[2] & answer) != 0 ? 1 : 0];
    if (octets.size() != found.size || octets[12] != 16) return fail("a question, or an answer, of another shape");
    return decode_as(found, octets);
}

}  // namespace

constinit ProtocolSpec const dns_protocol{
    .name = "dns",
    .title = "Domain Name System",
    .source = "RFC 1035",
    .carrier = Carrier::udp,
    .ip_protocol = 17,
    .port = 53,
    .perhaps = true,
    .messages = messages,
    .decode = decode,
    .about =
        "A question for the address of a name, and the answer. Some routers answer in a server's place, or exchange addresses in the "
        "answer for others.",
};

}  // namespace tsuka::proto
