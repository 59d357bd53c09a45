// A TCP stream on port 1723, in pieces of a size that the input chooses: whole messages or an error, never unbounded memory.
#include "generator/flow/stream.hpp"

#include <algorithm>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace tsuka;
    if (size < 2) return 0;
    std::size_t const step = data[0] + 1U;
    View rest{data + 1, size - 1};
    flow::MessageStream stream;
    while (!rest.empty()) {
        const auto piece = rest.first(std::min(step, rest.size()));
        stream.add(piece);
        while (stream.next()) {
        }
        if (stream.waiting() > 65535U + 256U) std::abort();
        rest = rest.subspan(piece.size());
    }
    return 0;
}
