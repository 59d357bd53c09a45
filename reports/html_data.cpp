// Values for the HTML templates, escaped by mustache and made printable here.
#include "reports/html_data.hpp"

#include "harness/model/text.hpp"
#include "reports/html_list.hpp"
#include "reports/summary.hpp"

#include <kainjow/mustache.hpp>

namespace tsuka::reports {

void put(Data& data, std::string const& name, std::string const& text) {
    data["has_" + name] = Data(!text.empty());
    data[name] = Data(model::printable(text));
}

void put_code(Data& data, std::string const& name, std::string const& text) {
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

void put_list(Data& data, std::string const& name, List const& list) {
    data["has_" + name] = Data(!list.empty());
    data[name] = Data(list);
}

Result<std::string> fill(std::string const& page_template, Data const& page) {
    kainjow::mustache::mustache filled{page_template};
    if (!filled.is_valid()) return fail("the HTML report's template is broken: " + filled.error_message());
    std::string text = filled.render(page);
    if (!filled.error_message().empty()) return fail("the HTML report's template is broken: " + filled.error_message());
    return {boost::system::in_place_value, std::move(text)};
}

}  // namespace tsuka::reports
