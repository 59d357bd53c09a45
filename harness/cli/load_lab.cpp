#include "harness/cli/load_lab.hpp"

#include "harness/cli/data.hpp"
#include "harness/cli/routers.hpp"
#include "harness/lab/link.hpp"
#include "harness/rate/live_path.hpp"
#include "harness/rate/simulated_path.hpp"
#include "harness/suite/load.hpp"

#include <algorithm>

namespace tsuka::cli {

namespace {

port::Mechanism mechanism_of(std::string const& word) {
    if (word == "xdp") return port::Mechanism::xdp;
    return word == "sendmmsg" ? port::Mechanism::sendmmsg : port::Mechanism::automatic;
}

/// What was wrong has been printed.
Error told() {
    return fail("");
}

Result<void> build_namespaces(LoadLab& made, LoadOptions const& options) {
    auto preset = read_preset(options.dut.substr(6));
    if (!preset) return told();
    auto namespaces = lab::NamespaceLab::create(preset->preset, options.threads);
    if (!namespaces) return namespaces.error();
    made.lab = preset->preset.lab;
    made.about = preset->preset.title;
    made.namespaces = std::move(*namespaces);
    return {};
}

Result<void> take_interfaces(LoadLab& made, LoadOptions const& options, Say const& say) {
    if (!options.lab.empty()) {
        auto lab = suite::load_lab(options.lab);
        if (!tell(lab.diagnostics)) return told();
        made.lab = std::move(lab.value);
        made.about = made.lab.title;
    }
    for (auto const& [name, place] : {std::pair{options.lan, &made.lan_interface}, {options.wan, &made.wan_interface}}) {
        const auto link = place == &made.lan_interface ? lab::Link(made.lab.lan) : lab::Link(made.lab.wan);
        auto prepared = lab::prepare_interface(name);
        if (!prepared) return prepared.error();
        for (auto const& note : prepared->notes()) say("note: " + note);
        made.lab.mtu = std::min(made.lab.mtu, prepared->facts().mtu - static_cast<unsigned>(link.octets_of_mtu()));
        *place = std::move(*prepared);
    }
    return {};
}

/// A frame or two beside the load.
Result<void> send(port::BatchSender& sender, View frame) {
    const auto index = sender.claim();
    if (!index) return fail("the transmit queue is full");
    std::copy(frame.begin(), frame.end(), sender.buffer(*index).begin());
    sender.queue(*index, frame.size());
    const auto taken = sender.flush();
    if (!taken) return taken.error();
    return *taken == 1 ? Result<void>() : fail("the transmit queue is full");
}

Result<void> mind_session(LoadLab& made, Say const& say) {
    if (made.lab.wan.router != model::Addressing::pppoe || !made.wan_interface) return {};
    auto sender = port::open_batch_sender(made.wan_interface->name(), port::Mechanism::sendmmsg);
    if (!sender) return sender.error();
    auto minded = lab::mind_session(
        made.lab.wan, made.wan_interface->name(), [&](View frame) { return send(**sender, frame); }, say);
    if (!minded) return minded.error();
    made.last_words = std::move(*minded);
    made.parting = std::move(*sender);
    return {};
}

}  // namespace

Result<LoadLab> set_up_load(LoadOptions const& options, Say const& say) {
    LoadLab made;
    made.dut = options.dut.empty() ? options.lan + " + " + options.wan : options.dut;
    if (options.dut.starts_with("sim:")) {
        auto router = read_router(options.dut.substr(4));
        if (!router) return told();
        made.lab = router->router.lab;
        made.about = router->router.title;
        made.router = std::make_unique<sim::Router>(router->router);
        made.path = std::make_unique<rate::SimulatedPath>(*made.router);
        return made;
    }
    const bool namespaces = options.dut.starts_with("netns:");
    if (auto ready = namespaces ? build_namespaces(made, options) : take_interfaces(made, options, say); !ready) return ready.error();
    if (auto minded = mind_session(made, say); !minded) return minded.error();
    auto path = rate::open_live_path(namespaces ? made.namespaces->lan() : options.lan, namespaces ? made.namespaces->wan() : options.wan,
                                     mechanism_of(options.send), options.threads);
    if (!path) return path.error();
    made.path = std::move(*path);
    return made;
}

bool put_back(LoadLab& lab) {
    bool good = true;
    // The process that measured was killed: it could not hang up.
    if (lab.last_words) {
        if (const auto said = lab.last_words->say([&](View frame) { return send(*lab.parting, frame); }); !said)
            complain(said.error().what);
        lab.last_words.reset();
    }
    for (auto* interface : {&lab.lan_interface, &lab.wan_interface}) {
        if (!*interface) continue;
        const auto done = (*interface)->restore();
        if (!done) complain(done.error().what + "; `tsuka doctor --restore` tries again");
        good = good && done.has_value();
    }
    return good;
}

}  // namespace tsuka::cli
