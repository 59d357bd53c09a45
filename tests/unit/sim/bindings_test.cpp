// The table of bindings against the plain list that it stands for: whatever is done to both, both find the same, in the same order.
#include "harness/sim/bindings.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <list>
#include <random>
#include <vector>

BOOST_AUTO_TEST_SUITE(bindings)

using namespace tsuka;
using namespace tsuka::sim;
using End = tsuka::sim::SocketAddress;

namespace {

constexpr std::uint8_t protocols[] = {ip_protocol::udp, ip_protocol::tcp};

struct Both {
    Bindings table;
    std::list<Binding> list;

    template <class Range, class Wanted>
    static bool same(Range range, std::list<Binding> const& all, Wanted const& wanted) {
        std::vector<std::uint64_t> found;
        std::vector<std::uint64_t> there;
        for (auto const& binding : range) found.push_back(binding.serial);
        for (auto const& binding : all)
            if (wanted(binding)) there.push_back(binding.serial);
        return found == there;
    }
};

End some_end(std::mt19937& random) {
    return {{static_cast<std::uint32_t>(random() % 5)}, static_cast<std::uint16_t>(random() % 3)};
}

}  // namespace

BOOST_AUTO_TEST_CASE(find_what_a_list_finds) {
    std::mt19937 random(1);
    Both both;
    Instant now{};
    for (int turn = 0; turn < 4000; ++turn) {
        const auto protocol = protocols[random() % 2];
        const auto end = some_end(random);
        const auto of = [&](End Binding::*which) {
            return [=](Binding const& binding) { return binding.protocol == protocol && binding.*which == end; };
        };
        switch (random() % 8) {
            case 0:
                both.table.forget_inside(protocol, end);
                both.list.remove_if(of(&Binding::internal));
                break;
            case 1:
                both.table.forget_towards(protocol, end);
                both.list.remove_if(of(&Binding::remote));
                break;
            case 2:
                now += std::chrono::seconds(random() % 20);
                both.table.expire(now);
                both.list.remove_if([&](auto const& binding) { return binding.expires <= now; });
                break;
            case 3:
                for (auto& binding : both.table.inside(protocol, end)) {
                    const auto at = now + std::chrono::seconds(random() % 60);
                    both.table.expires_at(binding, at);
                    for (auto& other : both.list)
                        if (other.serial == binding.serial) other.expires = at;
                }
                break;
            default: {
                Binding binding;
                binding.protocol = protocol;
                binding.internal = some_end(random);
                binding.external = some_end(random);
                binding.remote = some_end(random);
                binding.expires = now + std::chrono::seconds(1 + random() % 60);
                both.list.push_back(both.table.add(binding));
            }
        }
        BOOST_REQUIRE(both.table.size() == both.list.size());
        BOOST_REQUIRE(Both::same(both.table.inside(protocol, end), both.list, of(&Binding::internal)));
        BOOST_REQUIRE(Both::same(both.table.towards(protocol, end), both.list, of(&Binding::remote)));
        BOOST_REQUIRE(Both::same(both.table.outside(protocol, end.port), both.list,
                                 [&](auto const& binding) { return binding.protocol == protocol && binding.external.port == end.port; }));
        BOOST_REQUIRE(Both::same(both.table.all(), both.list, [](auto const&) { return true; }));
    }
}

BOOST_AUTO_TEST_SUITE_END()
