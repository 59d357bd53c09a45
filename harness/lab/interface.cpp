// Real NICs: see interface.hpp.
#include "harness/lab/interface.hpp"

#include "harness/lab/feature_state.hpp"
#include "harness/lab/interface_lock.hpp"
#include "harness/lab/machine.hpp"
#include "harness/lab/offloads.hpp"
#include "harness/port/unique_fd.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <optional>
#include <utility>

namespace tsuka::lab {

namespace {

struct OwnAddress {
    std::string text;
    bool link_local = false;  ///< IPv6 alone: an IPv4 link-local address answers ARP like any other
};

std::string prefixed(sockaddr const* address, sockaddr const* mask) {
    char text[INET6_ADDRSTRLEN] = {};
    const bool four = address->sa_family == AF_INET;
    const void* const octets = four ? static_cast<void const*>(&reinterpret_cast<sockaddr_in const*>(address)->sin_addr)
                                    : &reinterpret_cast<sockaddr_in6 const*>(address)->sin6_addr;
    (void)::inet_ntop(address->sa_family, octets, text, sizeof text);
    if (mask == nullptr) return text;
    const auto* const bits = four ? reinterpret_cast<std::uint8_t const*>(&reinterpret_cast<sockaddr_in const*>(mask)->sin_addr)
                                  : reinterpret_cast<sockaddr_in6 const*>(mask)->sin6_addr.s6_addr;
    int length = 0;
    for (std::size_t index = 0; index < (four ? 4U : 16U); ++index) length += __builtin_popcount(bits[index]);
    return fmt::format("{}/{}", text, length);
}

Result<std::vector<OwnAddress>> own_addresses(std::string const& name) {
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return fail(fmt::format("{}: cannot read its addresses: {}", name, std::strerror(errno)));
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner{list, ::freeifaddrs};
    std::vector<OwnAddress> found;
    for (ifaddrs const* at = list; at != nullptr; at = at->ifa_next) {
        if (at->ifa_addr == nullptr || name != at->ifa_name) continue;
        if (at->ifa_addr->sa_family == AF_INET) found.push_back({prefixed(at->ifa_addr, at->ifa_netmask), false});
        if (at->ifa_addr->sa_family == AF_INET6) {
            auto const& address = reinterpret_cast<sockaddr_in6 const*>(at->ifa_addr)->sin6_addr;
            found.push_back({prefixed(at->ifa_addr, at->ifa_netmask), IN6_IS_ADDR_LINKLOCAL(&address) != 0});
        }
    }
    return found;
}

/// Addresses of its own would make this machine's kernel take part in the test: answer ARP, reset TCP connections, send ICMP errors.
Result<void> refuse_addresses(std::string const& name, std::vector<std::string>& notes) {
    const auto addresses = own_addresses(name);
    if (!addresses) return addresses.error();
    std::vector<std::string> global;
    for (auto const& address : *addresses) {
        if (address.link_local)
            notes.push_back(
                fmt::format("{0} has the IPv6 link-local address {1}: this machine's kernel may send router solicitations and MLD reports "
                            "on it (`sysctl -w net.ipv6.conf.{0}.disable_ipv6=1` stops that)",
                            name, address.text));
        else
            global.push_back(address.text);
    }
    if (global.empty()) return {};
    return fail(
        fmt::format("{0} has addresses of its own ({1}), so this machine's kernel would answer in place of the harness; remove them by "
                    "`ip address flush dev {0}` and keep network managers off it",
                    name, fmt::join(global, ", ")));
}

/// What of these is on and can be switched off; notes tell what is on and cannot.
std::vector<std::string> to_switch_off(std::vector<Offload> const& offloads, std::vector<std::string>& stuck) {
    std::vector<std::string> names;
    for (auto const& offload : offloads) {
        if (!offload.on || !alters_frames(offload.name)) continue;
        (offload.fixed ? stuck : names).push_back(offload.name);
    }
    return names;
}

}  // namespace

Result<InterfaceFacts> read_interface(std::string const& name) {
    const port::UniqueFd socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    if (!socket) return fail(fmt::format("cannot open a socket: {}", std::strerror(errno)));
    ifreq request{};
    if (name.empty() || name.size() >= IFNAMSIZ) return fail(fmt::format("'{}' cannot be the name of a network interface", name));
    std::copy(name.begin(), name.end(), request.ifr_name);
    if (::ioctl(socket.get(), SIOCGIFFLAGS, &request) != 0)
        return fail(fmt::format("{}: no such network interface (`ip link` lists them)", name));
    InterfaceFacts facts;
    facts.up = (request.ifr_flags & IFF_UP) != 0;
    const auto carrier = read_carrier(name);
    facts.carrier = carrier ? *carrier : (request.ifr_flags & IFF_RUNNING) != 0;
    if (::ioctl(socket.get(), SIOCGIFMTU, &request) != 0)
        return fail(fmt::format("{}: cannot read its MTU: {}", name, std::strerror(errno)));
    facts.mtu = static_cast<unsigned>(request.ifr_mtu);
    if (::ioctl(socket.get(), SIOCGIFHWADDR, &request) != 0)
        return fail(fmt::format("{}: cannot read its hardware address: {}", name, std::strerror(errno)));
    std::copy_n(request.ifr_hwaddr.sa_data, facts.mac.octets.size(), facts.mac.octets.begin());
    return facts;
}

Result<std::vector<std::string>> switch_off_offloads(std::string const& name) {
    const auto offloads = read_offloads(name);
    if (!offloads) return offloads.error();
    std::vector<std::string> stuck;
    const auto names = to_switch_off(*offloads, stuck);
    if (auto done = set_offloads(name, names, false); !done) return done.error();
    // A driver may accept the wish and not follow it: only what is off now counts.
    const auto now = read_offloads(name);
    if (!now) return now.error();
    std::vector<std::string> still;
    std::vector<std::string> changed;
    const auto left = to_switch_off(*now, still);
    std::copy_if(names.begin(), names.end(), std::back_inserter(changed),
                 [&](std::string const& feature) { return std::find(left.begin(), left.end(), feature) == left.end(); });
    return changed;
}

struct PreparedInterface::State {
    std::string name;
    InterfaceFacts facts;
    std::vector<std::string> notes;
    std::optional<InterfaceLock> lock;
    std::optional<FeatureState> before;  ///< set once something was changed that no file knows of
    std::optional<StateFile> file;
    std::function<bool(VlanTags const&)> others;

