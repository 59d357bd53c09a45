// The ladder drawn: geometry here, the drawing in html/ladder.mustache, colours in the page's style.
#include "harness/model/text.hpp"
#include "reports/html_assets.hpp"
#include "reports/html_data.hpp"
#include "reports/html_list.hpp"
#include "reports/ladder.hpp"
#include "reports/phrases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <kainjow/mustache.hpp>

namespace tsuka::reports {
namespace {

// In units of the drawing, which are pixels at its natural size.
constexpr std::size_t margin = 92;  ///< times stand in it, and half of the first host's name
constexpr std::size_t between_hosts = 96;
constexpr std::size_t reach = 216;  ///< from the nearest host to the router: a message's words fit above the arrow
constexpr std::size_t router_pixels = 252;
constexpr std::size_t head_height = 46;
constexpr std::size_t line_height = 13;
constexpr std::size_t rung_height = 30;
constexpr std::size_t message_length = 33;
constexpr std::size_t translation_length = 44;
constexpr std::size_t translations_shown = 3;

std::string number(std::size_t value) {
    return std::to_string(value);
}

/// At most `length` characters of UTF-8, the last of them a sign that something was left out.
std::string cut(std::string const& text, std::size_t length) {
    std::size_t seen = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        bool const begins = (static_cast<std::uint8_t>(text[at]) & 0xc0U) != 0x80U;
        if (begins && seen++ == length) return text.substr(0, at) + "…";
    }
    return text;
}

std::string_view mood(Rung::Kind kind) {
    using Kind = Rung::Kind;
    if (kind == Kind::lost) return "lost";
    if (kind == Kind::astray) return "astray";
    if (kind == Kind::unasked) return "unasked";
    return "";
}

class Drawing {
public:
    Drawing(Ladder const& ladder, Words const& words) : ladder_(ladder), words_(words) {
        std::size_t clients = 0;
        std::size_t servers = 0;
        for (Lifeline const& host : ladder.hosts) ++(host.side == Side::lan ? clients : servers);
        lan_ = margin + (clients == 0 ? 0 : clients - 1) * between_hosts + reach;
        wan_ = lan_ + router_pixels;
        width_ = wan_ + reach + (servers == 0 ? 0 : servers - 1) * between_hosts + 60;
    }

    std::string draw() {
        List rungs;
        y_ = head_height + 6;
        for (Rung const& rung : ladder_.rungs) rungs.push_back(rung_data(rung));
        Data data;
        put_list(data, "rungs", rungs);
        std::size_t const bottom = y_ + 8;
        put(data, "width", number(width_));
        put(data, "height", number(bottom + 4));
        put(data, "bottom", number(bottom));
        put(data, "head", number(head_height));
        put(data, "lan", number(lan_));
        put(data, "wan", number(wan_));
        put(data, "middle", number((lan_ + wan_) / 2));
        put(data, "router_width", number(router_pixels));
        put(data, "router_height", number(bottom - head_height));
        List hosts;
        for (std::size_t index = 0; index < ladder_.hosts.size(); ++index) hosts.push_back(host_data(index));
        put_list(data, "hosts", hosts);
        auto const text = fill(words_.in(assets::ladder_template), data);
        return text ? *text : std::string{};
    }

private:
    [[nodiscard]] std::size_t place_of(std::size_t host) const {
        std::size_t before = 0;
        Side const side = ladder_.hosts[host].side;
        for (std::size_t index = 0; index < host; ++index) before += ladder_.hosts[index].side == side ? 1U : 0U;
        return side == Side::lan ? margin + before * between_hosts : wan_ + reach + before * between_hosts;
    }

    Data host_data(std::size_t index) const {
        Data data;
        put(data, "x", number(place_of(index)));
        put(data, "host", cut(ladder_.hosts[index].name, 14));
        put(data, "address", ladder_.hosts[index].address);
        return data;
    }

    /// One arrow: from a host to the router or back, its words beside the router.
    Data arrow_data(Arrow const& arrow, bool sent, std::size_t y, bool with_words) const {
        Side const side = ladder_.hosts[arrow.host].side;
        std::size_t const host = place_of(arrow.host);
        std::size_t const router = side == Side::lan ? lan_ : wan_;
        std::size_t const to = sent ? router : host;
        std::size_t const from = sent ? host : router;
        Data data;
        put(data, "from", number(from));
        put(data, "to", number(to));
        put(data, "y", number(y));
        put(data, "tip", std::string{to > from ? "tr" : "tl"});
        std::string const frame = arrow.frame == 0 ? "" : fmt::format("#{} ", arrow.frame);
        put(data, "words", cut(with_words || frame.empty() ? frame + arrow.message : frame.substr(0, frame.size() - 1), message_length));
        put(data, "words_x", number(side == Side::lan ? lan_ - 10 : wan_ + 10));
        put(data, "words_y", number(y - 5));
        put(data, "side", std::string{side == Side::lan ? "end" : "start"});
        return data;
    }

