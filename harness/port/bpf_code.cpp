#include "harness/port/bpf_code.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

namespace tsuka::port {

namespace {

constexpr char license[] = "GPL";  // what the kernel wants to hear from whoever calls its functions

}  // namespace

long bpf(bpf_cmd command, bpf_attr& attributes) {
    return ::syscall(SYS_bpf, command, &attributes, sizeof attributes);
}

UniqueFd BpfCode::load_as(bpf_prog_type type) const {
    bpf_attr attributes{};
    attributes.prog_type = type;
    attributes.insns = reinterpret_cast<std::uintptr_t>(code_.data());
    attributes.insn_cnt = static_cast<__u32>(code_.size());
    attributes.license = reinterpret_cast<std::uintptr_t>(license);
    return UniqueFd{static_cast<int>(bpf(BPF_PROG_LOAD, attributes))};
}

UniqueFd make_shared_value(std::size_t octets) {
    bpf_attr map{};
    map.map_type = BPF_MAP_TYPE_ARRAY;
    map.key_size = sizeof(std::uint32_t);
    map.value_size = static_cast<__u32>(octets);
    map.max_entries = 1;
    map.map_flags = BPF_F_MMAPABLE;
    return UniqueFd{static_cast<int>(bpf(BPF_MAP_CREATE, map))};
}

UniqueFd make_way_out(unsigned interface) {
    bpf_attr map{};
    map.map_type = BPF_MAP_TYPE_DEVMAP;
    map.key_size = map.value_size = sizeof(std::uint32_t);
    map.max_entries = 1;
    UniqueFd made{static_cast<int>(bpf(BPF_MAP_CREATE, map))};
    if (!made) return made;
    const std::uint32_t first = 0;
    const std::uint32_t value = interface;
    bpf_attr entry{};
    entry.map_fd = static_cast<__u32>(made.get());
    entry.key = reinterpret_cast<std::uintptr_t>(&first);
    entry.value = reinterpret_cast<std::uintptr_t>(&value);
    return bpf(BPF_MAP_UPDATE_ELEM, entry) == 0 ? std::move(made) : UniqueFd{};
}

int run_live(int program, std::span<std::uint8_t const> frame, std::uint32_t often, std::uint32_t together) {
    xdp_md where{};
    where.data_end = static_cast<__u32>(frame.size());
    bpf_attr attributes{};
    attributes.test.prog_fd = static_cast<__u32>(program);
    attributes.test.data_in = reinterpret_cast<std::uintptr_t>(frame.data());
    attributes.test.data_size_in = static_cast<__u32>(frame.size());
    attributes.test.ctx_in = reinterpret_cast<std::uintptr_t>(&where);
    attributes.test.ctx_size_in = sizeof where;
    attributes.test.repeat = often;
    attributes.test.flags = BPF_F_TEST_XDP_LIVE_FRAMES;
    attributes.test.batch_size = together;
    return bpf(BPF_PROG_TEST_RUN, attributes) == 0 ? 0 : errno;
}

}  // namespace tsuka::port
