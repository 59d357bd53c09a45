// Defaults of tunnel packets: see data_path.hpp.
#include "generator/flow/data_path.hpp"

namespace tsuka::flow {

namespace {

/// Of either family: their echo differs in the checksum only (RFC 792, RFC 4443 section 4.1).
bool is_echo_request(std::string_view message) {
    return message == "icmp.echo-request" || message == "icmpv6.echo-request";
}

/// SPIs 1 to 255 are reserved and 0 is for local use (RFC 4303 section 2.1); 0 would also be the non-ESP marker on port 4500.
std::uint32_t draw_spi(Random& random) {
    constexpr std::uint32_t lowest = 0x1000;
    const auto drawn = static_cast<std::uint32_t>(random());
    return drawn < lowest ? drawn + lowest : drawn;
}

bool is_later(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::int32_t>(a - b) > 0;
}

}  // namespace

DataPath::DataPath(Random& random, std::optional<std::uint64_t> echo_id) {
    for (auto* spi : {&esp_spi_.client, &esp_spi_.server, &ah_spi_.client, &ah_spi_.server}) *spi = draw_spi(random);
    echo_id_ = static_cast<std::uint16_t>(random());
    if (echo_id) echo_id_ = static_cast<std::uint16_t>(*echo_id);
}

void DataPath::complete(std::string_view message, Speaker speaker, std::uint16_t call_id, proto::Fields& fields) const {
    // Encapsulated in UDP or not, it is the same security association: one SPI, one counter.
    if (message == "esp" || message == "natt.esp")
        complete_ipsec(Header::esp, speaker, fields);
    else if (message == "ah")
        complete_ipsec(Header::ah, speaker, fields);
    else if (message == "gre.ppp" || message == "gre.ack")
        complete_gre(message == "gre.ppp", speaker, call_id, fields);
    else if (is_echo_request(message) || message == "icmp.echo-reply" || message == "icmpv6.echo-reply")
        complete_echo(is_echo_request(message), speaker, fields);
}

void DataPath::complete_ipsec(Header header, Speaker speaker, proto::Fields& fields) const {
    fill(fields, "spi", header == Header::ah ? ah_spi_[speaker] : esp_spi_[speaker]);
    const auto spi = static_cast<std::uint32_t>(number_of(fields, "spi").value_or(0));
    fill(fields, "seq", next({speaker, header, spi}));
}

/// RFC 2637 section 4.1: only packets with payload are counted; an acknowledgement names the highest number received.
void DataPath::complete_gre(bool data, Speaker speaker, std::uint16_t call_id, proto::Fields& fields) const {
    fill(fields, "call_id", call_id);
    const auto to = static_cast<std::uint32_t>(number_of(fields, "call_id").value_or(0));
    if (data && number_of(fields, "s") != std::uint64_t{0}) fill(fields, "seq", next({speaker, Header::gre, to}));
    if (!data || number_of(fields, "a") == std::uint64_t{1}) fill(fields, "ack", gre_received_[speaker].value_or(0));
}

/// A reply repeats identifier and number of the request as it arrived: behind a NAPT both may be the router's (RFC 5508 section 3.1).
void DataPath::complete_echo(bool request, Speaker speaker, proto::Fields& fields) const {
    Echo echo{echo_id_, echo_seq_[speaker]};
    if (!request) {
        auto const& arrived = echo_received_[speaker];
        const auto last_sent = static_cast<std::uint16_t>(echo_seq_[peer_of(speaker)] - 1);
        echo = arrived.value_or(Echo{echo_id_, last_sent});
    }
    fill(fields, "id", echo.id);
    fill(fields, "seq", echo.seq);
}

void DataPath::sent(std::string_view message, Speaker speaker, proto::Fields const& fields) {
    if (message == "esp" || message == "natt.esp" || message == "ah") {
        const auto spi = static_cast<std::uint32_t>(number_of(fields, "spi").value_or(0));
        count({speaker, message == "ah" ? Header::ah : Header::esp, spi}, fields);
    } else if (message == "gre.ppp") {
        count({speaker, Header::gre, static_cast<std::uint32_t>(number_of(fields, "call_id").value_or(0))}, fields);
    } else if (is_echo_request(message)) {
        learn(echo_seq_[speaker], fields, "seq");
        ++echo_seq_[speaker];
    }
}

void DataPath::received(std::string_view message, Speaker receiver, std::vector<proto::Field> const& fields) {
    if (message == "gre.ppp") {
        auto& highest = gre_received_[receiver];
        const auto seq = number_of(fields, "seq");
        if (seq && (!highest || is_later(static_cast<std::uint32_t>(*seq), *highest))) highest = static_cast<std::uint32_t>(*seq);
    } else if (is_echo_request(message)) {
        Echo echo;
        learn(echo.id, fields, "id");
        learn(echo.seq, fields, "seq");
        echo_received_[receiver] = echo;
    }
}

std::uint32_t DataPath::next(Counter const& counter) const {
    const auto found = next_.find(counter);
    if (found != next_.end()) return found->second;
    return std::get<Header>(counter) == Header::gre ? 0 : 1;  // RFC 2637 section 4.4; RFC 4303 section 2.2, RFC 4302 section 2.5
}

/// A number that a suite gave moves the counter on, never back: a replayed packet leaves it where it is.
void DataPath::count(Counter const& counter, proto::Fields const& fields) {
    const auto seq = number_of(fields, "seq");
    if (!seq) return;
    const auto following = static_cast<std::uint32_t>(*seq + 1);
    const auto expected = next(counter);
    next_[counter] = is_later(following, expected) ? following : expected;
}

}  // namespace tsuka::flow
