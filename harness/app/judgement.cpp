#include "harness/app/judgement.hpp"

#include "harness/app/render.hpp"
#include "harness/app/replayed.hpp"
#include "harness/judge/expected.hpp"
#include "harness/judge/judge.hpp"
#include "harness/judge/users.hpp"
#include "harness/record/manifest.hpp"
#include "harness/record/record_reader.hpp"
#include "harness/run/capture.hpp"
#include "harness/suite/load.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

namespace tsuka::app {

namespace fs = std::filesystem;

namespace {

/// A name for a folder from a profile's id, which may hold anything.
std::string plain_name(std::string_view id) {
    std::string name;
    for (const char sign : id) {
        const bool plain =
            (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9') || sign == '-' || sign == '_';
        name += plain ? sign : '-';
    }
    return name.substr(0, 100);
}

/// RUN/judged/PROFILE-TIME, numbered when there is one of this second.
fs::path new_folder_in(record::RunFolder const& run, std::string const& profile) {
    auto stamp = utc_now();
    std::erase(stamp, ':');
    const auto first = run.file(record::judged_folder) / fmt::format("{}-{}", plain_name(profile), stamp);
    auto path = first;
    std::error_code trouble;
    for (unsigned number = 2; fs::exists(path, trouble); ++number) path = fmt::format("{}-{}", first.string(), number);
    return path;
}

/// What the judgement rests on, as its SHA256SUMS names it: the record, the run's own sums and the captures.
std::vector<fs::path> evidence_of(record::RunFolder const& run, reports::RenderContext const& facts) {
    std::vector<fs::path> names;
    for (auto const name :
         {record::record_file, record::manifest_file, record::capture_file, record::lan_capture_file, record::wan_capture_file})
        if (run.has(name)) names.push_back(fs::path(facts.evidence) / name);
    return names;
}

/// The record of today's engine in the place of that of then.
Result<ReplayedAs> replay_into(ToJudge const& asked, model::Record& record, suite::Diagnostics& said) {
    auto replayed = replay(asked.run, record, asked.claims, asked.words(), said);
    if (!replayed) return replayed.error();
    record = std::move(replayed->record);
    for (auto& result : record.cases) model::name_frames(result);
    return ReplayedAs{record.cases.size(), std::move(replayed->differences), std::move(replayed->departure)};
}

/// The capture is attached as far as it can be read.
Result<void> attach(model::Record& record, std::string const& capture) {
    auto attached = run::attach_capture(record, capture);
    auto noted = run::note_sides(record, capture);
    return attached ? noted : attached;
}

}  // namespace

Found<ToJudge> read_to_judge(JudgeOptions const& options) {
    auto folder = record::RunFolder::open(options.run);
    if (!folder) return nothing(folder.error().what);
    suite::Diagnostics said;
    const auto by = options.profile.empty() ? folder->file(record::profile_file).string() : options.profile;
    auto claims = taken(found(suite::load_claims(folder->file(record::claims_file))), said);
    auto profile = claims ? taken(read_profile(by, *claims), said) : std::nullopt;
    auto users = taken(read_users(), said);
    auto language = taken(read_language(options.lang), said);
    std::optional<std::vector<model::Expected>> expected;
    if (!options.expected.empty()) expected = taken(read_expected(options.expected), said);
    if (!claims || !profile || !users || !language || (!options.expected.empty() && !expected)) return {std::nullopt, std::move(said)};
    auto seal = look_at_seal(*folder);
    return {ToJudge{std::move(*folder), std::move(*claims), std::move(*profile), std::move(*users), std::move(expected),
                    std::move(*language), std::move(seal)},
            std::move(said)};
}

Result<Judgement> judge_again(ToJudge const& asked, JudgeOptions const& options, suite::Diagnostics& said) {
    auto record = record::read_record(asked.run.file(record::record_file), record::Frames::by_name);
    if (!record) return record.error();
    Judgement judgement;
    auto doubts = asked.seal.doubts;
    if (options.replay) {
        auto replayed = replay_into(asked, *record, said);
        if (!replayed) return replayed.error();
        if (!replayed->departure.empty()) doubts.push_back("the replay departs from the run: " + replayed->departure);
        judgement.replay = std::move(*replayed);
    }
    if (record->run.format >= 2)
        if (auto described = attach(*record, asked.run.file(record::capture_file).string()); !described) {
            judgement.capture_trouble = described.error().what;
            doubts.push_back("the capture does not hold what the record names: " + judgement.capture_trouble);
        }
    auto& report = judgement.report = judge::judge(*record, asked.profile.profile, asked.claims);
    report.doubts = std::move(doubts);
    report.accept_partial = options.accept_partial;
    report.users = judge::users(report, *record, asked.users);
    if (asked.expected) judge::hold_against(report, *asked.expected, utc_now().substr(0, 10));
    judgement.record = std::move(*record);
    return judgement;
}

Result<record::RunFolder> folder_for_judgement(record::RunFolder const& run, std::string const& out, std::string const& profile) {
    if (out.empty()) {
        auto made = record::RunFolder::create(new_folder_in(run, profile));
        return made ? std::move(made) : fail(made.error().what + "; --out DIR writes the reports elsewhere");
    }
    std::error_code trouble;
    const auto way = fs::relative(out, run.path(), trouble).generic_string();
    const bool inside = !way.empty() && !way.starts_with("..") && !way.starts_with(std::string(record::judged_folder) + "/");
    if (inside) return fail(fmt::format("{} lies inside the run, which is left as it is; choose a folder elsewhere", out));
    return record::RunFolder::create(out);
}

Result<void> write_judgement(ToJudge const& asked, Judgement const& judgement, record::RunFolder const& target) {
    auto facts = facts_of(asked.run, target, judgement.report);
    if (!facts) return facts.error();
    facts->words = asked.words();
    if (auto written = write_reports(target, judgement.report, judgement.record, *facts, asked.users); !written) return written;
    auto text = profile_to_keep(asked.profile);
    if (!text) return text.error();
    if (auto written = target.write(record::profile_file, *text); !written) return written;
    if (auto copied = target.copy_in(asked.run.file(record::claims_file), record::claims_file); !copied) return copied;
    return record::write_manifest(target.path(), evidence_of(asked.run, *facts));
}

}  // namespace tsuka::app
