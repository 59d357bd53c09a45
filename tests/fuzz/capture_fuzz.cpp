// A pcapng file from anywhere.
#include "harness/port/pcapng.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    (void)tsuka::port::read_pcapng({data, size});
    return 0;
}
