// An independent opinion: tshark takes apart a frame of every message in the registry and must neither object to it nor read other values.
#include "generator/proto/dissect.hpp"
#include "sample_frames.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>

BOOST_AUTO_TEST_SUITE(tshark)

using namespace tsuka;
using namespace tsuka::proto;

namespace {

/// Classic pcap, Ethernet, one frame per second (draft-ietf-opsawg-pcap section 4).
void write_pcap(std::filesystem::path const& path, std::vector<Octets> const& frames) {
    Writer file;
    file.u32(0xa1b2c3d4).u16(2).u16(4).u32(0).u32(0).u32(262144).u32(1);
    std::uint32_t second = 0;
    for (auto const& frame : frames) file.u32(++second).u32(0).u32(frame.size()).u32(frame.size()).octets(frame);
    std::ofstream stream(path, std::ios::binary);
    const auto octets = file.take();
    std::copy(octets.begin(), octets.end(), std::ostreambuf_iterator<char>(stream));
    BOOST_REQUIRE(stream.flush().good());
}

std::vector<std::vector<std::string>> run_tshark(std::vector<Octets> const& frames, std::string const& filter,
                                                 std::vector<std::string> const& fields) {
    tsuka::test::TemporaryFolder folder;
    const auto capture = folder.path() / "frames.pcap";
    write_pcap(capture, frames);
    auto command = fmt::format(
        "tshark -r '{}' -n -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE -o tcp.check_checksum:TRUE -T fields -E separator=/t -E "
        "occurrence=f",
        capture.string());
    if (!filter.empty()) command += fmt::format(" -Y '{}'", filter);
    for (auto const& field : fields) command += " -e " + field;
    command += fmt::format(" 2>'{}'", (folder.path() / "complaints").string());
    std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), [](FILE*) { return 0; });
    BOOST_REQUIRE(pipe != nullptr);
    std::string output;
    std::array<char, 4096> block{};
    while (const auto count = fread(block.data(), 1, block.size(), pipe.get())) output.append(block.data(), count);
    const auto status = pclose(pipe.release());
    BOOST_REQUIRE_MESSAGE(WEXITSTATUS(status) != 127, "tshark is needed for this test and is not installed (Debian package: tshark)");
    std::stringstream complaints;
    complaints << std::ifstream(folder.path() / "complaints").rdbuf();
    BOOST_REQUIRE_MESSAGE(WIFEXITED(status) && WEXITSTATUS(status) == 0, "tshark failed: " << complaints.str());
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        std::vector<std::string> row(1);
        for (char sign : line) {
            if (sign == '\t')
                row.emplace_back();
            else
                row.back() += sign;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string const objections = "_ws.malformed || _ws.expert.severity == error";

std::vector<Octets> frames_of(std::vector<samples::Sample> const& all) {
    std::vector<Octets> frames;
    for (auto const& sample : all) frames.push_back(sample.frame);
    return frames;
}

/// How tshark calls our protocols among the layers that it finds.
// What it finds on port 5351 it calls Port Control, whichever of the two it then reads.
std::map<std::string_view, std::string> const protocol_names = {
    {"ethernet", "eth"},    {"arp", "arp"},         {"ip", "ip"},           {"icmp", "icmp"},
    {"udp", "udp"},         {"tcp", "tcp"},         {"dhcp", "dhcp"},       {"gre", "gre"},
    {"ppp", "ppp"},         {"pptp", "pptp"},       {"esp", "esp"},         {"ah", "ah"},
    {"ike", "isakmp"},      {"natt", "udpencap"},   {"l2tp", "l2tp"},       {"ipv6", "ipv6"},
    {"icmpv6", "icmpv6"},   {"wireguard", "wg"},    {"stun", "stun"},       {"turn", "stun"},
    {"l2tpv3", "l2tp"},     {"etherip", "etherip"}, {"experiment", "data"}, {"natpmp", "portcontrol"},
    {"pcp", "portcontrol"}, {"dns", "dns"},         {"sip", "sip"},         {"ssdp", "ssdp"},
    {"upnp", "http"}};

/// `free`: any value leaves the message well-formed, so the test gives one of its own instead of trusting defaults to differ.
struct Comparison {
    std::string_view protocol;
    std::string_view ours;
    std::string theirs;
    bool free = false;
};

std::vector<Comparison> const comparisons = {
    {"ethernet", "src", "eth.src", false},
    {"l2tpv3", "session_id", "l2tp.sid", false},
    {"etherip", "version", "etherip.ver", false},
    {"arp", "operation", "arp.opcode", false},
    {"arp", "sender", "arp.src.proto_ipv4", true},
    {"arp", "target", "arp.dst.proto_ipv4", true},
    {"ip", "src", "ip.src", true},
    {"ip", "dst", "ip.dst", true},
    {"ip", "ttl", "ip.ttl", true},
    {"ip", "id", "ip.id", true},
    {"ip", "dscp", "ip.dsfield.dscp", true},
    {"ip", "total_length", "ip.len", false},
    {"ip", "protocol", "ip.proto", false},
    {"ip", "checksum", "ip.checksum", false},
    {"ipv6", "src", "ipv6.src", false},
    {"ipv6", "dst", "ipv6.dst", false},
    {"ipv6", "hop_limit", "ipv6.hlim", true},
    {"ipv6", "flow_label", "ipv6.flow", true},
    {"ipv6", "dscp", "ipv6.tclass.dscp", true},
    {"ipv6", "payload_length", "ipv6.plen", false},
    {"ipv6", "next_header", "ipv6.nxt", false},
    {"icmpv6", "type", "icmpv6.type", false},
    {"icmpv6", "code", "icmpv6.code", false},
    {"icmpv6", "checksum", "icmpv6.checksum", false},
    {"icmpv6", "id", "icmpv6.echo.identifier", true},
    {"icmpv6", "seq", "icmpv6.echo.sequence_number", true},
    {"icmpv6", "mtu", "icmpv6.mtu", true},
    {"icmpv6", "target", "icmpv6.nd.ns.target_address", false},
    {"icmp", "type", "icmp.type", false},
    {"icmp", "code", "icmp.code", false},
    {"icmp", "id", "icmp.ident", true},
    {"icmp", "seq", "icmp.seq", true},
    {"icmp", "mtu", "icmp.mtu", true},
    {"udp", "src_port", "udp.srcport", true},
    {"udp", "dst_port", "udp.dstport", false},
    {"udp", "length", "udp.length", false},
    {"tcp", "src_port", "tcp.srcport", true},
    {"tcp", "dst_port", "tcp.dstport", false},
    {"tcp", "seq", "tcp.seq_raw", true},
    {"tcp", "window", "tcp.window_size_value", true},
    {"tcp", "flags", "tcp.flags", false},
    {"dhcp", "xid", "dhcp.id", true},
    {"dhcp", "yiaddr", "dhcp.ip.your", true},
    {"dhcp", "siaddr", "dhcp.ip.server", true},
    {"dhcp", "chaddr", "dhcp.hw.mac_addr", false},
    {"dhcp", "message_type", "dhcp.option.dhcp", false},
    {"dhcp", "server_id", "dhcp.option.dhcp_server_id", true},
    {"dhcp", "lease_time", "dhcp.option.ip_address_lease_time", true},
    {"dhcp", "router", "dhcp.option.router", true},
    {"dhcp", "subnet_mask", "dhcp.option.subnet_mask", true},
    {"dhcp", "requested_address", "dhcp.option.requested_ip_address", true},
    {"gre", "protocol", "gre.proto", false},
    {"gre", "call_id", "gre.key.call_id", true},
    {"gre", "payload_length", "gre.key.payload_length", false},
    {"gre", "seq", "gre.sequence_number", true},
    {"gre", "ack", "gre.ack_number", true},
    {"gre", "key", "gre.key", true},
    {"ppp", "protocol", "ppp.protocol", false},
    {"pptp", "length", "pptp.length", false},
    {"pptp", "control_type", "pptp.control_message_type", false},
    {"pptp", "magic", "pptp.magic_cookie", false},
    {"pptp", "call_id", "pptp.call_id", true},
    {"pptp", "peer_call_id", "pptp.peer_call_id", true},
    {"pptp", "serial", "pptp.call_serial_number", true},
    {"pptp", "identifier", "pptp.identifier", true},
    {"pptp", "minimum_bps", "pptp.minimum_bps", true},
    {"pptp", "maximum_bps", "pptp.maximum_bps", true},
    {"pptp", "window", "pptp.packet_receive_window_size", true},
    {"pptp", "delay", "pptp.packet_processing_delay", true},
    {"pptp", "cause", "pptp.cause", true},
    {"pptp", "connect_speed", "pptp.connect_speed", true},
    {"pptp", "physical_channel", "pptp.physical_channel_id", true},
    {"pptp", "error", "pptp.error", true},
    {"pptp", "reason", "pptp.reason", true},
    {"pptp", "version", "pptp.protocol_version", false},
    {"pptp", "firmware", "pptp.firmware_revision", true},
    {"pptp", "max_channels", "pptp.maximum_channels", true},
    {"pptp", "framing_capabilities", "pptp.framing_capabilities", true},
    {"pptp", "bearer_capabilities", "pptp.bearer_capabilities", true},
    {"pptp", "framing_type", "pptp.framing_type", true},
    {"pptp", "bearer_type", "pptp.bearer_type", true},
    {"pptp", "phone_length", "pptp.phone_number_length", false},
    {"pptp", "dialed_length", "pptp.dialed_number_length", false},
    {"pptp", "dialing_length", "pptp.dialing_number_length", false},
    {"pptp", "host_name", "pptp.host_name", false},
    {"pptp", "vendor", "pptp.vendor_name", false},
    {"pptp", "crc_errors", "pptp.crc_errors", true},
    {"pptp", "framing_errors", "pptp.framing_errors", true},
    {"pptp", "hardware_overruns", "pptp.hardware_overruns", true},
    {"pptp", "buffer_overruns", "pptp.buffer_overruns", true},
    {"pptp", "timeout_errors", "pptp.timeout_errors", true},
    {"pptp", "alignment_errors", "pptp.alignment_errors", true},
    {"pptp", "send_accm", "pptp.send_accm", true},
    {"pptp", "receive_accm", "pptp.receive_accm", true},
    {"esp", "spi", "esp.spi", true},
    {"esp", "seq", "esp.sequence", true},
    {"stun", "type", "stun.type", false},
    {"stun", "length", "stun.length", false},
    {"stun", "mapped_address", "stun.att.ipv4", true},
    {"turn", "requested_transport", "stun.att.transp", true},
    {"turn", "lifetime", "stun.att.lifetime", true},
    {"natpmp", "result", "nat-pmp.result_code", true},
    {"natpmp", "epoch", "nat-pmp.sssoe", true},
    {"natpmp", "address", "nat-pmp.external_ip", true},
    {"natpmp", "internal_port", "nat-pmp.internal_port", true},
    {"natpmp", "external_port", "nat-pmp.external_port", true},
    {"natpmp", "lifetime", "nat-pmp.pml", true},
    {"pcp", "epoch", "portcontrol.epoch_time", true},
    {"pcp", "remote_port", "portcontrol.peer.remote_peer_port", true},
    {"upnp", "status", "http.response.code", false},
    {"dns", "query_id", "dns.id", true},
    {"dns", "address", "dns.a", true},
    {"ah", "spi", "ah.spi", true},
    {"ah", "seq", "ah.sequence", true},
    {"ah", "next_header", "ah.next_header", false},
    {"ike", "initiator_cookie", "isakmp.ispi", true},
    {"ike", "responder_cookie", "isakmp.rspi", false},
    {"ike", "exchange", "isakmp.exchangetype", false},
    {"ike", "flags", "isakmp.flags", false},
    {"ike", "message_id", "isakmp.messageid", false},
    {"ike", "length", "isakmp.length", false},
    {"natt", "spi", "esp.spi", true},
    {"natt", "seq", "esp.sequence", true},
    {"l2tp", "length", "l2tp.length", false},
    {"l2tp", "tunnel_id", "l2tp.tunnel", true},
    {"l2tp", "session_id", "l2tp.session", false},
    {"l2tp", "ns", "l2tp.Ns", true},
    {"l2tp", "nr", "l2tp.Nr", true},
    {"l2tp", "assigned_tunnel_id", "l2tp.avp.assigned_tunnel_id", true},
    {"l2tp", "assigned_session_id", "l2tp.avp.assigned_session_id", true},
};

/// Values that differ from field to field and from every default.
Fields own_values(ProtocolSpec const& protocol, MessageSpec const& message) {
    Fields fields;
    std::uint64_t number = 0x1357'9bdf'0246'8ace;
    for (auto const& comparison : comparisons) {
        number = number * 0x5851'f42d'4c95'7f2d + 1;
        auto const* field = find_field(message, comparison.ours);
        if (!comparison.free || comparison.protocol != protocol.name || !field) continue;
        fields.set(field->name, (number >> (64 - field->width)) | 1U);
    }
    return fields;
}

/// tshark prints numbers decimal or as 0x..., cookies as bare hexadecimal, text without quotes.
bool agrees(Field const& field, std::string const& theirs) {
    auto const* number = std::get_if<std::uint64_t>(&field.value);
    if (number && field.kind == FieldKind::number) {
        char* end = nullptr;
        return std::strtoull(theirs.c_str(), &end, field.width == 64 ? 16 : 0) == *number && *end == 0;
    }
    const auto ours = to_text(field.value, field.kind, field.width);
    return ours == theirs || ours == "\"" + theirs + "\"";
}

}  // namespace

