// Packet evidence as pcapng (draft-ietf-opsawg-pcapng): one file per side, nanosecond stamps, a comment per frame.
#pragma once

#include "generator/base/octets.hpp"
#include "generator/base/result.hpp"
#include "generator/base/time.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tsuka::port {

/// Appends frames to a pcapng file. Every error of the file system (full disk, no permission) is reported by the call that met it.
class PcapngWriter {
public:
    /// Creates the file, section header and one interface block (link type Ethernet, if_tsresol 9).
    [[nodiscard]] static Result<PcapngWriter> create(std::string const& path, std::string const& interface, std::string const& application);
    PcapngWriter(PcapngWriter&&) noexcept;
    PcapngWriter& operator=(PcapngWriter&&) noexcept;
    ~PcapngWriter();

    /// One enhanced packet block; epb_flags says inbound or outbound. Returns the frame's 1-based number in the file.
    [[nodiscard]] Result<std::uint64_t> write(View frame, Instant at, bool sent, std::string const& comment);
    [[nodiscard]] Result<void> flush();

private:
    struct State;
    explicit PcapngWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

struct PcapngFrame {
    Octets frame;
    Instant at;
    bool sent = false;
    std::string comment;
};

/// Reads a pcapng file of ours (and any little- or big-endian one with Ethernet interfaces); blocks it does not know are passed over.
[[nodiscard]] Result<std::vector<PcapngFrame>> read_pcapng(View file);

}  // namespace tsuka::port
