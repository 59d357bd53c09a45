// The BPF program of live_frames.cpp, and the memory that it shares with whoever says what is to be sent.
#pragma once

#include "harness/port/unique_fd.hpp"

#include <cstddef>
#include <cstdint>

namespace tsuka::port::live_frames {

inline constexpr std::uint32_t places = 16384;     ///< for heads; this and the next three are powers of two
inline constexpr std::uint32_t most_runs = 16384;  ///< under way
inline constexpr std::uint32_t streams = 16;
inline constexpr std::uint32_t room = 2048;  ///< octets of a frame
inline constexpr std::uint32_t head_room = 124;
inline constexpr std::uint32_t least = 60;  ///< octets of the shortest frame
/// Frames that share a look at the clock, which costs as much as all the rest of the program. To prepare eight takes a fraction of a
/// microsecond.
inline constexpr std::uint32_t frames_a_look = 8;

/// One flow's frames of one stream: the octets that are in all of them. With those of the shortest frame it is one line of the cache.
struct Head {
    std::uint32_t sum;  ///< as read from memory: of what the checksum covers, without the numbers; not complemented
    std::uint8_t octets[head_room];
};
static_assert(sizeof(Head) == 128);

/// What the frames of all flows have in common. No place is beyond head_room.
struct Shape {
    std::uint32_t length;       ///< of a frame
    std::uint32_t sequence_at;  ///< four octets from 0; four octets of send stamp behind them
    std::uint32_t counter_at;   ///< four octets from 1; 0: none
    std::uint32_t checksum_at;  ///< 0: none
};
struct Stream {
    Shape shape;
    std::uint8_t frame[room];  ///< used behind the head
};
inline constexpr std::uint32_t stream_room = 4096;  ///< octets, a power of two
static_assert(sizeof(Stream) <= stream_room);

/// Frames of flows whose heads stand in a row.
struct Run {
    std::uint32_t first;  ///< place
    std::uint32_t count;
    std::uint32_t sequence;  ///< in all of them
    std::uint32_t stream;
};

/// The program's own; it counts everything modulo 2^32.
struct SendProgress {
    std::uint32_t sent;   ///< frames: read by the other side
    std::uint32_t taken;  ///< runs
    std::uint32_t place;  ///< of the next frame of the last run, of which is what follows
    std::uint32_t end;    ///< its place when all of them are sent
    std::uint32_t sequence;
    std::uint32_t stream;
    std::uint32_t turns;  ///< how often it ran; whoever runs it sets this to 0 first
    std::uint32_t stamp;  ///< in network order
    Shape shape;          ///< of the stream
};
static_assert(sizeof(SendProgress) <= 64);

struct SharedMemory {
    alignas(64) Head heads[places];
    union {
        Stream about;
        std::uint8_t octets[stream_room];
    } streams[live_frames::streams];
    Run runs[most_runs];
    alignas(64) std::uint32_t produced;  ///< runs: written by the other side, as is what follows
    std::uint64_t to_wall_clock;         ///< nanoseconds from the kernel's monotonic clock to it
    alignas(64) SendProgress progress;
};

/// The program, for BPF_PROG_TEST_RUN, that sends the next frame of a SharedMemory through a way out, or drops what it was run for when
/// there is none. An empty descriptor: errno says why.
[[nodiscard]] UniqueFd load_program(int memory, int way_out);

}  // namespace tsuka::port::live_frames
