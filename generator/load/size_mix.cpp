#include "generator/load/size_mix.hpp"

#include <algorithm>
#include <numeric>

namespace tsuka::load {

SizeMix::SizeMix(std::vector<Part> const& parts) : parts_(parts) {
    const auto whole = std::accumulate(parts.begin(), parts.end(), 0U, [](unsigned sum, Part const& part) { return sum + part.weight; });
    std::vector<unsigned> given(parts.size());
    for (unsigned place = 0; place < whole; ++place) {
        // Whoever is furthest behind its share is next.
        std::size_t next = 0;
        std::uint64_t most = 0;
        for (std::size_t index = 0; index < parts.size(); ++index) {
            const auto share = std::uint64_t{place + 1} * parts[index].weight;
            const auto behind = share > std::uint64_t{given[index]} * whole ? share - std::uint64_t{given[index]} * whole : 0;
            if (behind > most) {
                most = behind;
                next = index;
            }
        }
        ++given[next];
        order_.push_back(next);
    }
}

double SizeMix::mean() const {
    double octets = 0;
    double frames = 0;
    for (auto const& part : parts_) {
        octets += static_cast<double>(part.size) * part.weight;
        frames += part.weight;
    }
    return octets / frames;
}

SizeMix SizeMix::imix() {
    return SizeMix({{64, 7}, {594, 4}, {1518, 1}});
}

}  // namespace tsuka::load
