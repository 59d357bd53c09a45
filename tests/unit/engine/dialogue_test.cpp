// Requests to the router itself in a TCP connection of their own: answered whole or in pieces, refused, cut off, and never answered.
#include "bench.hpp"

#include "generator/flow/tcp_endpoint.hpp"
#include "generator/proto/dissect.hpp"
#include "generator/proto/frame.hpp"
#include "generator/proto/http_text.hpp"
#include "generator/proto/tcp_flags.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>

BOOST_AUTO_TEST_SUITE(dialogue)

using namespace bench;

namespace {

constexpr Ipv4Address alice{0xc0a80101};
constexpr MacAddress alice_mac{{0x02, 0, 0, 0, 1, 1}};
constexpr std::uint16_t port = 5000;

const std::string ask = R"({ use = "http", as = "h", from = "alice", to = "server" },
    { send = "upnp.get-external-ip-address", on = "h", at = "alice", to = "dut.lan", dst_port = 5000, path = "/ctl", as = "ask" },
    { expect = "upnp.response", at = "alice", answers = "ask", as = "told", within = "5s" })";
const std::string two = R"(classes = [
    { is = "silent", when = ["!told"] },
    { is = "failed", when = ["told.status!=200"] },
    { is = "tells", when = ["told.external_address=dut.wan"] },
    { is = "tells-else", when = ["told.external_address!=dut.wan"] } ])";

/// A program on TCP port 5000 of the router, and its host's TCP.
class Program {
public:
    enum class Manner : std::uint8_t { answers, refuses, hangs_up, resets };

    Program(toy::Router const& router, Manner manner, std::string answer, std::size_t piece = 1400)
        : own_(router.lan_address), mac_(router.lan_mac), manner_(manner), answer_(std::move(answer)), piece_(piece) {}

    /// What is said to a frame that alice has sent.
    std::vector<Octets> take(View frame, Instant now) {
        const auto seen = proto::dissect(frame);
        const auto field = [&](std::string_view name) {
            auto const* found = seen.field(name);
            return found == nullptr ? std::uint64_t{0} : std::get<std::uint64_t>(found->value);
        };
        if (field("tcp.dst_port") != port || field("ip.dst") != own_.number) return {};
        proto::TcpParameters tcp;
        tcp.source_port = static_cast<std::uint16_t>(field("tcp.src_port"));
        tcp.destination_port = port;
        tcp.seq = static_cast<std::uint32_t>(field("tcp.seq"));
        tcp.ack = static_cast<std::uint32_t>(field("tcp.ack"));
        tcp.flags = static_cast<std::uint8_t>(field("tcp.flags"));
        const auto head = 14 + 20 + field("tcp.data_offset") * 4;
        const auto text = part(frame, head, 14 + field("ip.total_length") - head);
        if (manner_ != Manner::refuses && !endpoint_) {
            endpoint_.emplace(port, std::uint16_t{0}, flow::TcpEndpoint::Options{.initial_seq = 77, .mss = 1400});
            endpoint_->listen();
        }
        if (!endpoint_) endpoint_.emplace(port, std::uint16_t{0}, flow::TcpEndpoint::Options{});
        endpoint_->receive(tcp, text, now);
        const auto request = endpoint_->take_stream();
        received.insert(received.end(), request.begin(), request.end());
        if (!answered_ && proto::http_message_size(received, false)) speak(now);
        if ((tcp.flags & proto::tcp_fin) != 0) closed = true;
        if ((tcp.flags & proto::tcp_rst) != 0) given_up = true;
        std::vector<Octets> said;
        for (auto const& segment : endpoint_->take_segments()) said.push_back(frame_of(segment));
        return said;
    }

    Octets received{};
    bool closed = false;
    bool given_up = false;

private:
    void speak(Instant now) {
        answered_ = true;
        if (manner_ == Manner::resets) return endpoint_->abort(now);
        std::vector<unsigned> cuts;
        for (auto at = piece_; at < answer_.size(); at += piece_) cuts.push_back(static_cast<unsigned>(at));
        if (!answer_.empty()) endpoint_->send(to_octets(answer_), cuts, now);
        if (manner_ == Manner::hangs_up) endpoint_->close(now);
    }
    Octets frame_of(flow::TcpEndpoint::Segment const& segment) const {
        proto::IpParameters ip;
        ip.source = own_;
        ip.destination = alice;
        ip.protocol = 6;
        const auto octets = proto::build_ipv4(ip, proto::build_tcp(ip.source, ip.destination, segment.tcp, segment.payload));
        return proto::build_ethernet(alice_mac, mac_, 0x0800, octets);
    }

    Ipv4Address own_;
    MacAddress mac_;
    Manner manner_;
    std::string answer_;
    std::size_t piece_;
    std::optional<flow::TcpEndpoint> endpoint_;
    bool answered_ = false;
};

