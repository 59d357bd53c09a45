// The Internet checksum: see checksum.hpp.
#include "generator/base/checksum.hpp"

namespace tsuka {

namespace {

std::uint64_t sum_words(View octets) {
    std::uint64_t sum = 0;
    for (std::size_t index = 0; index + 1 < octets.size(); index += 2)
        sum += static_cast<std::uint64_t>(octets[index] << 8U) + octets[index + 1];
    if (octets.size() % 2 != 0) sum += static_cast<std::uint64_t>(octets.back() << 8U);
    return sum;
}

std::uint16_t fold(std::uint64_t sum) {
    while (sum >> 16U) sum = (sum & 0xffffU) + (sum >> 16U);
    return static_cast<std::uint16_t>(~sum & 0xffffU);
}

}  // namespace

std::uint16_t internet_checksum(View octets) {
    return fold(sum_words(octets));
}

std::uint16_t transport_checksum(Ipv4Address source, Ipv4Address destination, std::uint8_t protocol, View segment) {
    std::uint64_t sum = sum_words(segment);
    for (auto address : {source.number, destination.number}) sum += (address >> 16U) + (address & 0xffffU);
    return fold(sum + protocol + segment.size());
}

std::uint16_t transport_checksum(IpAddress const& source, IpAddress const& destination, std::uint8_t protocol, View segment) {
    // Length (32 bits) and protocol are summed the same in both families: the order of words does not matter.
    const auto length = (segment.size() & 0xffffU) + (segment.size() >> 16U);
    return fold(sum_words(segment) + sum_words(source.octets()) + sum_words(destination.octets()) + protocol + length);
}

}  // namespace tsuka
