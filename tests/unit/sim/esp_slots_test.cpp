// ESP through a small table, as harness/sim/esp_slots.hpp describes Broadcom's.
#include "tests/unit/sim/class_story.hpp"

BOOST_AUTO_TEST_SUITE(small_esp_table)

namespace {

using namespace tsuka;
using namespace tsuka::sim;
using namespace tsuka::sim::test;

class Table {
public:
    explicit Table(std::string const& more = "esp_slots = 8") : rig(router_of(more + "\n[timers]\nesp = \"30s\"")) {}
    bool out(Ipv4Address client, Ipv4Address to, std::uint32_t spi) {
        return left(rig.ip(Side::lan, client, to, 50, octets(spi))) != nullptr;
    }
    std::string back(Ipv4Address from, std::uint32_t spi) { return receivers(rig.ip(Side::wan, from, rig.wan_address, 50, octets(spi))); }
    Rig rig;

private:
    static Octets octets(std::uint32_t spi) { return Writer().u32(spi).u32(1).zeros(64).take(); }
};

Ipv4Address client(unsigned number) {
    return {alice.number + number};
}

BOOST_AUTO_TEST_CASE(the_ninth_client_finds_no_entry_until_one_is_30_s_old) {
    Table table;
    for (unsigned number = 0; number < 8; ++number) BOOST_TEST(table.out(client(number), server, 1 + number));
    BOOST_TEST(!table.out(client(8), server, 9));
    table.rig.now += std::chrono::seconds(29);
    BOOST_TEST(table.out(client(1), server, 2));
    BOOST_TEST(!table.out(client(8), server, 9));
    table.rig.now += std::chrono::seconds(2);
    BOOST_TEST(table.out(client(8), server, 9));
}

BOOST_AUTO_TEST_CASE(the_first_unknown_spi_goes_to_the_first_entry_without_one) {
    Table table;
    BOOST_TEST(table.out(alice, server, 1));
    BOOST_TEST(table.out(bob, server, 2));
    BOOST_TEST(table.back(server, 12) == "alice");
    BOOST_TEST(table.back(server, 11) == "bob");
    BOOST_TEST(table.back(server, 12) == "alice");
}

BOOST_AUTO_TEST_CASE(an_spi_that_the_server_changes_to_is_nobodys) {
    Table table;
    BOOST_TEST(table.out(alice, server, 1));
    BOOST_TEST(table.back(server, 11) == "alice");
    BOOST_TEST(table.back(server, 12) == "-");
    BOOST_TEST(table.back(server, 11) == "alice");
    // A client may change its own.
    BOOST_TEST(table.out(alice, server, 2));
    BOOST_TEST(table.back(server, 11) == "alice");
}

BOOST_AUTO_TEST_CASE(a_second_server_takes_the_clients_entry_over) {
    Table table;
    BOOST_TEST(table.out(alice, server, 1));
    BOOST_TEST(table.back(server, 11) == "alice");
    BOOST_TEST(table.out(alice, second, 2));
    BOOST_TEST(table.back(second, 21) == "alice");
    BOOST_TEST(table.back(server, 11) == "-");
}

BOOST_AUTO_TEST_CASE(an_spi_is_looked_up_whatever_the_address) {
    Table table;
    BOOST_TEST(table.out(alice, server, 1));
    BOOST_TEST(table.back(server, 11) == "alice");
    BOOST_TEST(table.out(bob, second, 2));
    // The other server has chosen the same SPI: alice's entry is found, and that server is not alice's.
    BOOST_TEST(table.back(second, 11) == "-");
    // One SPI both ways is provided for.
    BOOST_TEST(table.back(second, 2) == "bob");
}

BOOST_AUTO_TEST_CASE(two_clients_with_one_spi_share_an_entry_and_one_is_cut_off) {
    Table table;
    BOOST_TEST(table.out(alice, server, 1));
    BOOST_TEST(!table.out(bob, server, 1));
    BOOST_TEST(table.out(bob, second, 1));
}

BOOST_AUTO_TEST_CASE(a_server_that_speaks_first_takes_an_entry_that_leads_nowhere) {
    Table table("esp_slots = 1");
    BOOST_TEST(table.back(server, 11) == "-");
    BOOST_TEST(!table.out(alice, second, 1));
    table.rig.now += std::chrono::seconds(31);
    BOOST_TEST(table.out(alice, second, 1));
}

BOOST_AUTO_TEST_CASE(a_client_of_another_prefix_takes_an_entry_for_each_new_spi) {
    Table known("esp_slots = 2");
    Table unknown("esp_slots = 2\nesp_slots_lan = \"10.0.0.0/8\"");
    for (std::uint32_t spi = 1; spi <= 3; ++spi) {
        BOOST_TEST(known.out(alice, server, spi));
        BOOST_TEST(unknown.out(alice, server, spi) == (spi <= 2));
    }
    BOOST_TEST(known.out(bob, server, 9));
    BOOST_TEST(!unknown.out(bob, server, 9));
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