BOOST_AUTO_TEST_CASE(has_no_objection_to_any_message) {
    const auto all = samples::all();
    const auto rows = run_tshark(frames_of(all), objections, {"frame.number", "_ws.expert.message", "_ws.malformed", "frame.protocols"});
    for (auto const& row : rows) {
        const auto index = std::stoul(row.at(0)) - 1;
        BOOST_ERROR(all.at(index).name() << ": " << row.at(1) << " " << row.at(2) << " in " << row.at(3) << "\n"
                                         << to_hex(all[index].frame));
    }
    BOOST_TEST(rows.empty());
}

BOOST_AUTO_TEST_CASE(objects_to_what_is_broken_on_purpose) {
    // Without this the test above could pass because nothing was checked.
    std::vector<Octets> broken;
    const auto break_field = [&](std::string_view message, std::string_view field, std::uint64_t value) {
        for (auto const& sample : samples::all()) {
            if (sample.name() != message) continue;
            auto frame = sample.frame;
            BOOST_REQUIRE(patch(frame, dissect(frame), field, value).has_value());
            broken.push_back(std::move(frame));
        }
    };
    break_field("esp", "ip.checksum", 1);
    break_field("ike.mm1", "udp.checksum", 1);
    break_field("pptp.ocrq", "tcp.checksum", 1);
    break_field("ike.mm1", "udp.length", 4000);
    BOOST_REQUIRE(broken.size() == 4U);
    BOOST_TEST(run_tshark(broken, objections, {"frame.number"}).size() == broken.size());
}

