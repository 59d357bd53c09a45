#include "generator/load/mark.hpp"

namespace tsuka::load {

std::optional<Mark> read_mark(View octets) {
    Reader reader{octets};
    Mark mark;
    mark.stream = reader.u16();
    mark.flow = reader.u32();
    mark.sequence = reader.u32();
    mark.stamp = reader.u32();
    return reader.ok() ? std::optional(mark) : std::nullopt;
}

}  // namespace tsuka::load
