#include "harness/port/live_frames_program.hpp"

#include "harness/port/bpf_code.hpp"

#include <bit>

namespace tsuka::port::live_frames {

namespace {

using enum Register;
using enum Width;

constexpr auto context = r6;
constexpr auto progress = r7;
constexpr auto head = r8;
constexpr auto frame = r9;

constexpr std::int32_t log2_of(std::uint32_t power) {
    return std::countr_zero(power);
}
constexpr std::int32_t number(std::size_t value) {
    return static_cast<std::int32_t>(value);
}

class Program {
public:
    Program(int memory, int way_out) : memory_(memory), way_out_(way_out) {}

    [[nodiscard]] BpfCode write() {
        code_.move(context, r1);
        code_.address(progress, memory_, offsetof(SharedMemory, progress));
        look_at_the_clock();
        next_run();
        next_head();
        make_as_long();
        copy_what_is_long();
        copy_head();
        number_it();
        send();
        code_.here(lost_);
        count();
        code_.here(drop_);
        code_.set(r0, XDP_DROP);
        code_.leave();
        return std::move(code_);
    }

private:
    /// Of frames that the kernel prepares together the first has a stamp of its own: it does so by multiples of frames_a_look.
    void look_at_the_clock() {
        const auto known = code_.label();
        code_.load(four, r1, progress, offsetof(SendProgress, turns));
        code_.move(r2, r1);
        code_.by(BPF_ADD, r2, 1);
        code_.store(four, progress, offsetof(SendProgress, turns), r2);
        code_.jump_if(BPF_JSET, r1, number(frames_a_look - 1), known);
        code_.call(BPF_FUNC_ktime_get_ns);
        code_.address(r1, memory_, offsetof(SharedMemory, to_wall_clock));
        code_.load(eight, r1, r1, 0);
        code_.by(BPF_ADD, r0, r1);
        code_.network_order(r0);
        code_.store(four, progress, offsetof(SendProgress, stamp), r0);
        code_.here(known);
    }

    /// The address of the stream that is sent.
    void stream(Register to) {
        code_.load(four, r1, progress, offsetof(SendProgress, stream));
        element(to, offsetof(SharedMemory, streams), streams, stream_room);
    }

    /// The address of the element r1 of an array, both of whose sizes are powers of two; it goes round.
    void element(Register to, std::size_t array, std::uint32_t count, std::uint32_t size) {
        code_.by(BPF_AND, r1, number(count - 1));
        code_.by(BPF_LSH, r1, log2_of(size));
        code_.address(to, memory_, array);
        code_.by(BPF_ADD, to, r1);
    }

    /// Leaves the place of the next head in r1.
    void next_run() {
        const auto there = code_.label();
        code_.load(four, r1, progress, offsetof(SendProgress, place));
        code_.load(four, r2, progress, offsetof(SendProgress, end));
        code_.jump_if(BPF_JNE, r1, r2, there);
        code_.address(r2, memory_, offsetof(SharedMemory, produced));
        code_.load(four, r2, r2, 0);
        code_.load(four, r1, progress, offsetof(SendProgress, taken));
        code_.jump_if(BPF_JEQ, r1, r2, drop_);
        code_.move(r2, r1);
        code_.by(BPF_ADD, r2, 1);
        code_.store(four, progress, offsetof(SendProgress, taken), r2);
        element(r2, offsetof(SharedMemory, runs), most_runs, sizeof(Run));
        code_.load(four, r5, r2, offsetof(Run, first));
        code_.load(four, r1, r2, offsetof(Run, count));
        code_.by(BPF_ADD, r1, r5);
        code_.store(four, progress, offsetof(SendProgress, end), r1);
        code_.load(four, r1, r2, offsetof(Run, sequence));
        code_.store(four, progress, offsetof(SendProgress, sequence), r1);
        code_.load(four, r1, r2, offsetof(Run, stream));
        code_.store(four, progress, offsetof(SendProgress, stream), r1);
        stream(r3);
        for (std::size_t at = 0; at < sizeof(Shape); at += 8) {
            code_.load(eight, r1, r3, offsetof(Stream, shape) + at);
            code_.store(eight, progress, offsetof(SendProgress, shape) + at, r1);
        }
        code_.move(r1, r5);
        code_.here(there);
    }

    void next_head() {
        code_.move(r2, r1);
        code_.by(BPF_ADD, r2, 1);
        code_.store(four, progress, offsetof(SendProgress, place), r2);
        element(head, offsetof(SharedMemory, heads), places, sizeof(Head));
    }

    /// Frames come as long as the first ones were; leaves the length in r4.
    void make_as_long() {
        const auto done = code_.label();
        shape(r4, offsetof(Shape, length));
        code_.load(four, frame, context, offsetof(xdp_md, data));
        code_.load(four, r2, context, offsetof(xdp_md, data_end));
        code_.move(r3, r2);
        code_.by(BPF_SUB, r3, frame);
        code_.jump_if(BPF_JEQ, r3, r4, done);
        code_.move(r2, r4);
        code_.by(BPF_SUB, r2, r3);
        code_.move(r1, context);
        code_.call(BPF_FUNC_xdp_adjust_tail);
        code_.jump_if(BPF_JNE, r0, 0, lost_);
        shape(r4, offsetof(Shape, length));
        code_.here(done);
    }

