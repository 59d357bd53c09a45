// Statistics of the neighbour table: see kernel_neighbours.hpp.
#include "harness/lab/kernel_neighbours.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace tsuka::lab {

namespace {

constexpr std::uint64_t room_enough = 256;  ///< a whole run has some 700 neighbours, of 1024
constexpr int most_looks = 100;
constexpr auto between_looks = std::chrono::milliseconds(50);

}  // namespace

std::optional<KernelNeighbours::Counts> KernelNeighbours::parse(std::string_view text) {
    std::istringstream lines{std::string(text)};
    std::string line;
    if (!std::getline(lines, line)) return std::nullopt;
    std::istringstream header(line);
    std::vector<std::string> names;
    for (std::string name; header >> name;) names.push_back(name);
    const auto column = [&](std::string_view name) {
        return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    };
    const auto entries = column("entries");
    const auto fulls = column("table_fulls");
    if (entries == names.size() || fulls == names.size()) return std::nullopt;
    std::optional<Counts> counts;
    while (std::getline(lines, line)) {
        std::istringstream row(line);
        row >> std::hex;
        std::vector<std::uint64_t> values;
        for (std::uint64_t value = 0; row >> value;) values.push_back(value);
        if (values.size() != names.size()) return std::nullopt;
        if (!counts) counts.emplace();
        counts->entries = values[entries];  // the same in every line
        counts->overflows += values[fulls];
    }
    return counts;
}

KernelNeighbours::KernelNeighbours() : statistics_(::open("/proc/self/net/stat/arp_cache", O_RDONLY | O_CLOEXEC)) {}

std::optional<KernelNeighbours::Counts> KernelNeighbours::counts() const {
    if (statistics_.get() < 0) return std::nullopt;
    std::array<char, 65536> text{};
    const auto size = ::pread(statistics_.get(), text.data(), text.size(), 0);
    return size <= 0 ? std::nullopt : parse({text.data(), static_cast<std::size_t>(size)});
}

void KernelNeighbours::await_room() const {
    for (int look = 0; look < most_looks; ++look) {
        const auto known = counts();
        if (!known || known->entries <= room_enough) return;
        std::this_thread::sleep_for(between_looks);
    }
}

}  // namespace tsuka::lab
