// PPTP: see pptp.hpp. The rows follow RFC 2637 sections 2.1 to 2.15 in order, so a message's index is its control type less one.
#include "generator/proto/pptp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tsuka::proto {

namespace {

constexpr std::size_t head_size = 12;
constexpr std::size_t head_fields = 5;

constexpr std::array<FieldSpec, head_fields> head(std::uint64_t length, std::uint64_t type) {
    return {{
        {"length", 0, 16, FieldKind::number, length, false, "Octets of the whole message (RFC 2637 section 1.4)."},
        {"message_type", 16, 16, FieldKind::number, 1, false, "1 control message, 2 management message (RFC 2637 section 2)."},
        {"magic", 32, 32, FieldKind::number, pptp_magic, false, "Magic Cookie 0x1a2b3c4d (RFC 2637 section 2)."},
        {"control_type", 64, 16, FieldKind::number, type, false, "Which control message (RFC 2637 section 2)."},
        {"reserved0", 80, 16, FieldKind::number, 0, false, "Must be zero (RFC 2637 section 2)."},
    }};
}

/// Places are octets from the start of the message, as in the RFC's figures.
constexpr FieldSpec number(std::string_view name, std::size_t octet, std::size_t size, std::uint64_t initial, std::string_view about) {
    return {name, octet * 8, size * 8, FieldKind::number, initial, false, about};
}
constexpr FieldSpec text(std::string_view name, std::size_t octet, std::string_view about) {
    return {name, octet * 8, 512, FieldKind::text, 0, false, about};
}
constexpr FieldSpec call_id(std::size_t octet) {
    return {"call_id",
            octet * 8,
            16,
            FieldKind::number,
            1,
            true,
            "Assigned by the sender; rewritten when it stands behind a NAT (RFC 2637 section 2.7)."};
}
constexpr FieldSpec peer_call_id(std::size_t octet) {
    return {"peer_call_id", octet * 8, 16, FieldKind::number, 1, true, "The Call ID that the receiver assigned (RFC 2637 section 2.8)."};
}
constexpr FieldSpec result(std::size_t octet, std::string_view about) {
    return number("result", octet, 1, 1, about);
}
constexpr FieldSpec error(std::size_t octet) {
    return number("error", octet, 1, 0,
                  "0 none, 1 not connected, 2 format, 3 value, 4 resource, 5 Call ID, 6 PAC (RFC 2637 section 2.16).");
}
constexpr FieldSpec framing(std::size_t octet, std::string_view name = "framing_type") {
    return number(name, octet, 4, 3, "Bits: 1 asynchronous, 2 synchronous (RFC 2637 section 2.1).");
}
constexpr FieldSpec bearer(std::size_t octet, std::string_view name = "bearer_type") {
    return number(name, octet, 4, 3, "Bits: 1 analog, 2 digital (RFC 2637 section 2.1).");
}
constexpr FieldSpec window(std::size_t octet) {
    return number("window", octet, 2, 64, "Packet Receive Window Size (RFC 2637 section 2.7).");
}
constexpr FieldSpec delay(std::size_t octet) {
    return number("delay", octet, 2, 0, "Packet Processing Delay in tenths of a second (RFC 2637 section 2.7).");
}
constexpr FieldSpec speed(std::size_t octet) {
    return number("connect_speed", octet, 4, 100'000'000, "Bits per second (RFC 2637 section 2.8).");
}
constexpr FieldSpec channel(std::size_t octet) {
    return number("physical_channel", octet, 4, 0, "Physical Channel ID (RFC 2637 section 2.8).");
}
constexpr FieldSpec reserved1(std::size_t octet, std::size_t size = 2) {
    return number("reserved1", octet, size, 0, "Must be zero.");
}
constexpr FieldSpec cause(std::size_t octet) {
    return number("cause", octet, 2, 0, "Cause code of the network (RFC 2637 section 2.8).");
}
constexpr FieldSpec serial(std::size_t octet) {
    return number("serial", octet, 2, 1, "Call Serial Number, for logs (RFC 2637 section 2.7).");
}

template <std::size_t count>
constexpr auto fields(std::uint64_t length, std::uint64_t type, FieldSpec const (&body)[count]) {
    std::array<FieldSpec, head_fields + count> all;
    const auto first = head(length, type);
    std::copy(first.begin(), first.end(), all.begin());
    std::copy(std::begin(body), std::end(body), all.begin() + head_fields);
    return all;
}

constexpr std::string_view version_about = "Protocol version and revision: 0x0100 (RFC 2637 section 2.1).";
constexpr std::string_view host_about = "Host name, at most 64 octets (RFC 2637 section 2.1).";
constexpr std::string_view vendor_about = "Vendor name, at most 64 octets (RFC 2637 section 2.1).";

constexpr auto sccrq =
    fields(156, 1,
           {number("version", 12, 2, 0x0100, version_about), reserved1(14), framing(16, "framing_capabilities"),
            bearer(20, "bearer_capabilities"), number("max_channels", 24, 2, 0, "Sessions that a PAC can bear (RFC 2637 section 2.1)."),
            number("firmware", 26, 2, 1, "Firmware revision (RFC 2637 section 2.1)."), text("host_name", 28, host_about),
            text("vendor", 92, vendor_about)});
constexpr auto sccrp = fields(156, 2,
                              {number("version", 12, 2, 0x0100, version_about),
                               result(14, "1 success, 2 error, 3 exists, 4 not authorised, 5 version (RFC 2637 section 2.2)."), error(15),
                               framing(16, "framing_capabilities"), bearer(20, "bearer_capabilities"),
                               number("max_channels", 24, 2, 1, "Sessions that the PAC can bear (RFC 2637 section 2.2)."),
                               number("firmware", 26, 2, 1, "Firmware revision (RFC 2637 section 2.2)."), text("host_name", 28, host_about),
                               text("vendor", 92, vendor_about)});
constexpr auto stop_request =
    fields(16, 3, {number("reason", 12, 1, 1, "1 none, 2 protocol, 3 local shutdown (RFC 2637 section 2.3)."), reserved1(13, 3)});
constexpr auto stop_reply = fields(16, 4, {result(12, "1 OK, 2 error (RFC 2637 section 2.4)."), error(13), reserved1(14)});
constexpr auto echo_request = fields(16, 5, {number("identifier", 12, 4, 1, "Matches reply to request (RFC 2637 section 2.5).")});
constexpr auto echo_reply = fields(20, 6,
                                   {number("identifier", 12, 4, 1, "As in the request (RFC 2637 section 2.6)."),
                                    result(16, "1 OK, 2 error (RFC 2637 section 2.6)."), error(17), reserved1(18)});
constexpr auto ocrq =
    fields(168, 7,
           {call_id(12), serial(14), number("minimum_bps", 16, 4, 300, "Lowest line speed (RFC 2637 section 2.7)."),
            number("maximum_bps", 20, 4, 100'000'000, "Highest line speed (RFC 2637 section 2.7)."), bearer(24), framing(28), window(32),
            delay(34), number("phone_length", 36, 2, 0, "Digits in phone_number (RFC 2637 section 2.7)."), reserved1(38),
            text("phone_number", 40, "Number to dial (RFC 2637 section 2.7)."),
            text("sub_address", 104, "Additional dialing information (RFC 2637 section 2.7).")});
constexpr auto ocrp =
    fields(32, 8,
           {call_id(12), peer_call_id(14),
            result(16, "1 connected, 2 error, 3 no carrier, 4 busy, 5 no tone, 6 time-out, 7 refused (RFC 2637 section 2.8)."), error(17),
            cause(18), speed(20), window(24), delay(26), channel(28)});
constexpr auto icrq = fields(
    220, 9,
    {call_id(12), serial(14), bearer(16), channel(20), number("dialed_length", 24, 2, 0, "Digits in dialed_number (RFC 2637 section 2.9)."),
     number("dialing_length", 26, 2, 0, "Digits in dialing_number (RFC 2637 section 2.9)."),
     text("dialed_number", 28, "Number that was called (RFC 2637 section 2.9)."),
     text("dialing_number", 92, "Number of the caller (RFC 2637 section 2.9)."),
     text("sub_address", 156, "Additional dialing information (RFC 2637 section 2.9).")});
constexpr auto icrp = fields(24, 10,
                             {call_id(12), peer_call_id(14), result(16, "1 connect, 2 error, 3 refused (RFC 2637 section 2.10)."),
                              error(17), window(18), delay(20), reserved1(22)});
constexpr auto iccn = fields(28, 11, {peer_call_id(12), reserved1(14), speed(16), window(20), delay(22), framing(24)});
constexpr auto call_clear = fields(16, 12, {call_id(12), reserved1(14)});
constexpr FieldSpec statistics = {"statistics", 160, 1024, FieldKind::text, 0, false, "Call statistics as text (RFC 2637 section 2.13)."};
constexpr auto disconnect = fields(148, 13,
                                   {call_id(12), result(14, "1 lost carrier, 2 error, 3 shutdown, 4 request (RFC 2637 section 2.13)."),
                                    error(15), cause(16), reserved1(18), statistics});
constexpr auto wan_error =
    fields(40, 14,
           {peer_call_id(12), reserved1(14), number("crc_errors", 16, 4, 0, "Frames with CRC errors (RFC 2637 section 2.14)."),
            number("framing_errors", 20, 4, 0, "Frames with framing errors (RFC 2637 section 2.14)."),
            number("hardware_overruns", 24, 4, 0, "Receive buffer over-runs (RFC 2637 section 2.14)."),
            number("buffer_overruns", 28, 4, 0, "Buffer over-runs (RFC 2637 section 2.14)."),
            number("timeout_errors", 32, 4, 0, "Time-outs (RFC 2637 section 2.14)."),
            number("alignment_errors", 36, 4, 0, "Alignment errors (RFC 2637 section 2.14).")});
constexpr std::string_view accm_about = "Asynchronous control character map (RFC 2637 section 2.15).";
constexpr auto set_link_info = fields(24, 15,
                                      {peer_call_id(12), reserved1(14), number("send_accm", 16, 4, 0xffffffff, accm_about),
                                       number("receive_accm", 20, 4, 0xffffffff, accm_about)});

struct Default {
    std::string_view message;
    std::string_view field;
    std::string_view value;
};
// What a peer would say of itself; an empty name would be legal, but no implementation sends one.
constexpr Default text_defaults[] = {{"pptp.sccrq", "host_name", "client"},
                                     {"pptp.sccrq", "vendor", "Tsuka"},
                                     {"pptp.sccrp", "host_name", "server"},
                                     {"pptp.sccrp", "vendor", "Tsuka"}};

struct CountedText {
    std::string_view length;
    std::string_view content;
};
constexpr CountedText counted_texts[] = {
    {"phone_length", "phone_number"}, {"dialed_length", "dialed_number"}, {"dialing_length", "dialing_number"}};

Result<Octets> build_pptp(MessageSpec const& message, Fields const& given, View payload) {
    Fields complete = given;
    for (auto const& item : text_defaults)
        if (item.message == message.name && !given.find(item.field)) complete.set(item.field, to_octets(item.value));
    for (auto const& item : counted_texts) {
        auto const* content = given.find(item.content);
        auto const* octets = content ? std::get_if<Octets>(content) : nullptr;
        if (octets && !given.find(item.length)) complete.set(item.length, std::uint64_t{octets->size()});
    }
    return build_fixed(message, complete, payload);
}

template <std::size_t count>
constexpr MessageSpec row(std::string_view name, std::string_view title, std::string_view source,
                          std::array<FieldSpec, count> const& fields, std::string_view token_field = {}) {
    return {.name = name,
            .title = title,
            .source = source,
            .fields = fields,
            .size = static_cast<std::size_t>(fields[0].initial),
            .build = build_pptp,
            .token_field = token_field};
}

constexpr MessageSpec messages[] = {
    row("pptp.sccrq", "Start-Control-Connection-Request", "RFC 2637 section 2.1", sccrq, "vendor"),
    row("pptp.sccrp", "Start-Control-Connection-Reply", "RFC 2637 section 2.2", sccrp, "vendor"),
    row("pptp.stop-request", "Stop-Control-Connection-Request", "RFC 2637 section 2.3", stop_request),
    row("pptp.stop-reply", "Stop-Control-Connection-Reply", "RFC 2637 section 2.4", stop_reply),
    row("pptp.echo-request", "Echo-Request", "RFC 2637 section 2.5", echo_request),
    row("pptp.echo-reply", "Echo-Reply", "RFC 2637 section 2.6", echo_reply),
    row("pptp.ocrq", "Outgoing-Call-Request", "RFC 2637 section 2.7", ocrq, "sub_address"),
    row("pptp.ocrp", "Outgoing-Call-Reply", "RFC 2637 section 2.8", ocrp),
    row("pptp.icrq", "Incoming-Call-Request", "RFC 2637 section 2.9", icrq, "sub_address"),
    row("pptp.icrp", "Incoming-Call-Reply", "RFC 2637 section 2.10", icrp),
    row("pptp.iccn", "Incoming-Call-Connected", "RFC 2637 section 2.11", iccn),
    row("pptp.call-clear", "Call-Clear-Request", "RFC 2637 section 2.12", call_clear),
    row("pptp.call-disconnect", "Call-Disconnect-Notify", "RFC 2637 section 2.13", disconnect, "statistics"),
    row("pptp.wan-error", "WAN-Error-Notify", "RFC 2637 section 2.14", wan_error),
    row("pptp.set-link-info", "Set-Link-Info", "RFC 2637 section 2.15", set_link_info),
};

// The head that every message shares, for control types that no row describes.
constexpr auto any_head = head(head_size, 0);
constexpr MessageSpec head_only = {
    .name = "pptp", .title = "PPTP message", .source = "RFC 2637 section 2", .fields = any_head, .size = head_size};

/// In a stream a message may arrive in parts: what is not whole yet is an error, and the caller waits for more.
Result<Decoded> decode(View octets) {
    if (octets.size() < head_size) return fail(fmt::format("a PPTP message starts with 12 octets, only {} are there", octets.size()));
    Reader reader(octets);
    const std::size_t length = reader.u16();
    const auto type = reader.u16();
    const auto magic = reader.u32();
    const auto control_type = reader.u16();
    if (magic != pptp_magic) return fail(fmt::format("Magic Cookie 0x{:08x} instead of 0x{:08x}", magic, pptp_magic));
    if (length < head_size) return fail(fmt::format("a PPTP message of {} octets cannot be", length));
    if (length > octets.size()) return fail(fmt::format("incomplete: {} of {} octets", octets.size(), length));
    auto const* message = control_type >= 1 && control_type <= std::size(messages) ? &messages[control_type - 1] : nullptr;
    const bool whole = message && length >= message->size;
    auto read = read_fixed(whole ? *message : head_only, octets.first(length));
    if (!read) return read.error();
    Decoded decoded{.message = whole ? message : nullptr, .header = length, .total = length, .fields = std::move(*read), .problems = {}};
    if (type != 1) decoded.problems.push_back(fmt::format("message_type {} instead of 1", type));
    if (!message) decoded.problems.push_back(fmt::format("unknown control_type {}", control_type));
    if (message && length != message->size)
        decoded.problems.push_back(fmt::format("{} of {} octets instead of {}", message->name, length, message->size));
    return decoded;
}

}  // namespace

constinit ProtocolSpec const pptp_protocol = {
    .name = "pptp",
    .title = "Point-to-Point Tunneling Protocol, control connection",
    .source = "RFC 2637",
    .carrier = Carrier::tcp,
    .ip_protocol = 6,
    .port = 1723,
    .messages = messages,
    .decode = decode,
    .about = "Agrees the Call IDs under which GRE carries PPP. A NAPT that serves several clients has to read and rewrite it.",
};

}  // namespace tsuka::proto
