// The run in JSON: all entries of lab and device, an empty one where nothing was stated.
#include <boost/json.hpp>

#include "reports/json_parts.hpp"

namespace tsuka::reports::parts {
namespace {

json::array pairs(std::vector<model::FieldRecord> const& fields) {
    return list(fields, [](model::FieldRecord const& field) { return json::array{text(field.name), text(field.value)}; });
}
/// All entries, an empty one where nothing was stated.
template <class Owner, std::size_t count>
json::object stated(Owner const& owner, std::array<model::Entry<Owner>, count> const& entries) {
    json::object out;
    for (auto const& entry : entries) out.emplace(entry.key, text(owner.*entry.text));
    return out;
}

json::object account(model::SideAccount const& side) {
    json::object out;
    for (auto const& counter : model::counters) out.emplace(counter.key, side.*counter.count);
    return out;
}

/// Whose the frames were; null when the run did not come to its end.
json::value accounts(std::optional<model::Accounts> const& all) {
    if (!all) return nullptr;
    return json::object{{"lan", account(all->of(Side::lan))},
                        {"wan", account(all->of(Side::wan))},
                        {"bench", list(all->bench, [](model::BenchFinding const& one) {
                             return json::object{{"kind", text(one.kind)},
                                                 {"side", text(to_string(one.side))},
                                                 {"detail", text(one.detail)},
                                                 {"count", one.count},
                                                 {"frames", list(one.frames, [](std::uint64_t value) { return value; })}};
                         })}};
}

json::object load(model::LoadBeside const& load) {
    auto const stretch = [](model::LoadStretch const& one) { return json::object{{"sent", one.sent}, {"came", one.arrived}}; };
    auto const fault = [](model::LoadFault const& one) {
        return json::object{{"what", text(one.what)}, {"claim", text(one.claim)}, {"up_to_50", one.early},
                            {"after_50", one.late},   {"first", one.first},       {"flows", one.flows}};
    };
    auto const passage = [&](model::LoadPassage const& one) {
        return json::object{{"protocol", text(one.protocol)},
                            {"direction", one.from == Side::lan ? "outward" : "inward"},
                            {"flows", one.opened},
                            {"up_to_50", stretch(one.early)},
                            {"after_50", stretch(one.late)},
                            {"faults", list(one.faults, fault)}};
    };
    return {{"rate", load.wanted.rate},
            {"size", load.wanted.size},
            {"took_ns", load.flowed.count()},
            {"offered", load.offered},
            {"sent", load.sent[0] + load.sent[1]},
            {"came", load.received[0] + load.received[1]},
            {"passages", list(load.passages, passage)},
            {"trouble", text(load.trouble)}};
}

}  // namespace

/// The seed is text: it has 64 bits, and many readers of JSON keep only 53 of a number.
json::object run(model::Report const& report) {
    return {
        {"tool", text(report.run.tool)},
        {"started", text(report.run.started)},
        {"took_ns", report.took.count()},
        {"dut", text(report.run.dut)},
        {"dut_about", text(report.run.dut_about)},
        {"about", text(report.run.about)},
        {"device", stated(report.run.device, model::device_entries)},
        {"certificate", stated(report.run.certificate, model::certificate_entries)},
        {"seed", std::to_string(report.run.seed)},
        {"complete", report.complete},
        {"ended", text(report.ended)},
        {"facts", pairs(report.run.facts)},
        {"ports", list(report.ports,
                       [](model::PortRecord const& port) {
                           return json::object{
                               {"name", text(port.name)}, {"sent", port.sent}, {"received", port.received}, {"dropped", port.dropped}};
                       })},
        {"timeline", list(report.timeline,
                          [](model::Event const& event) {
                              return json::object{{"kind", text(event.kind)}, {"at_ns", event.at.count()}, {"detail", text(event.detail)}};
                          })},
        {"frames", accounts(report.accounts)},
        {"load", list(report.load, [](model::LoadBeside const& one) { return load(one); })}};
}

}  // namespace tsuka::reports::parts
