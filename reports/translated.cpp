#include "reports/translated.hpp"

#include "reports/measured.hpp"
#include "reports/phrases.hpp"

#include <algorithm>

namespace tsuka::reports {
namespace {

/// Words of a cell that counts clients: "9 and more", "4 at a time", "one at a time".
std::optional<std::string> of_count(std::string const& word, Words const& words) {
    auto const end = word.find_first_not_of("0123456789");
    auto const number = word.substr(0, end);
    auto const rest = end == std::string::npos ? std::string_view{} : std::string_view(word).substr(end);
    if (word == "one at a time") return words.say("cell.one-at-a-time", word);
    if (!number.empty() && rest == " at a time") return words.say("cell.at-a-time", word, number);
    if (!number.empty() && rest == " and more") return words.say("cell.clients-more", word, number);
    return std::nullopt;
}

/// Words of a measured cell: "less than 31 s", "119 s and more", "31 s to 59 s".
std::string of_idle(std::string const& word, Words const& words) {
    if (auto const count = of_count(word, words)) return *count;
    auto const to = word.find(" to ");
    if (word.starts_with("less than ")) return words.say("cell.less", word, word.substr(10));
    if (word.ends_with(" and more")) return words.say("cell.more", word, word.substr(0, word.size() - 9));
    bool const number = !word.empty() && word.front() >= '0' && word.front() <= '9';
    return number && to != std::string::npos ? words.say("cell.between", word, word.substr(0, to), word.substr(to + 4)) : word;
}

/// The guide's word for a class, or the state's own.
std::string of_cell(std::string const& word, Words const& words) {
    return words.get("word." + word, of_idle(word, words));
}

std::string of_conclusion(std::string const& word, Words const& words) {
    for (auto const& [id, pattern] : {std::pair{"conclusion.conforms", "conforms"},
                                      {"conclusion.does-not-conform", "does not conform"},
                                      {"conclusion.as-far", "kept as far as tested ({} of {} claims)"},
                                      {"conclusion.nothing-claimed", "nothing claimed was tested"},
                                      {"conclusion.inconclusive", "inconclusive"},
                                      {"conclusion.interrupted", "interrupted"},
                                      {"conclusion.nothing-ran", "nothing ran"}})
        if (auto const said = said_again(word, id, pattern, words)) return *said;
    return word;
}

/// The title of a kind of VPN or of a situation, which a report that was read back has in English only.
template <class Entries>
std::string of_title(std::string const& title, Entries const& entries, std::string const& prefix, Words const& words) {
    auto const found = std::find_if(entries.begin(), entries.end(), [&](auto const& one) { return one.title == title; });
    return found == entries.end() ? title : words.get(prefix + found->id, title);
}

void translate_row(model::UserRow& row, Words const& words, model::UserGuide const& guide) {
    auto const kind = std::find_if(guide.kinds.begin(), guide.kinds.end(), [&](auto const& one) { return one.id == row.kind; });
    row.title = words.get("kind." + row.kind, row.title);
    row.reach = words.get("reach." + row.reach, row.reach);
    for (model::UserCell& cell : row.cells) cell.word = of_cell(cell.word, words);
    if (kind == guide.kinds.end()) return;
    auto const said = std::find_if(kind->sayings.begin(), kind->sayings.end(),
                                   [&](auto const& one) { return one.text == row.text && one.helps == row.helps; });
    if (said == kind->sayings.end()) return;
    std::string const id = saying_id(*kind, *said);
    row.text = words.get(id, row.text);
    row.helps = words.get("helps." + id, row.helps);
}

}  // namespace

std::string saying_id(model::VpnKind const& kind, model::Saying const& saying) {
    std::string id = "say." + kind.id;
    for (auto const& [situation, state] : saying.when) id += "." + situation + "=" + state;
    return id;
}

std::vector<std::string> guide_ids(model::UserGuide const& guide) {
    std::vector<std::string> ids;
    for (auto const* word : {"works", "partly", "fails", "not known", "not tested"}) ids.push_back(std::string("word.") + word);
    for (auto const* reach : {"none", "one client", "one client per server", "several clients per server"})
        ids.push_back(std::string("reach.") + reach);
    for (auto const& situation : guide.situations) ids.push_back("situation." + situation.id);
    for (auto const& [name, word] : guide.words)
        if (!word.empty()) ids.push_back("word." + word);
    for (auto const& kind : guide.kinds) {
        ids.push_back("kind." + kind.id);
        for (auto const& saying : kind.sayings) {
            ids.push_back(saying_id(kind, saying));
            if (!saying.helps.empty()) ids.push_back("helps." + saying_id(kind, saying));
        }
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

model::Report translated(model::Report report, Words const& words, model::UserGuide const& guide) {
    if (words.english()) return report;
    // By what they say, not by the id: a profile of the user's own may bear the name of one of ours.
    report.profile.title = words.get("profile." + report.profile.title, report.profile.title);
    report.profile.about = words.get("profile." + report.profile.about, report.profile.about);
    for (model::ReportRow& row : report.rows) {
        row.title = words.get("case." + row.id, row.title);
        for (model::ClaimRow& claim : row.claims) claim.claim.sentence = words.get("claim." + claim.claim.id, claim.claim.sentence);
    }
    for (model::Situation& situation : report.users.situations) situation.title = words.get("situation." + situation.id, situation.title);
    for (model::UserRow& row : report.users.rows) translate_row(row, words, guide);
    return report;
}

Outline translated(Outline outline, Words const& words, model::UserGuide const& guide) {
    if (words.english()) return outline;
    outline.conclusion = of_conclusion(outline.conclusion, words);
    for (OutlineRow& row : outline.rows) row.reason = phrase(row.reason, words);
    for (OutlineGroup& group : outline.groups) group.text = measured_in(group.text, words);
    for (OutlineCell& cell : outline.cells) {
        cell.kind = of_title(cell.kind, guide.kinds, "kind.", words);
        cell.situation = of_title(cell.situation, guide.situations, "situation.", words);
        cell.word = of_cell(cell.word, words);
    }
    return outline;
}

}  // namespace tsuka::reports
