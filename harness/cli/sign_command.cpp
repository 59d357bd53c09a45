// `tsuka sign` and `tsuka verify`: a run bound to a key. What is signed can be derived again from what is signed: the record, judged by
// the profile beside it, must give the verdicts of the statement.
#include "harness/app/catalogue.hpp"
#include "harness/app/render.hpp"
#include "harness/app/replayed.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/told.hpp"
#include "harness/judge/judge.hpp"
#include "harness/model/text.hpp"
#include "harness/record/envelope.hpp"
#include "harness/record/manifest.hpp"
#include "harness/record/plain_file.hpp"
#include "harness/record/record_reader.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/suite/load.hpp"
#include "reports/attestation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

namespace tsuka::cli {

namespace {

constexpr int exit_not_verified = 1;
constexpr std::uint64_t largest_bundle = 64U << 20U;
constexpr std::string_view firmware_subject = "firmware image of the device under test";

/// The run as its own profile judges it.
Result<model::Report> judged(record::RunFolder const& folder) {
    auto claims = suite::load_claims(folder.file(record::claims_file));
    if (!tell(claims.diagnostics)) return fail("the claims beside the record cannot be read");
    const auto profile = told(app::read_profile(folder.file(record::profile_file).string(), claims.value));
    if (!profile) return fail("the profile beside the record cannot be read");
    const auto record = record::read_record(folder.file(record::record_file));
    if (!record) return record.error();
    return judge::judge(*record, profile->profile, claims.value);
}

/// What keeps the folder from being what was sealed; empty when it is.
Result<std::string> broken_sums(record::RunFolder const& folder) {
    const auto check = record::verify_manifest(folder.path());
    if (!check) return check.error();
    std::vector<std::string> parts;
    for (auto const& [names, what] :
         {std::pair{&check->differ, "changed"}, std::pair{&check->missing, "missing"}, std::pair{&check->unlisted, "not part of the run"}})
        if (!names->empty()) parts.push_back(fmt::format("{}: {}", what, fmt::join(*names, ", ")));
    if (parts.empty() && !check->good()) parts.emplace_back("the sums list nothing");
    return fmt::format("{}", fmt::join(parts, "; "));
}

/// The sums, everything that they list, and the firmware that the laboratory named.
Result<std::vector<reports::Subject>> subjects_of(record::RunFolder const& folder, model::Report const& report) {
    std::vector<std::string> names{std::string(record::manifest_file)};
    std::error_code trouble;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(folder.path(), trouble)) {
        auto name = entry.path().lexically_relative(folder.path()).generic_string();
        const bool apart = name == record::signatures_file || name == record::ssh_signature_file || name == record::manifest_file ||
                           name.starts_with(std::string(record::judged_folder) + "/");
        if (!apart && entry.is_regular_file(trouble)) names.push_back(std::move(name));
    }
    if (trouble) return fail(fmt::format("cannot list {}: {}", folder.path().string(), trouble.message()));
    std::sort(names.begin(), names.end());
    std::vector<reports::Subject> subjects;
    for (auto const& name : names) {
        auto digest = record::sha256_of(folder.file(name));
        if (!digest) return digest.error();
        subjects.push_back({name, std::move(*digest)});
    }
    if (auto const& image = report.run.device.firmware_sha256; !image.empty()) subjects.push_back({std::string(firmware_subject), image});
    return subjects;
}

struct Signed {
    std::string result;
    std::string verdicts;
};

/// Both statements as they are to be signed for the folder as it is.
Result<Signed> statements_for(record::RunFolder const& folder) {
    const auto report = judged(folder);
    if (!report) return report.error();
    const auto subjects = subjects_of(folder, *report);
    if (!subjects) return subjects.error();
    const auto facts = app::facts_of(folder, folder, *report);
    if (!facts) return facts.error();
    return Signed{reports::result_statement(*report, *subjects), reports::verdict_statement(*report, *subjects, *facts)};
}

/// What the signed subjects and the folder do not agree on; the firmware image lies elsewhere and is only named.
std::vector<std::string> differing(std::vector<reports::Subject> const& subjects, record::RunFolder const& folder) {
    std::vector<std::string> out;
    bool sums = false;
    for (auto const& subject : subjects) {
        if (subject.name == firmware_subject) continue;
        sums = sums || subject.name == record::manifest_file;
        const std::filesystem::path way(subject.name);
        const bool inside = way.is_relative() && std::none_of(way.begin(), way.end(), [](auto const& part) { return part == ".."; });
        const auto digest = inside ? record::sha256_of(folder.file(subject.name)) : Result<std::string>(fail("outside of the run"));
        if (!digest || *digest != subject.sha256) out.push_back(model::printable(subject.name));
    }
    if (!sums) out.emplace_back("SHA256SUMS, which the signature does not name");
    return out;
}

int not_verified(std::string const& why) {
    fmt::print("NOT VERIFIED: {}\n", model::printable(why));
    return exit_not_verified;
}

/// The signed verdict table against the one that the record gives today.
int compare_verdicts(std::vector<reports::Statement> const& statements, record::RunFolder const& folder) {
    const auto today = statements_for(folder);
    if (!today) return not_verified("the record cannot be judged again: " + today.error().what);
    const auto fresh = reports::read_statement(today->verdicts);
    const auto found = std::find_if(statements.begin(), statements.end(),
                                    [](auto const& one) { return one.predicate_type == reports::verdict_predicate; });
    if (!fresh || found == statements.end()) return not_verified("the signature states no verdicts");
    if (fresh->predicate != found->predicate) return not_verified("judging the record again gives other verdicts than the signed ones");
    fmt::print("judged again: the record gives the signed verdicts\n");
    return 0;
}

/// The capture through the engine of today: it has to end every case as the record says. A run of 0.1.0 cannot be replayed, and is said
/// not to have been.
int replay_again(record::RunFolder const& folder) {
    const auto record = record::read_record(folder.file(record::record_file));
    if (!record) return not_verified(record.error().what);
    if (record->run.format < 2) {
        fmt::print("not replayed: the captures of 0.1.0 do not hold all that a replay needs\n");
        return 0;
    }
    const auto claims = suite::load_claims(folder.file(record::claims_file));
    if (!claims.ok()) return not_verified("the claims of the run cannot be read");
    suite::Diagnostics of_profile;
    const auto replayed = app::replay(folder, *record, claims.value, {}, of_profile);
    (void)tell(of_profile);
    if (!replayed) return not_verified(replayed.error().what);
    if (!replayed->departure.empty()) return not_verified("the replay departs from the run: " + replayed->departure);
    if (!replayed->differences.empty())
        return not_verified(
            fmt::format("replayed, {} cases end otherwise: {}", replayed->differences.size(), replayed->differences.front()));
    fmt::print("replayed: the capture gives what the record says, in {} cases\n", replayed->record.cases.size());
    return 0;
}

}  // namespace

