// Offload features: see offloads.hpp. The ioctl passes variable-length structures; they are laid out in plain octets here.
#include "harness/lab/offloads.hpp"

#include "harness/port/unique_fd.hpp"

#include <fmt/format.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace tsuka::lab {

namespace {

/// A request to the driver: `Head`, followed by `count` elements of `Element`.
template <class Head, class Element>
class Request {
public:
    Request(std::uint32_t command, std::size_t count) : storage_(sizeof(Head) + count * sizeof(Element)) { head().cmd = command; }
    Head& head() { return *reinterpret_cast<Head*>(storage_.data()); }
    Element& at(std::size_t index) { return reinterpret_cast<Element*>(storage_.data() + sizeof(Head))[index]; }
    void* data() { return storage_.data(); }

private:
    std::vector<std::uint8_t> storage_;
};

struct FeatureName {
    char text[ETH_GSTRING_LEN];
};

class Driver {
public:
    explicit Driver(std::string interface) : interface_(std::move(interface)), socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}

    template <class Request>
    Result<int> ask(Request& request, std::string_view what) {
        ifreq carrier{};
        if (!socket_ || interface_.size() >= IFNAMSIZ) return fail(fmt::format("{}: cannot ask its driver", interface_));
        std::copy(interface_.begin(), interface_.end(), carrier.ifr_name);
        carrier.ifr_data = static_cast<char*>(request.data());
        const int answer = ::ioctl(socket_.get(), SIOCETHTOOL, &carrier);
        if (answer >= 0) return answer;
        if (errno == EPERM) return fail(fmt::format("{}: no permission to {} (it needs CAP_NET_ADMIN): run as root", interface_, what));
        if (errno == ENODEV) return fail(fmt::format("{}: no such network interface (`ip link` lists them)", interface_));
        return fail(fmt::format("{}: cannot {}: {}", interface_, what, std::strerror(errno)));
    }

private:
    std::string interface_;
    port::UniqueFd socket_;
};

constexpr std::string_view reading = "read its offloads";
constexpr std::string_view changing = "switch its offloads";

Result<std::vector<std::string>> feature_names(Driver& driver) {
    Request<ethtool_sset_info, __u32> info{ETHTOOL_GSSET_INFO, 1};
    info.head().sset_mask = 1ULL << ETH_SS_FEATURES;
    if (auto asked = driver.ask(info, reading); !asked) return asked.error();
    const std::size_t count = info.head().sset_mask == 0 ? 0 : info.at(0);
    Request<ethtool_gstrings, FeatureName> strings{ETHTOOL_GSTRINGS, count};
    strings.head().string_set = ETH_SS_FEATURES;
    strings.head().len = static_cast<__u32>(count);
    if (auto asked = driver.ask(strings, reading); !asked) return asked.error();
    std::vector<std::string> names;
    for (std::size_t index = 0; index < count; ++index) {
        auto const& text = strings.at(index).text;
        names.emplace_back(text, std::find(std::begin(text), std::end(text), '\0'));
    }
    return names;
}

constexpr std::size_t blocks_for(std::size_t features) {
    return (features + 31) / 32;
}

}  // namespace

bool alters_frames(std::string const& feature) {
    const auto begins = [&](std::string_view start) { return feature.starts_with(start); };
    // Segmentation and coalescing change where frames begin and end, checksum offload what stands in them, VLAN offload takes the tag out.
    return begins("tx-checksum-") || begins("rx-gro") || begins("rx-lro") || begins("rx-udp-gro") || begins("tx-gso-list") ||
           feature == "rx-checksum" || feature.ends_with("-segmentation") || feature.ends_with("-hw-parse") ||
           feature.ends_with("-hw-insert");
}

Result<std::vector<Offload>> read_offloads(std::string const& interface) {
    Driver driver{interface};
    const auto names = feature_names(driver);
    if (!names) return names.error();
    Request<ethtool_gfeatures, ethtool_get_features_block> state{ETHTOOL_GFEATURES, blocks_for(names->size())};
    state.head().size = static_cast<__u32>(blocks_for(names->size()));
    if (auto asked = driver.ask(state, reading); !asked) return asked.error();
    std::vector<Offload> offloads;
    for (std::size_t index = 0; index < names->size(); ++index) {
        auto const& block = state.at(index / 32);
        const auto bit = 1U << (index % 32);
        const bool changeable = (block.available & bit) != 0 && (block.never_changed & bit) == 0;
        offloads.push_back(
            {.name = (*names)[index], .on = (block.active & bit) != 0, .wanted = (block.requested & bit) != 0, .fixed = !changeable});
    }
    return offloads;
}

Result<bool> read_carrier(std::string const& interface) {
    Driver driver{interface};
    Request<ethtool_value, __u32> link{ETHTOOL_GLINK, 0};
    if (auto asked = driver.ask(link, "read its link state"); !asked) return asked.error();
    return link.head().data != 0;
}

Result<void> set_offloads(std::string const& interface, std::vector<std::string> const& features, bool on) {
    if (features.empty()) return {};
    Driver driver{interface};
    const auto names = feature_names(driver);
    if (!names) return names.error();
    Request<ethtool_sfeatures, ethtool_set_features_block> wish{ETHTOOL_SFEATURES, blocks_for(names->size())};
    wish.head().size = static_cast<__u32>(blocks_for(names->size()));
    for (std::size_t index = 0; index < names->size(); ++index) {
        if (std::find(features.begin(), features.end(), (*names)[index]) == features.end()) continue;
        const auto bit = 1U << (index % 32);
        wish.at(index / 32).valid |= bit;
        if (on) wish.at(index / 32).requested |= bit;
    }
    if (auto asked = driver.ask(wish, changing); !asked) return asked.error();
    return {};
}

}  // namespace tsuka::lab
