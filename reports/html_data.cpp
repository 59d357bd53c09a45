// Values for the HTML templates, escaped by mustache and made printable here.
#include "reports/html_data.hpp"

#include "harness/model/text.hpp"
#include "reports/html_list.hpp"
#include "reports/phrases.hpp"
#include "reports/summary.hpp"

#include <fmt/format.h>
#include <kainjow/mustache.hpp>
#include <utility>

namespace tsuka::reports {

void put(Data& data, std::string const& name, std::string_view text) {
    data["has_" + name] = Data(!text.empty());
    data[name] = Data(model::printable(text));
}

void put_code(Data& data, std::string const& name, std::string_view text) {
    std::string out;
    for (char const sign : model::printable(text)) {
        if (sign == '&')
            out += "&amp;";
        else if (sign == '<')
            out += "&lt;";
        else if (sign == '>')
            out += "&gt;";
        else
            out += sign;
    }
    data["has_" + name] = Data(!text.empty());
    data[name] = Data(out);
}

void put_flag(Data& data, std::string const& name, bool flag) {
    data[name] = Data(flag);
}

std::string standing_of(model::ClaimRow const& row, Words const& said) {
    if (row.claim.always) return said.say("standing.always", "holds for every router");
    return row.claimed ? said.say("standing.claimed", "claimed") : said.say("standing.not-claimed", "not claimed");
}

void put_verdict(Data& data, model::Verdict verdict, Words const& said) {
    put(data, "verdict", std::string{to_string(verdict)});
    put(data, "word", said.get("interface.verdict." + std::string{to_string(verdict)}, words(verdict)));
}

void put_list(Data& data, std::string const& name, List list) {
    data["has_" + name] = Data(!list.empty());
    // The library only copies lists, with all that is in them, once for each list around it; its own list is ours, and not const.
    Data moved(Data::type::list);
    const_cast<List&>(moved.list_value()).swap(list);
    data[name] = std::move(moved);
}

void put_unshown(Data& data, model::CaseRecord const& result, Words const& said) {
    put(data, "more_frames",
        result.unshown == 0
            ? ""
            : phrase(fmt::format("Of each message the first {} frames are shown; {} more of this case stand in the capture only.",
                                 most_shown, result.unshown),
                     said));
}

void put_octets(Data& data, std::optional<Objected> const& octets, RenderContext const& facts) {
    model::Parting const at = octets ? octets->parting : model::Parting{};
    put(data, "octets", octets ? place_of(*octets, facts.lan_capture, facts.words) : "");
    put(data, "octets_sent", in_hex(at.sent.octets));
    put(data, "sent_before", in_hex(at.sent.before));
    put(data, "sent_after", in_hex(at.sent.after));
    put(data, "octets_arrived", in_hex(at.arrived.octets));
    put(data, "arrived_before", in_hex(at.arrived.before));
    put(data, "arrived_after", in_hex(at.arrived.after));
}

namespace {

Error broken(kainjow::mustache::mustache const& filled) {
    return fail("the HTML report's template is broken: " + filled.error_message());
}

Result<void> pour(kainjow::mustache::mustache& filled, Data const& data, Sink const& sink) {
    if (!filled.is_valid()) return broken(filled);
    // Piece by piece: a text of megabytes for each case costs more than filling it in.
    constexpr std::size_t enough = 32'768;
    std::string text;
    Result<void> done;
    filled.render(data, [&](std::string const& piece) {
        text += piece;
        if (text.size() < enough) return;
        if (done) done = sink(text);
        text.clear();
    });
    if (!filled.error_message().empty()) return broken(filled);
    return done ? sink(text) : done;
}

}  // namespace

Result<std::string> fill(std::string const& page_template, Data const& page) {
    kainjow::mustache::mustache filled{page_template};
    return gathered([&](Sink const& sink) { return pour(filled, page, sink); });
}

struct PageOfCases::Parts {
    kainjow::mustache::mustache head;
    kainjow::mustache::mustache section;
    kainjow::mustache::mustache tail;
};

PageOfCases::PageOfCases(std::string_view text, Data const& page, Sink sink) : page_(page), sink_(std::move(sink)) {
    // Both tags have a line of their own, so what stands between the lines is the section.
    static constexpr std::string_view opening = "\n{{#cases}}\n";
    static constexpr std::string_view closing = "\n{{/cases}}\n";
    std::size_t const begin = text.find(opening);
    std::size_t const end = text.find(closing);
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return;
    parts_ = std::make_unique<Parts>(Parts{
        kainjow::mustache::mustache{std::string{text.substr(0, begin + 1)}},
        kainjow::mustache::mustache{std::string{text.substr(begin + opening.size(), end + 1 - begin - opening.size())}},
        kainjow::mustache::mustache{std::string{text.substr(end + closing.size())}},
    });
}

PageOfCases::~PageOfCases() = default;

Result<void> PageOfCases::begin() {
    if (!parts_) return fail("the HTML report's template is broken: it has no section for cases");
    return pour(parts_->head, page_, sink_);
}

Result<void> PageOfCases::add(Data const& one) {
    return pour(parts_->section, one, sink_);
}

Result<void> PageOfCases::end() {
    return pour(parts_->tail, page_, sink_);
}

Result<std::string> gathered(std::function<Result<void>(Sink const&)> const& write) {
    std::string text;
    auto const done = write([&](std::string_view piece) {
        text += piece;
        return Result<void>{};
    });
    if (!done) return done.error();
    return text;
}

}  // namespace tsuka::reports