    State() = default;
    State(State const&) = delete;
    State& operator=(State const&) = delete;
    ~State() { (void)restore(); }

    Result<void> restore() {
        if (auto left = std::exchange(file, std::nullopt)) return left->leave();
        const auto was = std::exchange(before, std::nullopt);
        return was ? was->restore() : Result<void>{};
    }
};

PreparedInterface::PreparedInterface(std::unique_ptr<State> state) : state_(std::move(state)) {}
PreparedInterface::PreparedInterface(PreparedInterface&&) noexcept = default;
PreparedInterface& PreparedInterface::operator=(PreparedInterface&&) noexcept = default;
PreparedInterface::~PreparedInterface() = default;

std::string const& PreparedInterface::name() const {
    return state_->name;
}
InterfaceFacts const& PreparedInterface::facts() const {
    return state_->facts;
}
std::vector<std::string> const& PreparedInterface::notes() const {
    return state_->notes;
}

std::function<bool(VlanTags const&)> const& PreparedInterface::others() const {
    return state_->others;
}

Result<void> PreparedInterface::restore() {
    return state_->restore();
}

namespace {

/// Locks the interface, or the run's VLANs of it, and writes down how it is: where that cannot be kept nobody can be told, and it is not
/// shared.
Result<void> occupy(PreparedInterface::State& state, std::vector<VlanTags> const& vlans) {
    auto const& name = state.name;
    const auto folder = StateFolder::find();
    const auto shares = folder ? TrunkShare{vlans, folder->id()} : TrunkShare{};
    if (shares.vlans.empty())
        for (auto const& mended : restore_left_behind(name)) state.notes.push_back(fmt::format("{}: {}", name, mended.words));
    auto lock = InterfaceLock::take(name, shares);
    if (!lock) return lock.error();
    state.lock = std::move(*lock);
    if (!shares.vlans.empty()) {
        auto others = OtherRuns::of(name);
        if (!others) return others.error();
        state.others = [list = std::make_shared<OtherRuns>(std::move(*others))](VlanTags const& tags) { return list->have(tags); };
    }
    if (folder) {
        auto file = StateFile::take(*folder, name);
        if (!file) return file.error();
        state.file = std::move(*file);
        if (state.file->mended()) state.notes.push_back(fmt::format("{}: {}", name, mended_words));
        return {};
    }
    auto before = FeatureState::read(name);
    if (!before) return before.error();
    state.before = std::move(*before);
    state.notes.push_back(
        fmt::format("{}: its features cannot be saved (neither /run/tsuka nor $XDG_RUNTIME_DIR/tsuka can be written): "
                    "they stay switched off if this run is killed by SIGKILL{}",
                    name, vlans.empty() ? "" : ", and no other run can share it"));
    return {};
}

}  // namespace

Result<PreparedInterface> prepare_interface(std::string const& name, std::vector<VlanTags> const& vlans) {
    auto state = std::make_unique<PreparedInterface::State>();
    state->name = name;
    const auto facts = read_interface(name);
    if (!facts) return facts.error();
    state->facts = *facts;
    if (!facts->up) return fail(fmt::format("{0}: is down (`ip link set {0} up`)", name));
    if (!facts->carrier) return fail(fmt::format("{}: has no link: is the cable in, and is the router on?", name));
    // Before its addresses: whoever is told to flush those of the machine's own way out loses it.
    if (carries_default_route(name))
        return fail(fmt::format("{} carries this machine's default route: take an interface that is free for tests", name));
    if (auto free = refuse_addresses(name, state->notes); !free) return free.error();

    if (auto occupied = occupy(*state, vlans); !occupied) return occupied.error();
    if (auto changed = switch_off_offloads(name); !changed) return changed.error();
    const auto offloads = read_offloads(name);
    if (!offloads) return offloads.error();
    std::vector<std::string> stuck;
    for (auto const& refused : to_switch_off(*offloads, stuck)) stuck.push_back(refused);
    if (!stuck.empty())
        state->notes.push_back(fmt::format("{}: its driver keeps these offloads on: {}; frames that it coalesces or completes look altered",
                                           name, fmt::join(stuck, ", ")));
    if (state->file) state->file->share();
    return PreparedInterface{std::move(state)};
}

}  // namespace tsuka::lab
