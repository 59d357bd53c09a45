// A record from anywhere: read, or refused with words; never an exception.
#include "harness/record/record_reader.hpp"

#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    (void)tsuka::record::parse_record({reinterpret_cast<char const*>(data), size});
    return 0;
}
