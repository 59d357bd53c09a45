// One run at a time in a folder: two that write the same record would spoil it.
#pragma once

#include "generator/base/result.hpp"

#include <filesystem>

namespace tsuka::record {

/// Held until the last process that has it ends, however that ends.
class FolderLock {
public:
    /// Errors: somebody else holds it; whatever the file system says.
    [[nodiscard]] static Result<FolderLock> take(std::filesystem::path const& folder);
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&&) = delete;
    FolderLock(FolderLock const&) = delete;
    FolderLock& operator=(FolderLock const&) = delete;
    ~FolderLock();

private:
    explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace tsuka::record
