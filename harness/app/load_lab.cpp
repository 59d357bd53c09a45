#include "harness/app/load_lab.hpp"

#include "harness/app/catalogue.hpp"
#include "harness/app/routers.hpp"
#include "harness/lab/link.hpp"
#include "harness/rate/live_path.hpp"
#include "harness/rate/simulated_path.hpp"
#include "harness/suite/load.hpp"

#include <algorithm>

namespace tsuka::app {

namespace {

port::Mechanism mechanism_of(std::string const& word) {
    if (word == "xdp") return port::Mechanism::xdp;
    return word == "sendmmsg" ? port::Mechanism::sendmmsg : port::Mechanism::automatic;
}

Result<void> build_namespaces(LoadLab& made, NamedPreset const& named, LoadOptions const& options) {
    auto const& preset = named.preset;
    auto namespaces = lab::NamespaceLab::create(preset, {options.threads, options.turbo});
    if (!namespaces) return namespaces.error();
    made.lab = preset.lab;
    made.about = preset.title;
    made.namespaces = std::move(*namespaces);
    return {};
}

Result<void> take_interfaces(LoadLab& made, LoadOptions const& options, Say const& say) {
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

Result<void> simulate(LoadLab& made, NamedRouter const& named) {
    made.lab = named.router.lab;
    made.about = named.router.title;
    made.router = std::make_unique<sim::Router>(named.router);
    made.path = std::make_unique<rate::SimulatedPath>(*made.router);
    return {};
}

/// Real ends: of namespaces, or interfaces of this machine.
Result<void> open_path(LoadLab& made, LoadOptions const& options, Say const& say) {
    if (auto minded = mind_session(made, say); !minded) return minded.error();
    auto path =
        rate::open_live_path(made.namespaces ? made.namespaces->lan() : options.lan, made.namespaces ? made.namespaces->wan() : options.wan,
                             {mechanism_of(options.send), options.threads, options.turbo});
    if (!path) return path.error();
    made.path = std::move(*path);
    return {};
}

/// From what has been read, which goes into `said`; nothing was where it is empty.
Result<void> set_up_from(LoadLab& made, LoadOptions const& options, Say const& say, suite::Diagnostics& said) {
    if (options.dut.starts_with("sim:")) {
        const auto router = taken(read_router(options.dut.substr(4)), said);
        return router ? simulate(made, *router) : Result<void>();
    }
    if (options.dut.starts_with("netns:")) {
        const auto preset = taken(read_preset(options.dut.substr(6)), said);
        if (!preset) return {};
        if (auto built = build_namespaces(made, *preset, options); !built) return built;
        return open_path(made, options, say);
    }
    if (!options.lab.empty()) {
        auto lab = taken(found(suite::load_lab(options.lab)), said);
        if (!lab) return {};
        made.lab = std::move(*lab);
        made.about = made.lab.title;
    }
    if (auto taken_up = take_interfaces(made, options, say); !taken_up) return taken_up;
    return open_path(made, options, say);
}

}  // namespace

Found<LoadLab> set_up_load(LoadOptions const& options, Say const& say) {
    LoadLab made;
    suite::Diagnostics said;
    made.dut = options.dut.empty() ? options.lan + " + " + options.wan : options.dut;
    if (const auto done = set_up_from(made, options, say, said); !done) said.push_back(remark(done.error().what));
    if (made.path == nullptr) return {std::nullopt, std::move(said)};
    return {std::move(made), std::move(said)};
}

bool put_back(LoadLab& lab, Say const& why) {
    bool good = true;
    // The process that measured was killed: it could not hang up.
    if (lab.last_words) {
        if (const auto said = lab.last_words->say([&](View frame) { return send(*lab.parting, frame); }); !said) why(said.error().what);
        lab.last_words.reset();
    }
    for (auto* interface : {&lab.lan_interface, &lab.wan_interface}) {
        if (!*interface) continue;
        const auto done = (*interface)->restore();
        if (!done) why(done.error().what + "; `tsuka doctor --restore` tries again");
        good = good && done.has_value();
    }
    return good;
}

}  // namespace tsuka::app
