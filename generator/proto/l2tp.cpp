// L2TP version 2: see l2tp.hpp.
#include "generator/proto/l2tp.hpp"

#include "generator/proto/l2tp_avps.hpp"
#include "generator/proto/variable_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tsuka::proto {

namespace {

constexpr std::size_t control_size = 12;
constexpr std::size_t data_size = 2;

constexpr FieldSpec flag(std::string_view name, std::size_t bit, bool set, std::string_view about) {
    return {.name = name, .bit = bit, .width = 1, .initial = set ? 1U : 0U, .about = about};
}

constexpr std::array<FieldSpec, 6> make_flags(bool control) {
    return {{
        flag("t", 0, control, "Type: 1 control, 0 data message (RFC 2661 section 3.1)"),
        flag("l", 1, control, "Length is present; always in control messages"),
        flag("s", 4, control, "Ns and Nr are present; always in control messages"),
        flag("o", 6, false, "Offset Size is present; never in control messages"),
        flag("p", 7, false, "Priority; never in control messages"),
        {.name = "version", .bit = 12, .width = 4, .initial = 2, .about = "2; 1 is L2F, 3 is L2TPv3 on the same port"},
    }};
}

constexpr std::string_view about_length = "Octets of the whole message; right unless it is given";
constexpr std::string_view about_tunnel = "Tunnel ID as the receiver assigned it, 0 in SCCRQ (RFC 2661 section 3.1)";
constexpr std::string_view about_session = "Session ID as the receiver assigned it (RFC 2661 section 3.1)";
constexpr std::string_view about_ns = "Sequence number of this message (RFC 2661 section 5.8)";
constexpr std::string_view about_nr = "Sequence number expected next (RFC 2661 section 5.8)";

constexpr auto data_head = make_flags(false);

constexpr std::array<FieldSpec, 11> make_control_head() {
    std::array<FieldSpec, 11> head{};
    std::ranges::copy(make_flags(true), head.begin());
    head[6] = {.name = "length", .bit = 16, .width = 16, .about = about_length};
    head[7] = {.name = "tunnel_id", .bit = 32, .width = 16, .about = about_tunnel};
    head[8] = {.name = "session_id", .bit = 48, .width = 16, .about = about_session};
    head[9] = {.name = "ns", .bit = 64, .width = 16, .about = about_ns};
    head[10] = {.name = "nr", .bit = 80, .width = 16, .about = about_nr};
    return head;
}
constexpr auto control_head = make_control_head();

// Behind the flags of a data message everything moves with them, so nothing has a fixed place.
constexpr std::array<FieldSpec, 6> data_variable{{
    {.name = "length", .width = 16, .about = about_length},
    {.name = "tunnel_id", .width = 16, .initial = 1, .about = about_tunnel},
    {.name = "session_id", .width = 16, .initial = 1, .about = about_session},
    {.name = "ns", .width = 16, .about = about_ns},
    {.name = "nr", .width = 16, .about = about_nr},
    {.name = "offset_size", .width = 16, .about = "Octets of padding before the payload (RFC 2661 section 3.1)"},
}};

/// Message type and AVPs, mandatory ones (RFC 2661 section 6) and those that real peers send besides.
struct ControlRecipe {
    std::string_view message;
    std::uint16_t type = 0;
    std::array<std::string_view, 8> avps{};

