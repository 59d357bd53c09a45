#include "harness/suite/lab_papers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace tsuka::suite {

namespace {

template <class Owner, std::size_t count>
void read_entries(TomlNode const& node, std::string const& what, Owner& owner, std::array<model::Entry<Owner>, count> const& entries,
                  Diagnostics& diagnostics) {
    TableReader table(node, what, diagnostics);
    for (auto const& entry : entries) owner.*entry.text = table.text_or(entry.key);
    table.refuse_others();
}

/// Digests and hardware addresses are compared by people and programs: they have one form.
void check_device(TableReader& table, model::Device const& device) {
    auto const matches = [](std::string_view text, std::string_view form) {
        return text.size() == form.size() && std::equal(text.begin(), text.end(), form.begin(), [](char sign, char wanted) {
                   return wanted == 'x' ? std::string_view{"0123456789abcdefABCDEF"}.find(sign) != std::string_view::npos : sign == wanted;
               });
    };
    auto const* dut = table.take("dut");
    auto const& [mac, sum] = std::tie(device.mac, device.firmware_sha256);
    if (!mac.empty() && !matches(mac, "xx:xx:xx:xx:xx:xx"))
        table.error(dut->spot, fmt::format("'mac' is written \"00:00:5e:00:53:01\", not \"{}\"", mac));
    if (!sum.empty() && !matches(sum, std::string(64, 'x')))
        table.error(dut->spot, fmt::format("'firmware_sha256' is 64 hexadecimal digits, not \"{}\"", sum));
}

}  // namespace

void read_papers(TableReader& table, model::Lab& lab, Diagnostics& diagnostics) {
    if (auto const* dut = table.take("dut", TomlNode::Kind::table))
        read_entries(*dut, "[dut]", lab.device, model::device_entries, diagnostics);
    if (auto const* said = table.take("certificate", TomlNode::Kind::table))
        read_entries(*said, "[certificate]", lab.certificate, model::certificate_entries, diagnostics);
    check_device(table, lab.device);
}

}  // namespace tsuka::suite
