// Regular files: see plain_file.hpp.
#include "harness/record/plain_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace tsuka::record {

namespace {

Error cannot(std::string_view verb, std::string const& path, std::string_view why) {
    return fail(fmt::format("cannot {} {}: {}", verb, path, why));
}

/// EFBIG without the signal (SIGXFSZ is ignored or handled): the limit is the shell's, so its name helps.
std::string why_not_written(int error) {
    return error == EFBIG ? "the file-size limit of this process is reached (ulimit -f)" : std::strerror(error);
}

}  // namespace

PlainReader::PlainReader(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
PlainReader::PlainReader(PlainReader&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}
PlainReader::~PlainReader() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<PlainReader> PlainReader::open(std::filesystem::path const& path, Links links) {
    // O_NONBLOCK: opening a pipe must not wait for a writer.
    const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (links == Links::refuse ? O_NOFOLLOW : 0);
    const int descriptor = ::open(path.c_str(), flags);
    if (descriptor < 0 && errno == ELOOP && links == Links::refuse)
        return cannot("read", path.string(), "it is a link; a run folder holds regular files only");
    if (descriptor < 0) return cannot("read", path.string(), std::strerror(errno));
    PlainReader reader{descriptor, path.string()};
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) return cannot("read", path.string(), std::strerror(errno));
    if (!S_ISREG(status.st_mode)) return cannot("read", path.string(), "it is no regular file");
    return reader;
}

Result<std::size_t> PlainReader::more(std::string& into) {
    std::array<char, 65536> piece{};
    ssize_t count = 0;
    do {
        count = ::read(descriptor_, piece.data(), piece.size());
    } while (count < 0 && errno == EINTR);
    if (count < 0) return cannot("read", path_, std::strerror(errno));
    into.append(piece.data(), static_cast<std::size_t>(count));
    return static_cast<std::size_t>(count);
}

Result<std::string> read_plain(std::filesystem::path const& path, Links links, std::uint64_t largest) {
    auto reader = PlainReader::open(path, links);
    if (!reader) return reader.error();
    std::string text;
    for (;;) {
        const auto count = reader->more(text);
        if (!count) return count.error();
        if (*count == 0) return text;
        if (text.size() > largest) return cannot("read", path.string(), fmt::format("it is larger than {} MB", largest / 1'000'000));
    }
}

PlainWriter::PlainWriter(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
PlainWriter::PlainWriter(PlainWriter&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}
PlainWriter::~PlainWriter() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<PlainWriter> PlainWriter::create(std::filesystem::path const& path) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (descriptor < 0) return cannot("write", path.string(), errno == EEXIST ? "it exists and is left as it is" : std::strerror(errno));
    return PlainWriter{descriptor, path.string()};
}

Result<void> PlainWriter::add(std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor_, text.data(), text.size());
        if (written > 0)
            text.remove_prefix(static_cast<std::size_t>(written));
        else if (written == 0 || errno != EINTR)
            return cannot("write", path_, why_not_written(written == 0 ? EIO : errno));
    }
    return {};
}

Result<void> PlainWriter::close() {
    int trouble = ::fsync(descriptor_) != 0 ? errno : 0;
    // A full network disk may say so only now.
    if (::close(std::exchange(descriptor_, -1)) != 0 && trouble == 0) trouble = errno;
    if (trouble != 0) return cannot("write", path_, why_not_written(trouble));
    return {};
}

Result<void> write_new(std::filesystem::path const& path, std::string_view text) {
    auto file = PlainWriter::create(path);
    if (!file) return file.error();
    if (auto added = file->add(text); !added) return added;
    return file->close();
}

}  // namespace tsuka::record
