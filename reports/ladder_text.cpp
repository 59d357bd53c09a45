// The ladder in characters: a line a rung for terminals, and Mermaid for trackers that draw it.
#include "harness/model/text.hpp"
#include "reports/columns.hpp"
#include "reports/ladder.hpp"
#include "reports/phrases.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tsuka::reports {
namespace {

constexpr std::size_t time_width = 10;
constexpr std::size_t side_width = 46;
constexpr std::size_t router_width = 13;

std::string frame_text(Arrow const& arrow) {
    return arrow.frame == 0 ? std::string{} : fmt::format("#{}", arrow.frame);
}

/// "alice #12 ESP spi=0x1" and an arrow that fills the rest of the column.
std::string side_text(Ladder const& ladder, Arrow const& arrow, bool sent, Side side, bool words) {
    std::string text = fmt::format("{} {}", model::printable(ladder.hosts[arrow.host].name), frame_text(arrow));
    if (words) text += " " + model::printable(arrow.message);
    if (columns(text) > side_width - 6) text = wrapped(text, side_width - 8).front() + " ..";
    std::size_t const used = columns(text) + 2;
    std::string const line(side_width > used ? side_width - used : 2, '-');
    bool const from_left = (side == Side::lan) == sent;
    std::string arrow_text = line;
    (from_left ? arrow_text.back() : arrow_text.front()) = from_left ? '>' : '<';
    return side == Side::lan ? text + " " + arrow_text : arrow_text + " " + text;
}

std::string changes(Rung const& rung) {
    std::vector<std::string> parts;
    for (Translation const& one : rung.translations)
        parts.push_back(fmt::format("{} {} -> {}", one.field, one.before.empty() ? "-" : one.before, one.after.empty() ? "-" : one.after));
    return model::printable(fmt::format("{}", fmt::join(parts, ", ")));
}

std::string sign(Rung::Kind kind, Words const& said) {
    if (kind == Rung::Kind::lost) return "   " + said.say("ladder.lost", "[lost]");
    if (kind == Rung::Kind::astray) return "  " + said.say("ladder.astray", "[ASTRAY]");
    if (kind == Rung::Kind::unasked) return "  " + said.say("ladder.unasked", "[unasked]");
    return "";
}

/// What stands beneath a rung, and how often it happened.
std::string note_of(Rung const& rung, Words const& said) {
    bool const often = rung.count > 1 && rung.kind != Rung::Kind::conversation;
    if (!often) return phrase(model::printable(rung.note), said);
    std::string const times = fmt::format("{} times{}{}", rung.count, rung.note.empty() ? "" : ": ", rung.note);
    return phrase(model::printable(times), said);
}

std::string under(std::string const& text) {
    return text.empty() ? "" : fmt::format("{}{}\n", std::string(time_width + 4, ' '), text);
}

std::string rung_text(Ladder const& ladder, Rung const& rung, Words const& said) {
    if (rung.kind == Rung::Kind::pause)
        return fmt::format("{} ~~ {} ~~\n", padded("", time_width), phrase(model::rounded(rung.at) + " later", said));
    if (rung.kind == Rung::Kind::omitted) return under("... " + phrase(rung.note, said));
    std::string left;
    std::string right;
    std::string second;
    auto const put = [&](Arrow const& arrow, bool sent, bool words) {
        Side const side = ladder.hosts[arrow.host].side;
        std::string& column = side == Side::lan ? left : right;
        (column.empty() ? column : second) = side_text(ladder, arrow, sent, side, words);
    };
    if (rung.sent) put(*rung.sent, true, true);
    if (rung.arrived) put(*rung.arrived, false, !rung.sent);
    std::string line = fmt::format("{} {} |{}| {}", padded(model::rounded(rung.at), time_width), padded(left, side_width),
                                   padded(sign(rung.kind, said), router_width), right);
    line.erase(line.find_last_not_of(' ') + 1);
    line += '\n';
    if (!second.empty()) line += under(second);
    line += under(changes(rung));
    return line + under(note_of(rung, said));
}

/// Mermaid ends a statement at ';' and takes '#' for the beginning of a character's code.
std::string in_quotes(std::string_view text) {
    std::string out;
    for (char const sign : model::printable(text)) {
        if (sign == '#' || sign == ';' || sign == ':' || sign == '<' || sign == '>' || sign == '"' || sign == '&')
            out += fmt::format("#{};", static_cast<unsigned>(sign));
        else
            out += sign == '\n' ? ' ' : sign;
    }
    return out;
}

std::string participant(std::size_t host) {
    return fmt::format("H{}", host);
}

std::string_view router_port(Ladder const& ladder, Arrow const& arrow) {
    return name_of(ladder.hosts[arrow.host].side);
}

std::string mermaid_words(Arrow const& arrow) {
    std::string const frame = frame_text(arrow);
    return in_quotes(fmt::format("{}{}{}", frame, frame.empty() || arrow.message.empty() ? "" : " ", arrow.message));
}

std::string mermaid_rung(Ladder const& ladder, Rung const& rung, Words const& said) {
    if (rung.kind == Rung::Kind::pause)
        return fmt::format("    Note over LAN,WAN: {}\n", in_quotes(phrase(model::rounded(rung.at) + " later", said)));
    if (rung.kind == Rung::Kind::omitted) return fmt::format("    Note over LAN,WAN: {}\n", in_quotes(phrase(rung.note, said)));
    std::string out;
    bool const astray = rung.kind == Rung::Kind::astray;
    if (astray) out += "    rect rgb(253, 226, 223)\n";
    if (rung.sent)
        out += fmt::format("    {}->>{}: {}\n", participant(rung.sent->host), router_port(ladder, *rung.sent), mermaid_words(*rung.sent));
    if (!rung.translations.empty()) out += fmt::format("    Note over LAN,WAN: {}\n", in_quotes(changes(rung)));
    if (rung.arrived)
        out += fmt::format("    {}->>{}: {}\n", router_port(ladder, *rung.arrived), participant(rung.arrived->host),
                           mermaid_words(*rung.arrived));
    if (rung.kind == Rung::Kind::lost && rung.sent) {
        bool const outbound = ladder.hosts[rung.sent->host].side == Side::lan;
        out +=
            fmt::format("    {}--x{}: {}\n", outbound ? "LAN" : "WAN", outbound ? "WAN" : "LAN", in_quotes(phrase("never arrived", said)));
    }
    if (!rung.note.empty()) out += fmt::format("    Note over LAN,WAN: {}\n", in_quotes(phrase(rung.note, said)));
    if (rung.count > 1 && rung.kind != Rung::Kind::conversation)
        out += fmt::format("    Note over LAN,WAN: {}\n", in_quotes(phrase(fmt::format("{} times", rung.count), said)));
    if (astray) out += "    end\n";
    return out;
}

}  // namespace

