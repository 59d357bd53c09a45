// A suite file from anywhere: loaded, or refused with diagnostics; never an exception.
#include "harness/suite/load.hpp"

#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace tsuka;
    static suite::Vocabulary const vocabulary{{{"udp", {"src_port", "dst_port"}}, {"pptp.control", {"src_port"}}}, {"nat.napt"}};
    (void)suite::parse_suite({reinterpret_cast<char const*>(data), size}, "fuzz.toml", vocabulary);
    return 0;
}
