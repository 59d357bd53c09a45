// Lines to a file descriptor. Nothing is buffered here: a line that was accepted is with the kernel, whatever happens to us next.
#include "harness/record/record_writer.hpp"

#include "harness/record/plain_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace tsuka::record {

namespace {
enum class Stage : std::uint8_t { empty, goes_on, begun, ended, broken };
}

struct RecordWriter::State {
    int descriptor = -1;
    std::string path;
    Stage stage = Stage::empty;

    State(int opened, std::string name) : descriptor(opened), path(std::move(name)) {}
    State(State const&) = delete;
    State& operator=(State const&) = delete;
    ~State() {
        if (descriptor >= 0) ::close(descriptor);
    }

    Error broken(int why) {
        stage = Stage::broken;
        return fail(fmt::format("cannot write {}: {}", path, std::strerror(why)));
    }

    Result<void> put(std::string line) {
        line += '\n';
        std::string_view rest = line;
        while (!rest.empty()) {
            ssize_t const written = ::write(descriptor, rest.data(), rest.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return broken(written < 0 ? errno : EIO);
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
        return {};
    }

    /// The order of lines is what makes a record readable; a caller that breaks it is told, not obeyed.
    [[nodiscard]] Result<void> wants(Stage needed, std::string_view call) const {
        if (stage == needed) return {};
        if (stage == Stage::broken) return fail(fmt::format("cannot write {}: an earlier write failed", path));
        return fail(fmt::format("{}: {} out of order (begin once, then cases, then end once)", path, call));
    }
};

RecordWriter::RecordWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
RecordWriter::RecordWriter(RecordWriter&&) noexcept = default;
RecordWriter& RecordWriter::operator=(RecordWriter&&) noexcept = default;
RecordWriter::~RecordWriter() = default;

Result<RecordWriter> RecordWriter::create(std::filesystem::path const& path) {
    int const flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_APPEND;
    int descriptor = ::open(path.c_str(), flags | O_EXCL, 0666);
    if (descriptor < 0 && errno == EEXIST) {
        // A device or a pipe has no earlier record that could be lost.
        struct stat status {};
        if (::lstat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
            descriptor = ::open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
        } else {
            return fail(fmt::format("{} exists; a record is never overwritten", path.string()));
        }
    }
    if (descriptor < 0) return fail(fmt::format("cannot create {}: {}", path.string(), std::strerror(errno)));
    return RecordWriter{std::make_unique<State>(descriptor, path.string())};
}

Result<RecordWriter> RecordWriter::go_on(std::filesystem::path const& path) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_APPEND);
    if (descriptor < 0) return fail(fmt::format("cannot go on with {}: {}", path.string(), std::strerror(errno)));
    auto state = std::make_unique<State>(descriptor, path.string());
    state->stage = Stage::goes_on;
    return RecordWriter{std::move(state)};
}

Result<void> RecordWriter::resume(model::Resumption const& part) {
    if (auto ready = state_->wants(Stage::goes_on, "resume"); !ready) return ready;
    state_->stage = Stage::begun;
    return state_->put(resumed_line(part));
}

Result<void> drop_torn_line(std::filesystem::path const& path) {
    auto reader = PlainReader::open(path, Links::refuse);
    if (!reader) return reader.error();
    std::uintmax_t whole = 0;
    std::uintmax_t size = 0;
    for (std::string text;; text.clear()) {
        const auto count = reader->more(text);
        if (!count) return count.error();
        if (*count == 0) break;
        if (const auto at = text.rfind('\n'); at != std::string::npos) whole = size + at + 1;
        size += *count;
    }
    std::error_code trouble;
    if (whole < size) std::filesystem::resize_file(path, whole, trouble);
    if (trouble) return fail(fmt::format("cannot mend {}: {}", path.string(), trouble.message()));
    return {};
}

Result<void> RecordWriter::begin(model::RunRecord const& run) {
    if (auto ready = state_->wants(Stage::empty, "begin"); !ready) return ready;
    state_->stage = Stage::begun;
    return state_->put(run_line(run));
}

Result<void> RecordWriter::add(model::CaseRecord const& result) {
    if (auto ready = state_->wants(Stage::begun, "a case"); !ready) return ready;
    return state_->put(case_line(result));
}

Result<void> RecordWriter::add_inputs(std::vector<model::Input> const& inputs) {
    if (auto ready = state_->wants(Stage::begun, "inputs"); !ready) return ready;
    return state_->put(inputs_line(inputs));
}

Result<void> RecordWriter::end(Ending const& ending) {
    if (auto ready = state_->wants(Stage::begun, "end"); !ready) return ready;
    state_->stage = Stage::ended;
    if (auto written = state_->put(end_line(ending)); !written) return written;
    // Pipes and devices cannot be synchronised (EINVAL) and need not be. A full network disk may say so only now or at close.
    if (::fsync(state_->descriptor) < 0 && errno != EINVAL && errno != EROFS) return state_->broken(errno);
    if (::close(std::exchange(state_->descriptor, -1)) < 0) return state_->broken(errno);
    return {};
}

}  // namespace tsuka::record
