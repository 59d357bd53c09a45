#include "harness/app/signing.hpp"

#include "harness/app/catalogue.hpp"
#include "harness/app/render.hpp"
#include "harness/app/replayed.hpp"
#include "harness/app/seal.hpp"
#include "harness/judge/judge.hpp"
#include "harness/model/text.hpp"
#include "harness/record/manifest.hpp"
#include "harness/record/plain_file.hpp"
#include "harness/record/record_reader.hpp"
#include "harness/suite/load.hpp"
#include "reports/attestation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

namespace tsuka::app {

namespace {

constexpr std::uint64_t largest_bundle = 64U << 20U;
constexpr std::string_view firmware_subject = "firmware image of the device under test";

/// The run as its own profile judges it.
Result<model::Report> judged(record::RunFolder const& folder, suite::Diagnostics& said) {
    const auto claims = taken(found(suite::load_claims(folder.file(record::claims_file))), said);
    if (!claims) return fail("the claims beside the record cannot be read");
    const auto profile = taken(read_profile(folder.file(record::profile_file).string(), *claims), said);
    if (!profile) return fail("the profile beside the record cannot be read");
    const auto record = record::read_record(folder.file(record::record_file));
    if (!record) return record.error();
    return judge::judge(*record, profile->profile, *claims);
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
Result<Signed> statements_for(record::RunFolder const& folder, suite::Diagnostics& said) {
    const auto report = judged(folder, said);
    if (!report) return report.error();
    const auto subjects = subjects_of(folder, *report);
    if (!subjects) return subjects.error();
    const auto facts = facts_of(folder, folder, *report);
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

/// The statements of the signatures, whose subjects are as they were signed.
Result<std::vector<reports::Statement>> signed_statements(record::RunFolder const& folder, record::Key const& key) {
    if (const auto whole = as_sealed(folder); !whole) return whole.error();
    const auto bundle = record::read_plain(folder.file(record::signatures_file), record::Links::refuse, largest_bundle);
    if (!bundle) return fail("the run bears no signature: " + bundle.error().what);
    const auto texts = record::open_bundle(*bundle, key);
    if (!texts) return texts.error();
    std::vector<reports::Statement> statements;
    for (auto const& text : *texts) {
        auto statement = reports::read_statement(text);
        if (!statement) return statement.error();
        if (const auto names = differing(statement->subjects, folder); !names.empty())
            return fail(fmt::format("not as it was signed: {}", fmt::join(names, ", ")));
        statements.push_back(std::move(*statement));
    }
    return statements;
}

/// The signed verdict table against the one that the record gives today.
Result<std::string> compare_verdicts(std::vector<reports::Statement> const& statements, record::RunFolder const& folder,
                                     suite::Diagnostics& said) {
    const auto today = statements_for(folder, said);
    if (!today) return fail("the record cannot be judged again: " + today.error().what);
    const auto fresh = reports::read_statement(today->verdicts);
    const auto then = std::find_if(statements.begin(), statements.end(),
                                   [](auto const& one) { return one.predicate_type == reports::verdict_predicate; });
    if (!fresh || then == statements.end()) return fail("the signature states no verdicts");
    if (fresh->predicate != then->predicate) return fail("judging the record again gives other verdicts than the signed ones");
    return std::string("judged again: the record gives the signed verdicts");
}

/// The capture through the engine of today: it has to end every case as the record says.
Result<std::string> replay_again(record::RunFolder const& folder, suite::Diagnostics& said) {
    const auto record = record::read_record(folder.file(record::record_file));
    if (!record) return record.error();
    if (record->run.format < 2) return std::string("not replayed: the captures of 0.1.0 do not hold all that a replay needs");
    const auto claims = suite::load_claims(folder.file(record::claims_file));
    if (!claims.ok()) return fail("the claims of the run cannot be read");
    const auto replayed = replay(folder, *record, claims.value, {}, said);
    if (!replayed) return replayed.error();
    if (!replayed->departure.empty()) return fail("the replay departs from the run: " + replayed->departure);
    if (!replayed->differences.empty())
        return fail(fmt::format("replayed, {} cases end otherwise: {}", replayed->differences.size(), replayed->differences.front()));
    return fmt::format("replayed: the capture gives what the record says, in {} cases", replayed->record.cases.size());
}

}  // namespace

Result<void> sign(record::RunFolder const& folder, record::Key const& key, suite::Diagnostics& said) {
    const auto statements = statements_for(folder, said);
    if (!statements) return statements.error();
    std::string bundle;
    for (auto const& statement : {statements->result, statements->verdicts}) {
        const auto envelope = record::seal(statement, key);
        if (!envelope) return envelope.error();
        bundle += *envelope + "\n";
    }
    return folder.write(record::signatures_file, bundle);
}

Verified verify(record::RunFolder const& folder, record::Key const& key, bool rejudge) {
    Verified verified;
    const auto note = [&verified](Result<std::string> const& found) {
        if (found)
            verified.lines.push_back(*found);
        else
            verified.trouble = found.error().what;
        return found.has_value();
    };
    const auto statements = signed_statements(folder, key);
    if (!statements) {
        verified.trouble = statements.error().what;
        return verified;
    }
    if (rejudge && note(compare_verdicts(*statements, folder, verified.of_profile))) (void)note(replay_again(folder, verified.of_profile));
    return verified;
}

}  // namespace tsuka::app