    [[nodiscard]] std::size_t count() const { return static_cast<std::size_t>(std::ranges::find(avps, std::string_view{}) - avps.begin()); }
};

std::string_view avp_name(AvpSpec const& avp) {
    return avp.field.name;
}

constexpr std::array<ControlRecipe, 9> recipes{{
    {.message = "l2tp.sccrq",
     .type = 1,
     .avps = {"protocol_version", "host_name", "framing_capabilities", "assigned_tunnel_id", "bearer_capabilities", "receive_window_size",
              "vendor_name"}},
    {.message = "l2tp.sccrp",
     .type = 2,
     .avps = {"protocol_version", "framing_capabilities", "host_name", "assigned_tunnel_id", "bearer_capabilities", "receive_window_size",
              "vendor_name"}},
    {.message = "l2tp.scccn", .type = 3},
    {.message = "l2tp.stopccn", .type = 4, .avps = {"assigned_tunnel_id", "result_code"}},
    {.message = "l2tp.hello", .type = 6},
    {.message = "l2tp.icrq", .type = 10, .avps = {"assigned_session_id", "call_serial", "bearer_type"}},
    {.message = "l2tp.icrp", .type = 11, .avps = {"assigned_session_id"}},
    {.message = "l2tp.iccn", .type = 12, .avps = {"tx_connect_speed", "framing_type"}},
    {.message = "l2tp.cdn", .type = 14, .avps = {"result_code", "assigned_session_id"}},
}};

ControlRecipe const* recipe_of(std::string_view message) {
    auto const* found = std::ranges::find(recipes, message, &ControlRecipe::message);
    return found == recipes.end() ? nullptr : found;
}

bool is_given(Fields const& given, AvpSpec const& avp) {
    if (avp.form == AvpForm::result && (given.find("error_code") != nullptr || given.find("error_message") != nullptr)) return true;
    return given.find(avp.field.name) != nullptr;
}

/// Message Type first, then the message's own AVPs in their order, then others that are given, then the token.
void write_avps(Writer& writer, ControlRecipe const& recipe, Fields const& given) {
    auto typed = given;
    if (given.find("message_type") == nullptr) typed.set("message_type", std::uint64_t{recipe.type});
    write_avp(writer, avps().front(), typed);
    const auto own = std::span(recipe.avps).first(recipe.count());
    for (auto name : own) write_avp(writer, *std::ranges::find(avps(), name, avp_name), given);
    for (auto const& avp : avps().subspan(1))
        if (is_given(given, avp) && std::ranges::find(own, avp.field.name) == own.end()) write_avp(writer, avp, given);
    if (auto const* token = given_octets(given, "token")) write_token_avp(writer, *token);
}

/// A control message; without a recipe the Zero-Length Body message, which only acknowledges (RFC 2661 section 5.8).
Result<Octets> build_control(MessageSpec const& message, Fields const& given, View) {
    auto head = build_head(message, given);
    if (!head) return head;
    Writer writer;
    writer.octets(*head);
    if (auto const* recipe = recipe_of(message.name)) write_avps(writer, *recipe, given);
    if (writer.size() > 0xffff) return fail(fmt::format("{}: {} octets are more than its length can say", message.name, writer.size()));
    if (given.find("length") == nullptr) writer.patch(2, writer.size(), 2);
    return writer.take();
}

/// LCP Echo-Request, when the suite does not care what the tunnel carries (RFC 1661 section 5.8).
constexpr std::array<std::uint8_t, 12> usual_frame{0xff, 0x03, 0xc0, 0x21, 0x09, 0x01, 0x00, 0x08, 0x00, 0x00, 0x00, 0x00};

/// Optional fields appear as the flags say; a flag that is not given is set when its field is.
Result<Octets> build_data(MessageSpec const& message, Fields const& given, View payload) {
    auto flags = given;
    const auto imply = [&](std::string_view bit, bool set) {
        if (given.find(bit) == nullptr && set) flags.set(bit, std::uint64_t{1});
        return flags.number(bit, 0) != 0;
    };
    const bool has_length = imply("l", given.find("length") != nullptr);
    const bool has_sequence = imply("s", given.find("ns") != nullptr || given.find("nr") != nullptr);
    const bool has_offset = imply("o", given.find("offset_size") != nullptr);
    auto head = build_head(message, flags);
    if (!head) return head;
    Writer writer;
    writer.octets(*head);
    if (has_length) writer.u16(given.number("length", 0));
    writer.u16(given.number("tunnel_id", 1)).u16(given.number("session_id", 1));
    if (has_sequence) writer.u16(given.number("ns", 0)).u16(given.number("nr", 0));
    if (has_offset) writer.u16(given.number("offset_size", 0)).zeros(static_cast<std::size_t>(given.number("offset_size", 0)));
    writer.octets(payload.empty() ? View(usual_frame) : payload);
    if (has_length && writer.size() > 0xffff)
        return fail(fmt::format("l2tp.data: {} octets are more than its length can say", writer.size()));
    if (has_length && given.find("length") == nullptr) writer.patch(2, writer.size(), 2);
    return writer.take();
}

constexpr MessageSpec control(std::string_view name, std::string_view title, std::string_view source) {
    return {.name = name,
            .title = title,
            .source = source,
            .fields = control_head,
            .size = control_size,
            .build = build_control,
            .variable = control_avp_fields,
            .token_field = "token"};
}

constexpr std::array<MessageSpec, 11> messages{{
    control("l2tp.sccrq", "Start-Control-Connection-Request", "RFC 2661 section 6.1"),
    control("l2tp.sccrp", "Start-Control-Connection-Reply", "RFC 2661 section 6.2"),
    control("l2tp.scccn", "Start-Control-Connection-Connected", "RFC 2661 section 6.3"),
    control("l2tp.stopccn", "Stop-Control-Connection-Notification", "RFC 2661 section 6.4"),
    control("l2tp.hello", "Hello", "RFC 2661 section 6.5"),
    control("l2tp.icrq", "Incoming-Call-Request", "RFC 2661 section 6.6"),
    control("l2tp.icrp", "Incoming-Call-Reply", "RFC 2661 section 6.7"),
    control("l2tp.iccn", "Incoming-Call-Connected", "RFC 2661 section 6.8"),
    control("l2tp.cdn", "Call-Disconnect-Notify", "RFC 2661 section 6.12"),
    {.name = "l2tp.zlb",
     .title = "Zero-Length Body acknowledgement",
     .source = "RFC 2661 section 5.8",
     .fields = control_head,
     .size = control_size,
     .build = build_control},
    {.name = "l2tp.data",
     .title = "Data message",
     .source = "RFC 2661 section 3.1",
     .fields = data_head,
     .size = data_size,
     .has_payload = true,
     .build = build_data,
     .variable = data_variable},
}};
constexpr MessageSpec const& zlb = messages[9];
constexpr MessageSpec const& data = messages[10];

/// Row of a control message by its Message Type AVP; a message without AVPs is the ZLB.
MessageSpec const* control_row(Decoded const& decoded) {
    if (decoded.total == control_size) return &zlb;
    const auto type = number_of(decoded.fields, "message_type");
    auto const* recipe = std::ranges::find(recipes, type, &ControlRecipe::type);
    if (recipe == recipes.end()) return nullptr;
    return std::ranges::find(messages, recipe->message, &MessageSpec::name);
}

Result<Decoded> decode_control(View octets) {
    auto head = read_fixed(zlb, octets);
    if (!head) return head.error();
    Decoded decoded{.message = nullptr, .header = 0, .total = 0, .fields = std::move(*head), .problems = {}};
    const auto length = static_cast<std::size_t>(number_of(decoded.fields, "length"));
    decoded.header = decoded.total = std::clamp(length, control_size, octets.size());
    if (length != octets.size()) decoded.problems.push_back(fmt::format("length says {} octets, {} are there", length, octets.size()));
    read_avps(part(octets, 0, decoded.total), control_size, decoded);
    decoded.message = control_row(decoded);
    return decoded;
}

/// Reads the optional fields of a data message one after the other.
class DataReader {
public:
    DataReader(View octets, Decoded& decoded) : reader_(octets), decoded_(decoded) { reader_.skip(data_size); }

