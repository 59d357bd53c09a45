// BPF programs written by instruction: a compiler for BPF would be a dependency for a hundred of them. Instructions and registers as the
// kernel's Documentation/bpf/standardization/instruction-set.rst has them.
#pragma once

#include "harness/port/unique_fd.hpp"

#include <linux/bpf.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tsuka::port {

/// 0 is what a function returns, 1 to 5 are its arguments and lost by a call, 6 to 9 are kept, 10 is the end of the stack.
enum class Register : std::uint8_t { r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10 };
/// Octets of a load or a store.
enum class Width : std::uint8_t { one = BPF_B, two = BPF_H, four = BPF_W, eight = BPF_DW };

class BpfCode {
public:
    enum class Label : std::size_t {};

    void set(Register to, std::int32_t value) { put(BPF_ALU64 | BPF_MOV | BPF_K, to, {}, 0, value); }
    void move(Register to, Register from) { put(BPF_ALU64 | BPF_MOV | BPF_X, to, from, 0, 0); }
    /// BPF_ADD, BPF_AND, BPF_LSH ...
    void by(unsigned operation, Register to, std::int32_t value) { put(BPF_ALU64 | operation | BPF_K, to, {}, 0, value); }
    void by(unsigned operation, Register to, Register from) { put(BPF_ALU64 | operation | BPF_X, to, from, 0, 0); }
    /// Four octets in network order; the upper half is zero afterwards.
    void network_order(Register value) { put(BPF_ALU | BPF_END | BPF_TO_BE, value, {}, 0, 32); }

    void load(Width width, Register to, Register from, std::size_t offset) {
        put(BPF_LDX | BPF_MEM | static_cast<unsigned>(width), to, from, static_cast<std::int16_t>(offset), 0);
    }
    void store(Width width, Register to, std::size_t offset, Register from) {
        put(BPF_STX | BPF_MEM | static_cast<unsigned>(width), to, from, static_cast<std::int16_t>(offset), 0);
    }
    /// The address of an octet of the one value that an array map has.
    void address(Register to, int map, std::size_t octet) {
        put(BPF_LD | BPF_DW | BPF_IMM, to, static_cast<Register>(BPF_PSEUDO_MAP_VALUE), 0, map);
        put(0, {}, {}, 0, static_cast<std::int32_t>(octet));
    }
    void map(Register to, int map) {
        put(BPF_LD | BPF_DW | BPF_IMM, to, static_cast<Register>(BPF_PSEUDO_MAP_FD), 0, map);
        put(0, {}, {}, 0, 0);
    }

    void call(bpf_func_id function) { put(BPF_JMP | BPF_CALL, {}, {}, 0, function); }
    void leave() { put(BPF_JMP | BPF_EXIT, {}, {}, 0, 0); }

    /// A place to jump to, forward; here() says where it is.
    [[nodiscard]] Label label() {
        jumps_.emplace_back();
        return static_cast<Label>(jumps_.size() - 1);
    }
    void here(Label label) {
        for (const auto from : jumps_[static_cast<std::size_t>(label)])
            code_[from].off = static_cast<std::int16_t>(code_.size() - from - 1);
    }
    /// BPF_JEQ, BPF_JNE, BPF_JGT, BPF_JSET ...; all without a sign.
    void jump_if(unsigned condition, Register left, std::int32_t value, Label label) {
        jump_by(BPF_JMP | condition | BPF_K, left, {}, value, label);
    }
    void jump_if(unsigned condition, Register left, Register right, Label label) {
        jump_by(BPF_JMP | condition | BPF_X, left, right, 0, label);
    }

    /// For the kernel; an empty descriptor: errno says why not.
    [[nodiscard]] UniqueFd load_as(bpf_prog_type type) const;

private:
    void put(unsigned code, Register to, Register from, std::int16_t offset, std::int32_t value) {
        bpf_insn made{};
        made.code = static_cast<__u8>(code);
        made.dst_reg = static_cast<std::uint8_t>(to) & 0x0fU;
        made.src_reg = static_cast<std::uint8_t>(from) & 0x0fU;
        made.off = offset;
        made.imm = value;
        code_.push_back(made);
    }
    void jump_by(unsigned code, Register left, Register right, std::int32_t value, Label label) {
        jumps_[static_cast<std::size_t>(label)].push_back(code_.size());
        put(code, left, right, 0, value);
    }

    std::vector<bpf_insn> code_;
    std::vector<std::vector<std::size_t>> jumps_;  ///< by label: from where
};

[[nodiscard]] long bpf(bpf_cmd command, bpf_attr& attributes);
/// An array of one value, of so many octets, that mmap(2) takes.
[[nodiscard]] UniqueFd make_shared_value(std::size_t octets);
/// A map that holds one interface, for BPF_FUNC_redirect_map.
[[nodiscard]] UniqueFd make_way_out(unsigned interface);
/// Runs a program over live frames that begin as this one, as often as is said: 0, or errno. `together`: how many the kernel prepares.
[[nodiscard]] int run_live(int program, std::span<std::uint8_t const> frame, std::uint32_t often, std::uint32_t together);

}  // namespace tsuka::port
