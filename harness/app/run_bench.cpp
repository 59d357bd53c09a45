// Sets the lab of a run up and drives a session in it: see run_bench.hpp.
#include "harness/app/run_bench.hpp"

#include "harness/app/catalogue.hpp"
#include "harness/app/waiting.hpp"
#include "harness/lab/link.hpp"
#include "harness/port/own_vlans.hpp"
#include "harness/port/packet_port.hpp"
#include "harness/port/trunk.hpp"
#include "harness/run/live.hpp"
#include "harness/run/virtual.hpp"
#include "reports/phrases.hpp"

#include <algorithm>
#include <chrono>
#include <tuple>

namespace tsuka::app {

namespace {

/// How large a datagram it carries.
unsigned room(lab::PreparedInterface const& interface, lab::Link const& link) {
    return interface.facts().mtu - static_cast<unsigned>(link.octets_of_mtu());
}

void heed(lab::PreparedInterface const& interface, lab::Link const& link, Bench& bench, Say const& say) {
    for (auto const& note : interface.notes()) say("note: " + note);
    bench.mtu = std::min(bench.mtu, room(interface, link));
}

/// Of an interface that other runs may share, without what is theirs.
Result<std::unique_ptr<port::Port>> open_port(lab::PreparedInterface const& interface, std::vector<VlanTags> const& vlans) {
    auto port = port::open_packet_port(interface.name());
    if (!port || !interface.others()) return port;
    return port::leave_out_others(std::move(*port), vlans, interface.others());
}

Result<void> mind_session(Bench& bench, Inputs const& inputs, Say const& say) {
    auto minded = lab::mind_session(
        inputs.lab.wan, bench.wan->name(), [&](View frame) { return bench.wan->send(frame); }, say);
    if (!minded) return minded.error();
    bench.last_words = std::move(*minded);
    return {};
}

/// One interface, two sides.
Result<Bench> set_up_trunk(Bench bench, Inputs const& inputs, std::string const& name, Say const& say) {
    const lab::Link lan(inputs.lab.lan);
    const lab::Link wan(inputs.lab.wan);
    const auto vlans = lab::vlans_of({lan, wan});
    auto interface = lab::prepare_interface(name, vlans);
    if (!interface) return interface.error();
    bench.lan_interface = std::move(*interface);
    heed(*bench.lan_interface, lan, bench, say);
    bench.mtu = std::min(bench.mtu, room(*bench.lan_interface, wan));
    auto port = open_port(*bench.lan_interface, vlans);
    if (!port) return port.error();
    auto faces = port::split_trunk(std::move(*port), wan.tags());
    if (!faces) return faces.error();
    std::tie(bench.lan, bench.wan) = std::move(*faces);
    return bench;
}

Result<Bench> set_up_interfaces(Bench bench, Inputs const& inputs, RunOptions const& options, Say const& say) {
    const lab::Link lan(inputs.lab.lan);
    const lab::Link wan(inputs.lab.wan);
    for (auto const& [name, link, interface] :
         {std::tuple(&options.lan, &lan, &bench.lan_interface), {&options.wan, &wan, &bench.wan_interface}}) {
        auto prepared = lab::prepare_interface(*name, lab::vlans_of({*link}));
        if (!prepared) return prepared.error();
        *interface = std::move(*prepared);
        heed(**interface, *link, bench, say);
    }
    for (auto const& [link, interface, port] :
         {std::tuple(&lan, &bench.lan_interface, &bench.lan), {&wan, &bench.wan_interface, &bench.wan}}) {
        auto opened = open_port(**interface, lab::vlans_of({*link}));
        if (!opened) return opened.error();
        *port = std::move(*opened);
    }
    return bench;
}

}  // namespace

Result<void> find_interfaces(std::initializer_list<std::string> names) {
    for (auto const& name : names)
        if (!name.empty())
            if (const auto there = lab::read_interface(name); !there) return there.error();
    return {};
}

Result<Bench> set_up(Inputs const& inputs, RunOptions const& options, Say const& say) {
    Bench bench;
    bench.mtu = inputs.lab.mtu;
    if (inputs.router) {
        bench.simulated = std::make_unique<sim::Router>(inputs.router->router);
        return bench;
    }
    if (!inputs.preset) {
        auto made = options.trunk.empty() ? set_up_interfaces(std::move(bench), inputs, options, say)
                                          : set_up_trunk(std::move(bench), inputs, options.trunk, say);
        if (!made) return made;
        if (auto minded = mind_session(*made, inputs, say); !minded) return minded.error();
        return made;
    }
    auto namespaces = lab::NamespaceLab::create(inputs.preset->preset);
    if (!namespaces) return namespaces.error();
    bench.namespaces = std::move(*namespaces);
    auto lan_port = port::open_packet_port(bench.namespaces->lan());
    if (!lan_port) return lan_port.error();
    bench.lan = std::move(*lan_port);
    auto wan_port = port::open_packet_port(bench.namespaces->wan());
    if (!wan_port) return wan_port.error();
    bench.wan = std::move(*wan_port);
    return bench;
}

bool put_back(Bench& bench, Say const& why) {
    bool good = true;
    // The process that measured was killed: it could not hang up.
    if (bench.last_words) {
        if (const auto said = bench.last_words->say([&](View frame) { return bench.wan->send(frame); }); !said) why(said.error().what);
        bench.last_words.reset();
    }
    for (auto* interface : {&bench.lan_interface, &bench.wan_interface}) {
        if (!*interface) continue;
        const auto done = (*interface)->restore();
        if (!done) why(done.error().what + "; `tsuka doctor --restore` tries again");
        good = good && done.has_value();
    }
    return good;
}

Duration drive(run::Session& session, Bench const& bench, port::Tap& tap, run::Signals& signals, model::Record& record,
               reports::Words const& words, Say const& say) {
    const auto keep_load = [&] {
        if (bench.load) record.load.push_back(bench.load->figures());
    };
    if (bench.simulated) {
        const auto began = std::chrono::steady_clock::now();
        const auto result = run::run_virtual(
            session, *bench.simulated, tap, [&] { return signals.caught(); }, {}, {}, bench.load.get());
        say(reports::phrase(speed_in_words(result.took, std::chrono::steady_clock::now() - began), words));
        keep_load();
        for (const auto side : {Side::lan, Side::wan}) {
            const auto count = tap.count(side);
            const auto place = static_cast<std::size_t>(side);
            const auto beside = bench.load ? record.load.back() : model::LoadBeside{};
            record.ports.push_back({bench.name(side), count.sent + beside.sent.at(place), count.received + beside.received.at(place), 0});
        }
        return result.took;
    }
    run::Losses losses;
    if (bench.namespaces)
        losses = [&] { return bench.namespaces->neighbours().counts().value_or(lab::KernelNeighbours::Counts{}).overflows; };
    const auto live = run::run_live(session, *bench.lan, *bench.wan, tap, &signals, std::move(losses), run::machine_clocks(), bench.hands,
                                    bench.load.get());
    keep_load();
    for (auto* port : {bench.lan.get(), bench.wan.get()}) {
        const auto statistics = port->statistics();
        record.ports.push_back({port->name(), statistics.sent, statistics.received, statistics.dropped});
    }
    return live.took;
}

}  // namespace tsuka::app
