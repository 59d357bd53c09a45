// SHA-256 by OpenSSL's EVP interface, lines as sha256sum(1) of GNU coreutils writes and reads them.
#include "harness/record/manifest.hpp"

#include "generator/base/octets.hpp"
#include "harness/record/plain_file.hpp"
#include "harness/record/run_folder.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <sstream>

namespace tsuka::record {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largest_manifest = 16'000'000;

using Sums = std::map<std::string, std::string>;  ///< name -> sum

/// Names of all files below the folder, relative to it; links are not followed out of it. Later judgements do not belong to a run.
Result<std::vector<std::string>> files_of(fs::path const& folder) {
    std::error_code error;
    std::vector<std::string> names;
    fs::recursive_directory_iterator walk(folder, error);
    for (; !error && walk != fs::recursive_directory_iterator{}; walk.increment(error)) {
        std::string name = walk->path().lexically_relative(folder).generic_string();
        if (name == judged_folder) {
            walk.disable_recursion_pending();
            continue;
        }
        bool const file = walk->symlink_status(error).type() == fs::file_type::regular;
        if (error) break;
        if (file && name != manifest_file && name != signatures_file && name != ssh_signature_file) names.push_back(std::move(name));
    }
    if (error) return fail(fmt::format("cannot list {}: {}", folder.string(), error.message()));
    std::sort(names.begin(), names.end());
    return names;
}

/// sha256sum marks a line whose name holds a backslash or a newline by a backslash in front and escapes both.
std::string line_of(std::string const& sum, std::string const& name) {
    std::string escaped;
    for (char const sign : name) {
        if (sign == '\\')
            escaped += "\\\\";
        else if (sign == '\n')
            escaped += "\\n";
        else
            escaped += sign;
    }
    return fmt::format("{}{}  {}\n", escaped == name ? "" : "\\", sum, escaped);
}

Result<std::pair<std::string, std::string>> read_line(std::string line, std::size_t number) {
    bool const escaped = !line.empty() && line[0] == '\\';
    if (escaped) line.erase(0, 1);
    bool const shaped = line.size() > 66 && line[64] == ' ' && (line[65] == ' ' || line[65] == '*') &&
                        line.find_first_not_of("0123456789abcdefABCDEF") == 64;
    if (!shaped) return fail(fmt::format("{}:{}: not a line of sha256sum", manifest_file, number));
    std::string name;
    for (std::size_t at = 66; at < line.size(); ++at) {
        bool const pair = escaped && line[at] == '\\' && at + 1 < line.size();
        if (pair) ++at;
        name += pair && line[at] == 'n' ? '\n' : line[at];
    }
    std::string sum = line.substr(0, 64);
    std::transform(sum.begin(), sum.end(), sum.begin(),
                   [](char sign) { return sign >= 'A' && sign <= 'F' ? static_cast<char>(sign + 32) : sign; });
    return std::pair{std::move(name), std::move(sum)};
}

Result<Sums> read_sums(fs::path const& path) {
    auto text = read_plain(path, Links::refuse, largest_manifest);
    if (!text) return text.error();
    std::istringstream lines(std::move(*text));
    Sums sums;
    std::string line;
    for (std::size_t number = 1; std::getline(lines, line); ++number) {
        auto read = read_line(line, number);
        if (!read) return read.error();
        sums.insert(std::move(*read));
    }
    return sums;
}

}  // namespace

Result<std::string> sha256_of(fs::path const& path) {
    auto reader = PlainReader::open(path, Links::refuse);
    if (!reader) return reader.error();
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    bool good = context != nullptr && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
    for (std::string block; good; block.clear()) {
        auto const count = reader->more(block);
        if (!count) return count.error();
        if (*count == 0) break;
        good = EVP_DigestUpdate(context.get(), block.data(), block.size()) == 1;
    }
    std::array<std::uint8_t, 32> sum{};
    if (!good || EVP_DigestFinal_ex(context.get(), sum.data(), nullptr) != 1) return fail("OpenSSL refuses to compute SHA-256");
    return to_hex(sum);
}

Result<void> write_manifest(fs::path const& folder, std::vector<fs::path> const& rests_on) {
    auto names = files_of(folder);
    if (!names) return names.error();
    std::string text;
    for (fs::path const& outside : rests_on) names->push_back(outside.generic_string());
    for (std::string const& name : *names) {
        auto sum = sha256_of(folder / name);
        if (!sum) return sum.error();
        text += line_of(*sum, name);
    }
    auto opened = RunFolder::at(folder);
    return opened.write(manifest_file, text);
}

Result<ManifestCheck> verify_manifest(fs::path const& folder) {
    auto sums = read_sums(folder / manifest_file);
    if (!sums) return sums.error();
    auto names = files_of(folder);
    if (!names) return names.error();
    ManifestCheck check;
    check.files = sums->size();
    for (auto const& [name, wanted] : *sums) {
        if (!std::binary_search(names->begin(), names->end(), name)) {
            check.missing.push_back(name);
            continue;
        }
        auto sum = sha256_of(folder / name);
        if (!sum) return sum.error();
        if (*sum != wanted) check.differ.push_back(name);
    }
    for (std::string const& name : *names) {
        if (!sums->contains(name)) check.unlisted.push_back(name);
    }
    return check;
}

Result<bool> changed_since_sealed(fs::path const& file) {
    const auto manifest = file.parent_path() / manifest_file;
    std::error_code trouble;
    if (fs::symlink_status(manifest, trouble).type() == fs::file_type::not_found) return false;
    const auto sums = read_sums(manifest);
    if (!sums) return sums.error();
    const auto listed = sums->find(file.filename().string());
    if (listed == sums->end()) return false;
    const auto sum = sha256_of(file);
    if (!sum) return sum.error();
    return *sum != listed->second;
}

}  // namespace tsuka::record