std::string ladder_text(Ladder const& ladder, Words const& said) {
    if (ladder.empty()) return said.say("ladder.none", "No frames.") + "\n";
    std::vector<std::string> clients;
    std::vector<std::string> servers;
    for (Lifeline const& host : ladder.hosts)
        (host.side == Side::lan ? clients : servers).push_back(model::printable(fmt::format("{} {}", host.name, host.address)));
    std::string out = fmt::format("LAN: {}\nWAN: {}\n\n", fmt::join(clients, ", "), fmt::join(servers, ", "));
    out += fmt::format("{} {} |{}| {}\n", padded("", time_width), padded("LAN", side_width),
                       padded("    " + said.say("ladder.router", "router"), router_width), "WAN");
    for (Rung const& rung : ladder.rungs) out += rung_text(ladder, rung, said);
    return out;
}

std::string ladder_mermaid(Ladder const& ladder, Words const& said) {
    std::string out = "sequenceDiagram\n";
    auto const declare = [&](Side side) {
        for (std::size_t host = 0; host < ladder.hosts.size(); ++host) {
            if (ladder.hosts[host].side != side) continue;
            out += fmt::format("    participant {} as {} {}\n", participant(host), in_quotes(ladder.hosts[host].name),
                               in_quotes(ladder.hosts[host].address));
        }
    };
    declare(Side::lan);
    std::string const router = in_quotes(said.say("ladder.router", "router"));
    out += fmt::format("    participant LAN as {} LAN\n    participant WAN as {} WAN\n", router, router);
    declare(Side::wan);
    for (Rung const& rung : ladder.rungs) out += mermaid_rung(ladder, rung, said);
    return out;
}

}  // namespace tsuka::reports
