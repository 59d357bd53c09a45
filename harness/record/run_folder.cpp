// Run folders on the file system. Nothing that exists is overwritten but reports, which can always be made again.
#include "harness/record/run_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

namespace tsuka::record {
namespace {

namespace fs = std::filesystem;

/// A name must stay inside the folder.
bool is_inside(fs::path const& name) {
    return !name.empty() && name.is_relative() && std::none_of(name.begin(), name.end(), [](fs::path const& part) { return part == ".."; });
}

class File {
public:
    explicit File(fs::path const& path) : descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {}
    File(File const&) = delete;
    File& operator=(File const&) = delete;
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    /// All of it, down to the disk; false leaves the reason in errno.
    [[nodiscard]] bool write(std::string_view text) {
        if (descriptor_ < 0) return false;
        while (!text.empty()) {
            ssize_t const written = ::write(descriptor_, text.data(), text.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(written));
        }
        if (::fsync(descriptor_) < 0) return false;
        int const closing = descriptor_;
        descriptor_ = -1;
        return ::close(closing) == 0;
    }

private:
    int descriptor_;
};

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
    std::ifstream stream(source, std::ios::binary);
    std::string const text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    if (!stream.is_open() || stream.bad()) return refuse("it cannot be read");
    // Not fs::copy_file: of a disk that is full in the middle of a file it knows only "input/output error".
    if (!File{target}.write(text)) return refuse(std::strerror(errno));
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
    return {boost::system::in_place_value, name.generic_string()};
}

Result<std::vector<fs::path>> RunFolder::suites() const {
    std::vector<fs::path> found;
    std::error_code error;
    if (!has(suites_folder)) return found;
    fs::recursive_directory_iterator walk(file(suites_folder), error);
    for (; !error && walk != fs::recursive_directory_iterator{}; walk.increment(error)) {
        if (walk->is_regular_file(error) && walk->path().extension() == ".toml") found.push_back(walk->path());
        if (error) break;
    }
    if (error) return fail(fmt::format("cannot list {}: {}", file(suites_folder).string(), error.message()));
    std::sort(found.begin(), found.end());
    return found;
}

Result<void> RunFolder::write(std::string_view name, std::string_view text) const {
    if (!is_inside(name)) return fail(fmt::format("'{}' is no name inside a run folder", name));
    fs::path const target = file(name);
    fs::path const draft = target.string() + ".part";
    bool const written = File{draft}.write(text) && std::rename(draft.c_str(), target.c_str()) == 0;
    if (written) return {};
    int const why = errno;
    std::error_code ignored;
    fs::remove(draft, ignored);
    return fail(fmt::format("cannot write {}: {}", target.string(), std::strerror(why)));
}

}  // namespace tsuka::record
