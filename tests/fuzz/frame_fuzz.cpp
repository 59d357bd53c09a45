// Whatever arrives on a NIC: taken apart, put together from fragments, answered by the hosts of the lab. None of it may read past the end.
#include "generator/proto/dissect.hpp"
#include "generator/proto/ip_view.hpp"
#include "generator/shape/fragment.hpp"
#include "harness/lab/household.hpp"
#include "harness/lab/isp.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace tsuka;
    View const frame{data, size};
    const auto dissection = proto::dissect(frame);
    if (dissection.payload_offset + dissection.payload_length > size) std::abort();
    for (auto const& layer : dissection.layers)
        if (layer.offset + layer.length > size) std::abort();
    (void)proto::summary(dissection);

    // Either family, whatever the link says. Places lie within what is there, and a fragment header before the data behind it.
    for (auto const octets : {frame, part(frame, proto::ethernet_header_size)}) {
        const auto view = proto::view_ip(octets);
        if (!view) continue;
        if (view->transport > octets.size() || view->payload().size() > octets.size() - view->transport) std::abort();
        if (view->fragment_header && *view->fragment_header + 8 > view->transport) std::abort();
        if (view->octets.data() != octets.data()) std::abort();
    }

    // The input twice as two fragments would come: once as it is, once from its middle on.
    shape::Reassembler reassembler;
    (void)reassembler.add(frame, Instant{});
    (void)reassembler.add(frame.subspan(size / 2), Instant{});

    lab::Household household{Side::lan};
    household.add({.actor = "alice", .side = Side::lan, .mac = {}, .address = {0xc0a80101}, .gateway = {}, .gateway_mac = {}});
    (void)household.answer(frame);
    lab::Isp isp{{}, {}};
    (void)isp.answer(frame);
    return 0;
}
