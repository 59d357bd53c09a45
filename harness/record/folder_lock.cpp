#include "harness/record/folder_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace tsuka::record {

Result<FolderLock> FolderLock::take(std::filesystem::path const& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return fail(fmt::format("cannot open {}: {}", folder.string(), std::strerror(errno)));
    FolderLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
    // A file system without locks (some that come over the network) is none that a run can be refused on.
    if (errno != EWOULDBLOCK) return lock;
    return fail(fmt::format("a run is under way in {}", folder.string()));
}

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock::~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace tsuka::record
