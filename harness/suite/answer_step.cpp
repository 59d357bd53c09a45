// What an `expect` reads of answers that nobody of the cast sends.
#include "harness/suite/steps.hpp"

#include <fmt/format.h>

namespace tsuka::suite {

/// What the router itself says to a send, if it says anything. Its name is known to classes and to later steps, as that of a send is.
void StepReader::read_answer(TableReader& table, model::ExpectStep& step, proto::MessageEntry const& message) {
    step.answers = table.text_or("answers");
    if (step.answers.empty()) {
        if (auto const* as = table.take("as"))
            table.error(as->spot, "'as' names what answers a send of this case: say with 'answers' which");
        return;
    }
    auto const question = script_.probes.find(step.answers);
    auto const& spot = table.take("answers")->spot;
    check_sent(table, "answers", step.answers);
    if (question != script_.probes.end() && question->second.at != step.at && !step.at.empty())
        table.error(spot, fmt::format("'{}' was sent by {}, and its answer goes there", step.answers, question->second.at));
    if (!step.probe.empty() || !step.on.empty())
        table.error(spot, "what answers a send is nobody's probe and of no flow: 'probe' and 'on' do not apply");
    step.as = new_name(table, {}, "probe");
    auto const on = question == script_.probes.end() ? std::string{} : question->second.on;
    if (!step.as.empty()) script_.probes[step.as] = {message, step.message, on, step.at, false, true};
}

/// That `name`, given for `key`, is what somebody of the cast has sent.
void StepReader::check_sent(TableReader& table, std::string_view key, std::string const& name) {
    auto const at = script_.probes.find(name);
    if (at == script_.probes.end())
        table.error(table.take(key)->spot, fmt::format("nothing called '{}' has been sent before{}", name, hint(name, probe_names())));
    else if (at->second.answer)
        table.error(table.take(key)->spot, fmt::format("'{}' is an answer, and nobody of the cast has sent it", name));
}

}  // namespace tsuka::suite
