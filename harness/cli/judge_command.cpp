// `tsuka judge`: a recorded run judged again, by the same or another profile, without any hardware. The run itself is only read.
#include "harness/app/catalogue.hpp"
#include "harness/app/render.hpp"
#include "harness/app/replayed.hpp"
#include "harness/cli/closing.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/told.hpp"
#include "harness/judge/expected.hpp"
#include "harness/judge/judge.hpp"
#include "harness/judge/users.hpp"
#include "harness/model/text.hpp"
#include "harness/record/manifest.hpp"
#include "harness/record/record_reader.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/run/capture.hpp"
#include "harness/suite/load.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

namespace tsuka::cli {

namespace fs = std::filesystem;

namespace {

/// Whether the folder is still what was sealed: says what is not, and returns what puts the evidence in doubt. A report that is missing
/// does not: it can be made again. One that reads otherwise now does: somebody has been at the folder.
std::vector<std::string> check_seal(record::RunFolder const& folder) {
    const auto check = record::verify_manifest(folder.path());
    if (!check) {
        complain("warning: " + check.error().what);
        return {"the run was never sealed, or its seal is gone"};
    }
    std::vector<std::string> doubts;
    const auto note = [&doubts](std::string_view what, auto const& names, auto const& doubtful) {
        if (!names.empty()) complain(fmt::format("warning: {}: {}", what, fmt::join(names, ", ")));
        if (!doubtful.empty()) doubts.push_back(fmt::format("{}: {}", what, fmt::join(doubtful, ", ")));
    };
    auto lost = check->missing;
    std::erase_if(lost, record::is_report);
    note("changed since the run was sealed", check->differ, check->differ);
    note("missing", check->missing, lost);
    if (!check->unlisted.empty()) complain(fmt::format("warning: not part of the run: {}", fmt::join(check->unlisted, ", ")));
    return doubts;
}

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
fs::path default_target(record::RunFolder const& run, std::string const& profile) {
    auto stamp = app::utc_now();
    std::erase(stamp, ':');
    const auto first = run.file(record::judged_folder) / fmt::format("{}-{}", plain_name(profile), stamp);
    auto path = first;
    std::error_code trouble;
    for (unsigned number = 2; fs::exists(path, trouble); ++number) path = fmt::format("{}-{}", first.string(), number);
    return path;
}

/// The folder of this judgement. One among the files of the run would break the run's seal.
Result<record::RunFolder> target_of(record::RunFolder const& run, std::string const& out, std::string const& profile) {
    if (out.empty()) return record::RunFolder::create(default_target(run, profile));
    std::error_code trouble;
    const auto way = fs::relative(out, run.path(), trouble).generic_string();
    const bool inside = !way.empty() && !way.starts_with("..") && !way.starts_with(std::string(record::judged_folder) + "/");
    if (inside) return fail(fmt::format("{} lies inside the run, which is left as it is; choose a folder elsewhere", out));
    return record::RunFolder::create(out);
}

/// What the judgement rests on, as its SHA256SUMS names it: the record, the run's own sums and the captures.
std::vector<fs::path> evidence_of(record::RunFolder const& run, reports::RenderContext const& facts) {
    std::vector<fs::path> names;
    for (auto const name :
         {record::record_file, record::manifest_file, record::capture_file, record::lan_capture_file, record::wan_capture_file})
        if (run.has(name)) names.push_back(fs::path(facts.evidence) / name);
    return names;
}

/// Reports, what they were judged by, and sums of these and of what they rest on.
Result<void> write_judgement(record::RunFolder const& run, record::RunFolder const& target, model::Report const& report,
                             model::Record const& record, app::NamedProfile const& profile, reports::RenderContext const& facts,
                             model::UserGuide const& users) {
    if (auto written = app::write_reports(target, report, record, facts, users); !written) return written;
    auto text = app::profile_to_keep(profile);
    if (!text) return text.error();
    if (auto written = target.write(record::profile_file, *text); !written) return written;
    if (auto copied = target.copy_in(run.file(record::claims_file), record::claims_file); !copied) return copied;
    return record::write_manifest(target.path(), evidence_of(run, facts));
}

/// What came of a replay: it cannot be had at all, it went another way than the run, or it went through.
enum class Way : std::uint8_t { none, departed, through };

/// The record of today's engine in the place of that of then; says what differs.
Way replay_into(record::RunFolder const& folder, model::Record& record, std::vector<model::Claim> const& claims,
                std::vector<std::string>& doubts, reports::Words const& said) {
    suite::Diagnostics of_profile;
    auto replayed = app::replay(folder, record, claims, said, of_profile);
    (void)tell(of_profile);
    if (!replayed) {
        complain(replayed.error().what);
        return Way::none;
    }
    const auto head = said.say("replay.head", "replay");
    for (auto const& difference : replayed->differences) fmt::print("{}: {}\n", head, model::printable(difference));
    const auto count = replayed->record.cases.size();
    const auto otherwise = replayed->differences.size();
    fmt::print("{}: {}\n", head,
               said.say("replay.count", fmt::format("{} cases, {} end otherwise than then", count, otherwise), count, otherwise));
    if (!replayed->departure.empty()) {
        complain("the replay departs from the run: " + replayed->departure);
        doubts.push_back("the replay departs from the run: " + replayed->departure);
    }
    record = std::move(replayed->record);
    for (auto& result : record.cases) model::name_frames(result);
    return replayed->departure.empty() ? Way::through : Way::departed;
}

/// The capture is attached as far as it can be read.
Result<void> attach(model::Record& record, std::string const& capture) {
    auto attached = run::attach_capture(record, capture);
    auto noted = run::note_sides(record, capture);
    return attached ? noted : attached;
}

}  // namespace

int judge(JudgeOptions const& options) {
    const auto folder = record::RunFolder::open(options.run);
    if (!folder) {
        complain(folder.error().what);
        return exit_usage;
    }
    auto claims = suite::load_claims(folder->file(record::claims_file));
    if (!tell(claims.diagnostics)) return exit_usage;
    const auto profile =
        told(app::read_profile(options.profile.empty() ? folder->file(record::profile_file).string() : options.profile, claims.value));
    const auto users = told(app::read_users());
    const auto language = told(app::read_language(options.lang));
    if (!profile || !users || !language) return exit_usage;
    auto doubts = check_seal(*folder);
    auto record = record::read_record(folder->file(record::record_file), record::Frames::by_name);
    if (!record) {
        complain(record.error().what);
        return exit_error;
    }
    const auto way = options.replay ? replay_into(*folder, *record, claims.value, doubts, {language->code, language->texts}) : Way::through;
    if (way == Way::none) return exit_error;
    if (record->run.format >= 2)
        if (auto described = attach(*record, folder->file(record::capture_file).string()); !described) {
            complain("warning: " + described.error().what);
            doubts.push_back("the capture does not hold what the record names: " + described.error().what);
        }
    auto report = judge::judge(*record, profile->profile, claims.value);
    report.doubts = std::move(doubts);
    report.accept_partial = options.accept_partial;
    report.users = judge::users(report, *record, *users);
    if (!options.expected.empty()) {
        const auto expected = told(app::read_expected(options.expected));
        if (!expected) return exit_usage;
        judge::hold_against(report, *expected, app::utc_now().substr(0, 10));
    }

    const auto target = target_of(*folder, options.out, profile->profile.id);
    if (!target) {
        complain(target.error().what + (options.out.empty() ? "; --out DIR writes the reports elsewhere" : ""));
        return exit_usage;
    }
    auto facts = app::facts_of(*folder, *target, report);
    if (facts) facts->words = {language->code, language->texts};
    const auto written = facts ? write_judgement(*folder, *target, report, *record, *profile, *facts, *users) : Result<void>(facts.error());
    if (!written) {
        complain(written.error().what);
        return exit_error;
    }
    print_closing(report, *record, *folder, *target, facts->words, *users);
    return way == Way::departed ? exit_error : model::exit_status(report);
}

}  // namespace tsuka::cli