std::string whole(std::string const& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

const std::string outside = "<NewExternalIPAddress>203.0.113.2</NewExternalIPAddress>";

struct Told {
    Ended ended;
    std::shared_ptr<Program> program;
};

Told told(Program::Manner manner, std::string const& answer, std::size_t piece = 1400, std::string const& steps = ask,
          std::string const& classes = two) {
    Bench bench;
    auto program = std::make_shared<Program>(bench.router, manner, answer, piece);
    bench.router.program = [program](View frame, Instant now) { return program->take(frame, now); };
    return {bench.run(steps, classes), program};
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_answer_is_known_to_classes_however_it_is_cut) {
    for (const std::size_t piece : {1400U, 40U, 7U}) {
        const auto [ended, program] = told(Program::Manner::answers, whole(outside), piece);
        BOOST_TEST(outcome(ended) == "satisfied [tells]", piece << ": " << outcome(ended));
        BOOST_TEST(ended.findings() == "");
        // Whom the request is for the request says, and who has an answer has nothing more to say.
        BOOST_TEST(std::string(proto::text_of(program->received)).find("\r\nHost: 192.168.0.1:5000\r\n") != std::string::npos);
        BOOST_TEST(program->closed);
        BOOST_TEST(!program->given_up);
    }
}

BOOST_AUTO_TEST_CASE(without_a_length_the_end_of_the_connection_ends_an_answer) {
    const std::string open = "HTTP/1.0 200 OK\r\n\r\n" + outside;
    BOOST_TEST(outcome(told(Program::Manner::hangs_up, open).ended) == "satisfied [tells]");
    BOOST_TEST(outcome(told(Program::Manner::answers, open).ended) == "satisfied [silent]");
}

BOOST_AUTO_TEST_CASE(an_answer_of_failure_is_an_answer) {
    const std::string failure = "<errorCode>501</errorCode>";
    BOOST_TEST(outcome(told(Program::Manner::answers, "HTTP/1.1 500 No\r\nContent-Length: 26\r\n\r\n" + failure).ended) ==
               "satisfied [failed]");
}

/// Where nothing can come any more nobody waits for it.
BOOST_AUTO_TEST_CASE(a_refused_or_broken_connection_is_no_answer_at_once) {
    for (const auto manner : {Program::Manner::refuses, Program::Manner::resets}) {
        const auto [ended, program] = told(manner, whole(outside));
        BOOST_TEST(outcome(ended) == "satisfied [silent]");
        BOOST_TEST(ended.record.steps.back().detail == "no answer came");
        BOOST_TEST((ended.course.end < Instant{4s}));
    }
    const auto cut = told(Program::Manner::hangs_up, "HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\nhalf");
    BOOST_TEST(outcome(cut.ended) == "satisfied [silent]");
    BOOST_TEST((cut.ended.course.end < Instant{4s}));
}

BOOST_AUTO_TEST_CASE(who_never_answers_is_waited_for_and_given_up) {
    const auto [ended, program] = told(Program::Manner::answers, "");
    BOOST_TEST(outcome(ended) == "satisfied [silent]");
    BOOST_TEST((ended.course.end >= Instant{5s}));
    BOOST_TEST(program->given_up);
    Bench nobody;
    BOOST_TEST(outcome(nobody.run(ask, two)) == "satisfied [silent]");
}

BOOST_AUTO_TEST_CASE(what_an_answer_tells_is_a_symbol_of_later_steps) {
    const std::string more = ask + R"(, { use = "http", as = "h2", from = "bob", to = "server" },
        { send = "upnp.get-description", on = "h2", at = "bob", to = "dut.lan", answers = "told", dst_port = "$x", path = "/", as = "never" })";
    auto steps = more;
    steps.replace(steps.find("within"), 0, "internal_port = \"$x\", ");
    const auto [ended, program] = told(Program::Manner::answers, whole(outside + "<NewInternalPort>4321</NewInternalPort>"), 1400, steps);
    BOOST_TEST(outcome(ended) == "satisfied [tells]", outcome(ended));
    const auto asks = [](Octets const& frame) {
        const auto seen = proto::dissect(frame);
        auto const* to = seen.field("tcp.dst_port");
        return to != nullptr && std::get<std::uint64_t>(to->value) == 4321U;
    };
    BOOST_TEST(std::any_of(ended.frames.begin(), ended.frames.end(), asks));
}

/// UPnP Device Architecture 1.0 section 1.2.3: who is asked as a member of a group answers under an address of his own.
BOOST_AUTO_TEST_CASE(what_is_asked_of_a_group_the_router_answers_under_its_own_address) {
    const std::string search = R"({ use = "udp", as = "s", from = "alice", to = "server", src_port = 40000, dst_port = 1900 },
        { send = "ssdp.search", on = "s", at = "alice", to = "239.255.255.250", as = "search" },
        { expect = "ssdp.response", at = "alice", answers = "search", as = "found", within = "50ms" })";
    const auto from = [&](Ipv4Address who, std::uint16_t from_port) {
        Bench bench;
        bench.events.emplace(Instant{2ms}, [&](Instant now) {
            proto::IpParameters ip;
            ip.source = who;
            ip.destination = alice;
            ip.protocol = 17;
            const auto answer = to_octets("HTTP/1.1 200 OK\r\nLOCATION: http://192.168.0.1:5000/\r\n\r\n");
            const auto datagram = proto::build_ipv4(ip, proto::build_udp(who, alice, from_port, 40000, answer));
            bench.engine->receive(Side::lan, proto::build_ethernet(alice_mac, bench.router.lan_mac, 0x0800, datagram), now);
        });
        return bench.run(search, R"(classes = [ { is = "found", when = ["found"] }, { is = "nobody", when = ["!found"] } ])");
    };
    const auto found = from(Bench().router.lan_address, 1900);
    BOOST_TEST(outcome(found) == "satisfied [found]");
    BOOST_TEST(outcome(from(Bench().router.lan_address, 34567)) == "satisfied [found]");
    BOOST_TEST(outcome(from({0xc0a80133}, 1900)) == "satisfied [nobody]");
    // RFC 1112 section 6.4.
    const auto sent =
        std::find_if(found.record.frames.begin(), found.record.frames.end(), [](auto const& frame) { return frame.probe == "search"; });
    BOOST_REQUIRE((sent != found.record.frames.end()));
    BOOST_TEST(to_hex(part(found.frames[static_cast<std::size_t>(sent - found.record.frames.begin())], 0, 6)) == "01005e7ffffa");
}

BOOST_AUTO_TEST_SUITE_END()