int sign(SignOptions const& options) {
    const auto folder = record::RunFolder::open(options.run);
    const auto key = folder ? record::Key::read_private(options.key) : Result<record::Key>(folder.error());
    if (!key) {
        complain(key.error().what);
        return exit_usage;
    }
    const auto broken = broken_sums(*folder);
    if (!broken || !broken->empty()) {
        complain("this run is not what was sealed and is not signed: " + (broken ? *broken : broken.error().what));
        return exit_usage;
    }
    const auto statements = statements_for(*folder);
    if (!statements) {
        complain(statements.error().what);
        return exit_error;
    }
    std::string bundle;
    for (auto const& statement : {statements->result, statements->verdicts}) {
        const auto envelope = record::seal(statement, *key);
        if (!envelope) {
            complain(envelope.error().what);
            return exit_error;
        }
        bundle += *envelope + "\n";
    }
    if (auto written = folder->write(record::signatures_file, bundle); !written) {
        complain(written.error().what);
        return exit_error;
    }
    fmt::print("signed: {}\nby key: {}\n", folder->file(record::signatures_file).string(), key->id());
    return 0;
}

int verify(SignOptions const& options) {
    const auto folder = record::RunFolder::open(options.run);
    const auto key = folder ? record::Key::read_public(options.key) : Result<record::Key>(folder.error());
    if (!key) {
        complain(key.error().what);
        return exit_usage;
    }
    const auto broken = broken_sums(*folder);
    if (!broken || !broken->empty()) return not_verified(broken ? *broken : broken.error().what);
    const auto bundle = record::read_plain(folder->file(record::signatures_file), record::Links::refuse, largest_bundle);
    if (!bundle) return not_verified("the run bears no signature: " + bundle.error().what);
    const auto texts = record::open_bundle(*bundle, *key);
    if (!texts) return not_verified(texts.error().what);
    std::vector<reports::Statement> statements;
    for (auto const& text : *texts) {
        auto statement = reports::read_statement(text);
        if (!statement) return not_verified(statement.error().what);
        if (const auto names = differing(statement->subjects, *folder); !names.empty())
            return not_verified(fmt::format("not as it was signed: {}", fmt::join(names, ", ")));
        statements.push_back(std::move(*statement));
    }
    if (options.rejudge) {
        if (const int differs = compare_verdicts(statements, *folder); differs != 0) return differs;
        if (const int differs = replay_again(*folder); differs != 0) return differs;
    }
    fmt::print("verified: all files are as signed by the key {}\n", key->id());
    return 0;
}

}  // namespace tsuka::cli