    /// What is behind the least frame: of the head, then what all flows have in common.
    void copy_what_is_long() {
        const auto done = code_.label();
        const auto head_alone = code_.label();
        code_.jump_if(BPF_JLE, r4, number(least), done);
        code_.jump_if(BPF_JLE, r4, number(head_room), head_alone);
        code_.by(BPF_SUB, r4, number(head_room));
        code_.jump_if(BPF_JGT, r4, number(room - head_room), lost_);
        stream(r3);
        code_.by(BPF_ADD, r3, number(offsetof(Stream, frame) + head_room));
        code_.move(r1, context);
        code_.set(r2, number(head_room));
        code_.call(BPF_FUNC_xdp_store_bytes);
        code_.set(r4, number(head_room));
        code_.here(head_alone);
        code_.by(BPF_SUB, r4, number(least));
        code_.jump_if(BPF_JGT, r4, number(head_room - least), lost_);
        code_.jump_if(BPF_JEQ, r4, 0, lost_);  // cannot be; the kernel wants to be told
        code_.move(r1, context);
        code_.set(r2, number(least));
        code_.move(r3, head);
        code_.by(BPF_ADD, r3, number(offsetof(Head, octets) + least));
        code_.call(BPF_FUNC_xdp_store_bytes);
        code_.here(done);
    }

    /// Leaves the frame's end in r2.
    void copy_head() {
        code_.load(four, frame, context, offsetof(xdp_md, data));
        code_.load(four, r2, context, offsetof(xdp_md, data_end));
        code_.move(r1, frame);
        code_.by(BPF_ADD, r1, number(least));
        code_.jump_if(BPF_JGT, r1, r2, lost_);
        std::size_t at = 0;
        for (; at + 8 <= least; at += 8) {
            code_.load(eight, r1, head, offsetof(Head, octets) + at);
            code_.store(eight, frame, at, r1);
        }
        code_.load(four, r1, head, offsetof(Head, octets) + at);
        code_.store(four, frame, at, r1);
        static_assert(least % 8 == 4);
    }

    void shape(Register to, std::size_t part) { code_.load(four, to, progress, offsetof(SendProgress, shape) + part); }

    /// A place in the frame that is a part of the shape, with so many octets that can be written: r5.
    void place(std::size_t part, std::int32_t octets, BpfCode::Label none) {
        shape(r4, part);
        code_.jump_if(BPF_JEQ, r4, 0, none);
        code_.jump_if(BPF_JGT, r4, number(head_room), lost_);
        code_.move(r5, frame);
        code_.by(BPF_ADD, r5, r4);
        code_.move(r1, r5);
        code_.by(BPF_ADD, r1, octets);
        code_.jump_if(BPF_JGT, r1, r2, lost_);
    }

    /// What is written counts in the checksum (RFC 1071: sums of words can be taken in any order of their octets): r0.
    void number_it() {
        const auto no_counter = code_.label();
        const auto no_checksum = code_.label();
        const auto not_zero = code_.label();
        place(offsetof(Shape, sequence_at), 8, lost_);
        code_.load(four, r3, progress, offsetof(SendProgress, sequence));
        code_.move(r0, r3);
        code_.network_order(r0);
        code_.store(four, r5, 0, r0);
        code_.load(four, r1, progress, offsetof(SendProgress, stamp));
        code_.store(four, r5, 4, r1);
        code_.by(BPF_ADD, r0, r1);
        place(offsetof(Shape, counter_at), 4, no_counter);
        code_.by(BPF_ADD, r3, 1);
        code_.network_order(r3);
        code_.store(four, r5, 0, r3);
        code_.by(BPF_ADD, r0, r3);
        code_.here(no_counter);
        place(offsetof(Shape, checksum_at), 2, no_checksum);
        code_.load(four, r1, head, offsetof(Head, sum));
        code_.by(BPF_ADD, r0, r1);
        for (int carry = 0; carry < 3; ++carry) {
            code_.move(r1, r0);
            code_.by(BPF_RSH, r1, 16);
            code_.by(BPF_AND, r0, 0xffff);
            code_.by(BPF_ADD, r0, r1);
        }
        code_.by(BPF_XOR, r0, 0xffff);
        code_.jump_if(BPF_JNE, r0, 0, not_zero);
        code_.set(r0, 0xffff);  // RFC 768: zero means that there is none
        code_.here(not_zero);
        code_.store(two, r5, 0, r0);
        code_.here(no_checksum);
    }

    void count() {
        code_.load(four, r1, progress, offsetof(SendProgress, sent));
        code_.by(BPF_ADD, r1, 1);
        code_.store(four, progress, offsetof(SendProgress, sent), r1);
    }

    void send() {
        count();
        code_.map(r1, way_out_);
        code_.set(r2, 0);
        code_.set(r3, 0);
        code_.call(BPF_FUNC_redirect_map);
        code_.leave();
    }

    int memory_;
    int way_out_;
    BpfCode code_;
    BpfCode::Label drop_ = code_.label();  ///< nothing to send
    BpfCode::Label lost_ = code_.label();  ///< a frame for which there is no room, which is seen before
};

}  // namespace

UniqueFd load_program(int memory, int way_out) {
    return Program(memory, way_out).write().load_as(BPF_PROG_TYPE_XDP);
}

}  // namespace tsuka::port::live_frames
