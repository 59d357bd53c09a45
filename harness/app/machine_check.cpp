#include "harness/app/machine_check.hpp"

#include "harness/app/catalogue.hpp"
#include "harness/lab/capabilities.hpp"
#include "harness/lab/namespace_lab.hpp"
#include "harness/port/packet_port.hpp"
#include "harness/suite/diagnostic.hpp"

#include <unistd.h>

namespace tsuka::app {

Answer try_built_in_router() {
    const std::string question = "built-in router (--dut netns:...)";
    const auto preset = read_preset("linux");
    if (!preset) return {false, question, preset.said.empty() ? "its preset cannot be read" : suite::to_string(preset.said.front())};
    auto lab = lab::NamespaceLab::create(preset->preset);
    if (!lab) return {false, question, lab.error().what};
    for (auto const& interface : {lab->lan(), lab->wan()})
        if (auto port = port::open_packet_port(interface); !port) return {false, "packet sockets", port.error().what};
    return {true, question, "private namespaces, nft rules and packet sockets work"};
}

Answer may_use_interfaces() {
    const bool may = lab::may_use_interfaces();
    return {may, "real interfaces (--lan, --wan)",
            !may             ? "need root, or CAP_NET_RAW and CAP_NET_ADMIN: sudo tsuka run --lan IF --wan IF"
            : geteuid() == 0 ? "running as root"
                             : "this program has CAP_NET_RAW and CAP_NET_ADMIN"};
}

}  // namespace tsuka::app