    std::uint64_t field(std::string_view name) {
        const auto at = reader_.position();
        const auto value = reader_.u16();
        if (reader_.ok()) decoded_.fields.push_back(number_field(name, at, 2, value));
        return value;
    }
    void skip(std::uint64_t count) { reader_.skip(static_cast<std::size_t>(count)); }
    [[nodiscard]] Reader const& reader() const { return reader_; }

private:
    Reader reader_;
    Decoded& decoded_;
};

Result<Decoded> decode_data(View octets, std::vector<Field> head) {
    const auto set = [&](std::string_view bit) { return number_of(head, bit) != 0; };
    const bool has_length = set("l");
    const bool has_sequence = set("s");
    const bool has_offset = set("o");
    Decoded decoded{.message = &data, .header = 0, .total = octets.size(), .fields = std::move(head), .problems = {}};
    DataReader reader(octets, decoded);
    if (has_length) {
        const auto length = static_cast<std::size_t>(reader.field("length"));
        if (length != octets.size()) decoded.problems.push_back(fmt::format("length says {} octets, {} are there", length, octets.size()));
    }
    reader.field("tunnel_id");
    reader.field("session_id");
    if (has_sequence) {
        reader.field("ns");
        reader.field("nr");
    }
    if (has_offset) reader.skip(reader.field("offset_size"));
    if (!reader.reader().ok()) return fail(fmt::format("l2tp.data: the header does not fit into {} octets", octets.size()));
    decoded.header = reader.reader().position();
    if (has_length)
        decoded.total = std::clamp(static_cast<std::size_t>(number_of(decoded.fields, "length")), decoded.header, octets.size());
    return decoded;
}

Result<Decoded> decode(View octets) {
    auto head = read_fixed(data, octets);
    if (!head) return head.error();
    // L2F and L2TPv3 use the same port; only the version field is at the same place in all three (RFC 2661 section 3.1).
    if (number_of(*head, "version") != 2)
        return Decoded{.message = nullptr, .header = data_size, .total = octets.size(), .fields = std::move(*head), .problems = {}};
    if (number_of(*head, "t") == 0) return decode_data(octets, std::move(*head));
    // Without Length, Ns and Nr the fields of a control message do not stand where RFC 2661 section 3.1 puts them.
    if (number_of(*head, "l") == 0 || number_of(*head, "s") == 0) {
        Decoded decoded{.message = nullptr, .header = data_size, .total = octets.size(), .fields = std::move(*head), .problems = {}};
        decoded.problems.emplace_back("control message without its Length, Ns and Nr");
        return decoded;
    }
    return decode_control(octets);
}

}  // namespace

constinit ProtocolSpec const l2tp_protocol{
    .name = "l2tp",
    .title = "Layer Two Tunneling Protocol, version 2",
    .source = "RFC 2661",
    .carrier = Carrier::udp,
    .ip_protocol = 17,
    .port = 1701,
    .messages = messages,
    .decode = decode,
    .about =
        "Control and data share one UDP association; tunnel and session numbers are local to each end, so a NAT needs to translate "
        "addresses and ports only. Often both ports are 1701, which makes a second client to the same server the interesting case.",
};

}  // namespace tsuka::proto