BOOST_AUTO_TEST_CASE(finds_the_same_protocol_in_every_frame) {
    const auto all = samples::all();
    const auto rows = run_tshark(frames_of(all), "", {"frame.protocols"});
    BOOST_REQUIRE(rows.size() == all.size());
    for (std::size_t index = 0; index < all.size(); ++index) {
        const auto name = protocol_names.find(all[index].entry.protocol->name);
        BOOST_REQUIRE_MESSAGE(name != protocol_names.end(), all[index].name() << " has a name in tshark");
        const auto found = ":" + rows[index].at(0) + ":";
        BOOST_TEST(found.find(":" + name->second + ":") != std::string::npos, all[index].name() << " is found among " << found);
    }
}

BOOST_AUTO_TEST_CASE(reads_the_same_values) {
    const auto all = samples::all(own_values);
    std::vector<std::string> fields;  // each once: tshark fills only one column of a field asked for twice
    for (auto const& comparison : comparisons)
        if (std::find(fields.begin(), fields.end(), comparison.theirs) == fields.end()) fields.push_back(comparison.theirs);
    const auto rows = run_tshark(frames_of(all), "", fields);
    BOOST_REQUIRE(rows.size() == all.size());
    std::vector<unsigned> compared(comparisons.size());
    for (std::size_t index = 0; index < all.size(); ++index) {
        const auto dissection = dissect(all[index].frame);
        for (std::size_t column = 0; column < comparisons.size(); ++column) {
            auto const& comparison = comparisons[column];
            auto const* layer = dissection.find(comparison.protocol);
            auto const* field = layer ? layer->find(comparison.ours) : nullptr;
            const auto place = std::find(fields.begin(), fields.end(), comparison.theirs) - fields.begin();
            auto const& theirs = rows[index].at(static_cast<std::size_t>(place));
            if (!field || theirs.empty()) continue;
            ++compared[column];
            BOOST_TEST(agrees(*field, theirs), all[index].name() << ": " << comparison.theirs << " is " << theirs << ", ours is "
                                                                 << to_text(field->value, field->kind, field->width));
        }
    }
    for (std::size_t column = 0; column < comparisons.size(); ++column)
        BOOST_TEST(compared[column] > 0, comparisons[column].protocol << "." << comparisons[column].ours << " was compared at least once");
}

BOOST_AUTO_TEST_CASE(accepts_every_message_with_other_values_too) {
    const auto all = samples::all(own_values);
    for (auto const& row : run_tshark(frames_of(all), objections, {"frame.number", "_ws.expert.message"})) {
        auto const& sample = all.at(std::stoul(row.at(0)) - 1);
        BOOST_ERROR(sample.name() << ": " << row.at(1) << "\n" << to_hex(sample.frame));
    }
}

BOOST_AUTO_TEST_SUITE_END()