    Data text_at(std::size_t x, std::size_t y, std::string const& text) const {
        Data data;
        put(data, "x", number(x));
        put(data, "y", number(y));
        put(data, "text", text);
        return data;
    }

    static std::string translation(Translation const& one) {
        return cut(fmt::format("{} {} → {}", one.field, one.before.empty() ? "-" : one.before, one.after.empty() ? "-" : one.after),
                   translation_length);
    }

    List translations_of(Rung const& rung) {
        List out;
        std::size_t const all = rung.translations.size();
        std::size_t const shown = all > translations_shown ? translations_shown - 1 : all;
        std::size_t y = y_ + 18;
        for (std::size_t index = 0; index < shown; ++index, y += line_height)
            out.push_back(text_at((lan_ + wan_) / 2, y, translation(rung.translations[index])));
        if (shown < all) out.push_back(text_at((lan_ + wan_) / 2, y, phrase(fmt::format("and {} more", all - shown), words_)));
        return out;
    }

    Data rung_data(Rung const& rung) {
        Data data;
        bool const broken = rung.kind == Rung::Kind::pause || rung.kind == Rung::Kind::omitted;
        put(data, "mood", std::string{mood(rung.kind)});
        put_flag(data, "broken", broken);
        put(data, "time_y", number(y_ + 26));
        std::string const time = broken ? "" : model::rounded(rung.at);
        put(data, "time", time == last_time_ ? "" : time);
        if (!time.empty()) last_time_ = time;
        bool const hairpin = rung.sent && rung.arrived && ladder_.hosts[rung.sent->host].side == ladder_.hosts[rung.arrived->host].side;
        List arrows;
        if (rung.sent) arrows.push_back(arrow_data(*rung.sent, true, y_ + 22, true));
        if (rung.arrived) arrows.push_back(arrow_data(*rung.arrived, false, y_ + (hairpin ? 22 + 20 : 22), !rung.sent || hairpin));
        put_list(data, "arrows", arrows);
        bool const through = rung.sent && rung.arrived && !hairpin;
        put_flag(data, "through", through);
        if (through) {
            put(data, "start", number(place_of(rung.sent->host)));
            put(data, "stop", number(place_of(rung.arrived->host)));
        }
        put(data, "y", number(y_ + 22));
        put_flag(data, "lost", rung.kind == Rung::Kind::lost);
        List const translations = translations_of(rung);
        put_list(data, "translations", translations);
        put_lost(data, rung);
        std::size_t height = std::max(rung_height + (hairpin ? 20U : 0U), 14 + translations.size() * line_height);
        std::string note = rung.kind == Rung::Kind::pause ? fmt::format("{} later", model::rounded(rung.at)) : rung.note;
        if (rung.count > 1 && !broken && rung.kind != Rung::Kind::conversation)
            note = note.empty() ? fmt::format("{} times", rung.count) : fmt::format("{} times: {}", rung.count, note);
        put(data, "note", phrase(note, words_));
        put(data, "note_x", number((lan_ + wan_) / 2));
        put(data, "note_y", number(broken ? y_ + 16 : y_ + height + 9));
        put(data, "note_top", number(broken ? y_ + 4 : y_ + height - 2));
        if (broken)
            height = 22;
        else if (!note.empty())
            height += line_height + 3;
        y_ += height;
        return data;
    }

    /// Dashed from the other side of the router towards the side where it should have come out.
    void put_lost(Data& data, Rung const& rung) const {
        if (rung.kind != Rung::Kind::lost || !rung.sent) return;
        bool const outbound = ladder_.hosts[rung.sent->host].side == Side::lan;
        put(data, "lost_from", number(outbound ? wan_ : lan_));
        put(data, "lost_to", number(outbound ? wan_ + 60 : lan_ - 60));
    }

    Ladder const& ladder_;
    Words const& words_;
    std::size_t lan_ = 0;
    std::size_t wan_ = 0;
    std::size_t width_ = 0;
    std::size_t y_ = 0;
    std::string last_time_;
};

}  // namespace

std::string ladder_svg(Ladder const& ladder, Words const& words) {
    return ladder.empty() ? std::string{} : Drawing{ladder, words}.draw();
}

}  // namespace tsuka::reports
