// Packet evidence as pcapng (draft-ietf-opsawg-pcapng): one file for all interfaces of a run, in time order, nanosecond stamps.
#pragma once

#include "generator/base/octets.hpp"
#include "generator/base/result.hpp"
#include "generator/base/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tsuka::port {

/// Appends frames to a pcapng file. Every error of the file system (full disk, no permission) is reported by the call that met it.
class PcapngWriter {
public:
    /// Creates the file, section header (with a comment, unless it is empty) and a block per interface (link type Ethernet, if_tsresol 9).
    [[nodiscard]] static Result<PcapngWriter> create(std::string const& path, std::vector<std::string> const& interfaces,
                                                     std::string const& application, std::string const& comment = {});
    /// Goes on behind what the file holds, with the interfaces of its section. What a killed writer has left of a last block is to be gone:
    /// drop_torn_block().
    [[nodiscard]] static Result<PcapngWriter> go_on(std::string const& path);
    PcapngWriter(PcapngWriter&&) noexcept;
    PcapngWriter& operator=(PcapngWriter&&) noexcept;
    ~PcapngWriter();

    /// One enhanced packet block of the interface with that place in the list; epb_flags says inbound or outbound. Returns the frame's
    /// 1-based number in the file.
    [[nodiscard]] Result<std::uint64_t> write(std::size_t interface, View frame, Instant at, bool sent, std::string const& comment = {},
                                              View rest = {});
    [[nodiscard]] Result<void> flush();

private:
    struct State;
    explicit PcapngWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// What a file holds when it is cut off behind its last whole block.
struct PcapngKept {
    std::uint64_t frames = 0;
    Instant last{};  ///< stamp of the latest of them
};
/// Cuts off the block in whose middle a killed writer stopped. Errors: no pcapng file, or damaged before its end.
[[nodiscard]] Result<PcapngKept> drop_torn_block(std::string const& path);

struct PcapngFrame {
    std::size_t interface = 0;  ///< place of its interface in the section
    Octets frame;
    Instant at;
    bool sent = false;
    std::string comment;
};

/// Reads a pcapng file of ours (and any little- or big-endian one with Ethernet interfaces); blocks it does not know are passed over.
[[nodiscard]] Result<std::vector<PcapngFrame>> read_pcapng(View file);

/// The same, one frame after the other or by number, without the file in memory: only where each frame begins is kept.
class PcapngFile {
public:
    /// Errors: no file, not pcapng.
    [[nodiscard]] static Result<PcapngFile> open(std::string const& path);
    PcapngFile(PcapngFile&&) noexcept;
    PcapngFile& operator=(PcapngFile&&) noexcept;
    ~PcapngFile();

    /// The next frame; nothing at the end. Errors say where in the file: cut short, damaged.
    [[nodiscard]] Result<std::optional<PcapngFrame>> next();
    /// Frame `number` (1-based); afterwards next() goes on behind it. Error: there is none.
    [[nodiscard]] Result<PcapngFrame> at(std::uint64_t number);

    /// Where the file's next block begins; after an error: the one that it is about.
    [[nodiscard]] std::uint64_t position() const;

private:
    struct State;
    explicit PcapngFile(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace tsuka::port
