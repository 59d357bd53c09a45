// Regular files and nothing else. A run folder may come from anybody: a link in it may lead to a file of the reader's, a pipe has no
// beginning and a device no end. What is written is always a new file, never one that somebody has put in its place.
#pragma once

#include "generator/base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace tsuka::record {

/// Whether a link in the file's own name is followed: yes for what a user names, no for what lies in a run folder.
enum class Links : std::uint8_t { follow, refuse };

/// An open regular file, read from its beginning.
class PlainReader {
public:
    [[nodiscard]] static Result<PlainReader> open(std::filesystem::path const& path, Links links);
    PlainReader(PlainReader&& other) noexcept;
    PlainReader& operator=(PlainReader&&) = delete;
    PlainReader(PlainReader const&) = delete;
    PlainReader& operator=(PlainReader const&) = delete;
    ~PlainReader();

    /// Adds up to 64 KiB to `into`; how many octets, 0 at the end.
    [[nodiscard]] Result<std::size_t> more(std::string& into);

private:
    PlainReader(int descriptor, std::string path);
    int descriptor_;
    std::string path_;
};

/// A file that did not exist, written from its beginning. Errors name the path: it exists (also as a link), the disk is full ...
class PlainWriter {
public:
    [[nodiscard]] static Result<PlainWriter> create(std::filesystem::path const& path);
    PlainWriter(PlainWriter&& other) noexcept;
    PlainWriter& operator=(PlainWriter&&) = delete;
    PlainWriter(PlainWriter const&) = delete;
    PlainWriter& operator=(PlainWriter const&) = delete;
    ~PlainWriter();

    [[nodiscard]] Result<void> add(std::string_view text);
    /// Last: down to the disk.
    [[nodiscard]] Result<void> close();

private:
    PlainWriter(int descriptor, std::string path);
    int descriptor_;
    std::string path_;
};

/// All of it. Errors: no regular file, larger than `largest` octets, whatever the system says.
[[nodiscard]] Result<std::string> read_plain(std::filesystem::path const& path, Links links, std::uint64_t largest);

/// Writes a file that did not exist, down to the disk. Errors name the path: it exists (also as a link), the disk is full ...
[[nodiscard]] Result<void> write_new(std::filesystem::path const& path, std::string_view text);

}  // namespace tsuka::record
