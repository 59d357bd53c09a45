// The folder that holds everything about one run: record, evidence, copies of what it was run from, reports, manifest.
#pragma once

#include "generator/base/result.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::record {

/// Names inside a run folder.
inline constexpr std::string_view record_file = "record.jsonl";
inline constexpr std::string_view capture_file = "evidence.pcapng";
// Of records of format 1.
inline constexpr std::string_view lan_capture_file = "lan.pcapng";
inline constexpr std::string_view wan_capture_file = "wan.pcapng";
inline constexpr std::string_view suites_folder = "suites";
inline constexpr std::string_view profile_file = "profile.toml";
inline constexpr std::string_view claims_file = "claims.toml";
inline constexpr std::string_view lab_file = "lab.toml";
inline constexpr std::string_view campaign_file = "campaign.toml";
inline constexpr std::string_view html_report_file = "report.html";
inline constexpr std::string_view html_archive_file = "exchanges.html";
inline constexpr std::string_view json_report_file = "report.json";
inline constexpr std::string_view junit_report_file = "report.xml";
inline constexpr std::string_view text_report_file = "report.txt";
inline constexpr std::string_view markdown_report_file = "report.md";
inline constexpr std::string_view tap_report_file = "report.tap";
inline constexpr std::string_view ctrf_report_file = "report.ctrf.json";
inline constexpr std::string_view numbers_file = "report.csv";
/// A report can always be made again; everything else in the folder is what the verdicts rest on.
[[nodiscard]] constexpr bool is_report(std::string_view name) {
    return name.starts_with("report.") || name == html_archive_file;
}
inline constexpr std::string_view manifest_file = "SHA256SUMS";
inline constexpr std::string_view signatures_file = "signatures.jsonl";   ///< of `tsuka sign`, over the sums and all they list
inline constexpr std::string_view ssh_signature_file = "SHA256SUMS.sig";  ///< of `ssh-keygen -Y sign`
inline constexpr std::string_view draft_ending = ".part";                 ///< of a file that is being written
inline constexpr std::string_view judged_folder = "judged";               ///< later judgements, one folder each; not part of the run

class RunFolder {
public:
    /// Makes the folder (and those above it). Refuses one that holds anything: a run never mixes with another.
    [[nodiscard]] static Result<RunFolder> create(std::filesystem::path const& path);
    /// An existing one, e.g. to judge it again. Errors when it holds no record.
    [[nodiscard]] static Result<RunFolder> open(std::filesystem::path const& path);
    /// Any folder, as it is.
    [[nodiscard]] static RunFolder at(std::filesystem::path path) { return RunFolder{std::move(path)}; }

    [[nodiscard]] std::filesystem::path const& path() const { return path_; }
    [[nodiscard]] std::filesystem::path file(std::string_view name) const { return path_ / name; }
    [[nodiscard]] bool has(std::string_view name) const;

    /// Copies an input file into the folder under `name` ("profile.toml"); refuses to overwrite.
    [[nodiscard]] Result<void> copy_in(std::filesystem::path const& source, std::string_view name) const;
    /// Copies a suite file to suites/PARENT/FILE (numbered when that name is taken); returns its name in the folder.
    [[nodiscard]] Result<std::string> copy_suite(std::filesystem::path const& source) const;
    /// The suite files in the folder, sorted.
    [[nodiscard]] Result<std::vector<std::filesystem::path>> suites() const;
    /// Writes a whole file (a report), replacing an earlier one in one step: a reader sees the old or the new file, never half of one.
    [[nodiscard]] Result<void> write(std::string_view name, std::string_view text) const;

    /// The same, in pieces: `fill` hands each one to what it is given. Its own error ends the writing, too.
    using Sink = std::function<Result<void>(std::string_view)>;
    [[nodiscard]] Result<void> stream(std::string_view name, std::function<Result<void>(Sink const&)> const& fill) const;

private:
    explicit RunFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

}  // namespace tsuka::record
