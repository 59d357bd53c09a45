// Run folders on the file system. Nothing that exists is overwritten but reports, which can always be made again.
#include "harness/record/run_folder.hpp"

#include "harness/record/plain_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace tsuka::record {
namespace {

namespace fs = std::filesystem;

/// A name must stay inside the folder.
bool is_inside(fs::path const& name) {
    return !name.empty() && name.is_relative() && std::none_of(name.begin(), name.end(), [](fs::path const& part) { return part == ".."; });
}

/// Far above any suite, profile, lab file or set of rules that people write.
constexpr std::uint64_t largest_input = 16'000'000;

}  // namespace

Result<RunFolder> RunFolder::create(fs::path const& path) {
    std::error_code error;
    if (path.empty()) return fail("the run folder needs a name");
    if (fs::exists(path, error)) {
        if (!fs::is_directory(path, error)) return fail(fmt::format("{} exists and is no folder", path.string()));
        bool const empty = fs::is_empty(path, error);
        if (error) return fail(fmt::format("cannot look into {}: {}", path.string(), error.message()));
        if (!empty) return fail(fmt::format("{} exists and is not empty; choose another folder for this run", path.string()));
        return RunFolder{path};
    }
    fs::create_directories(path, error);
    if (error) return fail(fmt::format("cannot make the folder {}: {}", path.string(), error.message()));
    return RunFolder{path};
}

Result<RunFolder> RunFolder::open(fs::path const& path) {
    RunFolder folder{path};
    std::error_code error;
    if (!fs::is_directory(path, error)) return fail(fmt::format("{} is no folder", path.string()));
    if (!folder.has(record_file)) return fail(fmt::format("{} holds no {}: not a run folder", path.string(), record_file));
    // It may come from anybody, and a link in it would make the reader show, or overwrite, what is his.
    fs::recursive_directory_iterator walk(path, error);
    for (; !error && walk != fs::recursive_directory_iterator{}; walk.increment(error)) {
        const auto type = walk->symlink_status(error).type();
        if (type != fs::file_type::regular && type != fs::file_type::directory)
            return fail(fmt::format("{} is no regular file (perhaps a link); a run folder holds nothing else", walk->path().string()));
    }
    if (error) return fail(fmt::format("cannot list {}: {}", path.string(), error.message()));
    return folder;
}

bool RunFolder::has(std::string_view name) const {
    std::error_code error;
    return fs::exists(file(name), error);
}

Result<void> RunFolder::copy_in(fs::path const& source, std::string_view name) const {
    if (!is_inside(name)) return fail(fmt::format("'{}' is no name inside a run folder", name));
    fs::path const target = file(name);
    auto const refuse = [&](std::string const& why) {
        return fail(fmt::format("cannot copy {} to {}: {}", source.string(), target.string(), why));
    };
    std::error_code error;
    if (fs::exists(target, error)) return refuse("it exists already");
    fs::create_directories(target.parent_path(), error);
    if (error) return refuse(error.message());
    auto const text = read_plain(source, Links::follow, largest_input);
    if (!text) return refuse(text.error().what);
    // Not fs::copy_file: of a disk that is full in the middle of a file it knows only "input/output error".
    if (auto written = write_new(target, *text); !written) return refuse(written.error().what);
    return {};
}

Result<std::string> RunFolder::copy_suite(fs::path const& source) const {
    std::error_code error;
    fs::path const full = fs::absolute(source, error).lexically_normal();
    fs::path const folder = fs::path{suites_folder} / full.parent_path().filename();
    fs::path name = folder / full.filename();
    for (unsigned number = 2; has(name.generic_string()); ++number) {
        name = folder / fmt::format("{}-{}{}", full.stem().string(), number, full.extension().string());
    }
    if (auto copied = copy_in(source, name.generic_string()); !copied) return copied.error();
    return name.generic_string();
}

Result<std::vector<fs::path>> RunFolder::suites() const {
    std::vector<fs::path> found;
    std::error_code error;
    if (!has(suites_folder)) return found;
    fs::recursive_directory_iterator walk(file(suites_folder), error);
    for (; !error && walk != fs::recursive_directory_iterator{}; walk.increment(error)) {
        if (walk->symlink_status(error).type() == fs::file_type::regular && walk->path().extension() == ".toml")
            found.push_back(walk->path());
        if (error) break;
    }
    if (error) return fail(fmt::format("cannot list {}: {}", file(suites_folder).string(), error.message()));
    std::sort(found.begin(), found.end());
    return found;
}

Result<void> RunFolder::write(std::string_view name, std::string_view text) const {
    return stream(name, [&](Sink const& sink) { return sink(text); });
}

Result<void> RunFolder::stream(std::string_view name, std::function<Result<void>(Sink const&)> const& fill) const {
    if (!is_inside(name)) return fail(fmt::format("'{}' is no name inside a run folder", name));
    fs::path const target = file(name);
    fs::path const draft = target.string().append(draft_ending);
    // What an earlier writer left, or somebody else has put there: the name goes, whatever it leads to stays as it is.
    std::error_code error;
    fs::remove(draft, error);
    auto file = PlainWriter::create(draft);
    auto written = file ? fill([&](std::string_view text) { return file->add(text); }) : Result<void>(file.error());
    if (written) written = file->close();
    if (written && std::rename(draft.c_str(), target.c_str()) != 0)
        written = fail(fmt::format("cannot write {}: {}", target.string(), std::strerror(errno)));
    if (!written) fs::remove(draft, error);
    return written;
}

}  // namespace tsuka::record
