// ESP classes E0 to E12 with two clients and two servers: what leaves, and who gets the replies (RFC 3715 section 2.1 (f)).
#include "tests/unit/sim/class_story.hpp"

BOOST_AUTO_TEST_SUITE(esp_classes)

namespace {

using namespace tsuka;
using namespace tsuka::sim;
using namespace tsuka::sim::test;

class Esp {
public:
    explicit Esp(std::string const& codes) : rig(router_of("esp = " + codes)) {}

    /// "out" under the router's address, "leak" under the client's own, "-" not at all.
    std::string from(Ipv4Address client, Ipv4Address to, std::uint32_t spi) {
        rig.now += std::chrono::milliseconds(1);
        const auto frames = rig.ip(Side::lan, client, to, 50, octets(spi));
        auto const* out = left(frames);
        if (out == nullptr) return "-";
        return out->number("ip.src") == rig.wan_address.number ? "out" : "leak";
    }
    std::string back(Ipv4Address from, std::uint32_t spi) {
        rig.now += std::chrono::milliseconds(1);
        return receivers(rig.ip(Side::wan, from, rig.wan_address, 50, octets(spi)));
    }
    void ike(Ipv4Address client, Ipv4Address to) { (void)rig.udp(Side::lan, client, 500, to, 500, Octets(28, 1)); }

    Rig rig;

private:
    static Octets octets(std::uint32_t spi) { return Writer().u32(spi).u32(1).zeros(64).take(); }
};

/// Alice is answered before bob begins; then bob turns to another server.
std::string one_after_the_other(std::string const& codes) {
    Esp esp(codes);
    std::ostringstream story;
    story << esp.from(alice, server, 1) << " " << esp.back(server, 11);
    story << ", " << esp.from(bob, server, 2) << " " << esp.back(server, 12) << ", alice's: " << esp.back(server, 11);
    story << ", elsewhere: " << esp.from(bob, second, 3) << " " << esp.back(second, 13);
    return story.str();
}

/// Both begin before either is answered, and bob's answer comes first.
std::string at_once(std::string const& codes) {
    Esp esp(codes);
    std::ostringstream story;
    story << esp.from(alice, server, 1) << " " << esp.from(bob, server, 2);
    story << ", bob's: " << esp.back(server, 12) << ", alice's: " << esp.back(server, 11);
    return story.str();
}

BOOST_AUTO_TEST_CASE(one_client_after_the_other) {
    struct Row {
        std::string codes;
        std::string story;
    };
    const Row rows[] = {
        {R"(["E0"])", "- -, - -, alice's: -, elsewhere: - -"},
        {R"(["E1"])", "leak -, leak -, alice's: -, elsewhere: leak -"},
        {R"(["E2"])", "out -, out -, alice's: -, elsewhere: out -"},
        {R"(["E3"])", "out alice, - alice, alice's: alice, elsewhere: out bob"},
        {R"(["E3", "E8"])", "out alice, - alice, alice's: alice, elsewhere: out bob"},
        {R"(["E8"])", "out alice, - alice, alice's: alice, elsewhere: out bob"},
        {R"(["E9"])", "out alice, - alice, alice's: alice, elsewhere: - alice"},
        {R"(["E3", "E9"])", "out alice, - alice, alice's: alice, elsewhere: - alice"},
        {R"(["E4"])", "out alice, out alice, alice's: alice, elsewhere: out bob"},
        {R"(["E4", "E9"])", "out alice, out alice, alice's: alice, elsewhere: out alice"},
        {R"(["E5"])", "out alice, out bob, alice's: bob, elsewhere: out bob"},
        {R"(["E6"])", "out alice, out bob, alice's: alice, elsewhere: out bob"},
        {R"(["E7"])", "out alice, out bob, alice's: alice, elsewhere: out bob"},
        {R"(["E11"])", "out -, out -, alice's: -, elsewhere: out -"},
        {R"(["E6", "E11"])", "out alice, out bob, alice's: alice, elsewhere: out bob"},
        {R"(["E12"])", "out alice, out bob+alice, alice's: bob+alice, elsewhere: out bob"},
    };
    for (auto const& row : rows)
        BOOST_TEST(one_after_the_other(row.codes) == row.story, row.codes << ": " << one_after_the_other(row.codes));
}

BOOST_AUTO_TEST_CASE(both_at_once) {
    struct Row {
        std::string codes;
        std::string story;
    };
    const Row rows[] = {
        {R"(["E3"])", "out -, bob's: alice, alice's: alice"},
        {R"(["E4"])", "out out, bob's: alice, alice's: alice"},
        {R"(["E5"])", "out out, bob's: bob, alice's: bob"},
        // Serialised: the server knows nothing of bob yet, so the first answer is alice's, whatever it bears.
        {R"(["E6"])", "out -, bob's: alice, alice's: bob"},
        // Guessed: the one who has waited longest gets it, and the two are cross-wired.
        {R"(["E7"])", "out out, bob's: alice, alice's: bob"},
        {R"(["E12"])", "out out, bob's: bob+alice, alice's: bob+alice"},
    };
    for (auto const& row : rows) BOOST_TEST(at_once(row.codes) == row.story, row.codes << ": " << at_once(row.codes));
}

BOOST_AUTO_TEST_CASE(serialised_esp_that_waited_leaves_when_the_first_is_answered_or_its_time_is_over) {
    Esp esp(R"(["E6"])");
    BOOST_TEST(esp.from(alice, server, 1) == "out");
    BOOST_TEST(esp.from(bob, server, 2) == "-");
    BOOST_REQUIRE(esp.rig.router.wake_at());
    esp.rig.now = *esp.rig.router.wake_at();
    esp.rig.router.wake(esp.rig.now);
    BOOST_TEST((left(esp.rig.taken()) != nullptr));
}

BOOST_AUTO_TEST_CASE(gated_esp_passes_after_ike_of_the_same_client_and_server_only) {
    Esp esp(R"(["E6", "E10"])");
    BOOST_TEST(esp.from(alice, server, 1) == "-");
    esp.ike(alice, server);
    BOOST_TEST(esp.from(alice, server, 1) == "out");
    BOOST_TEST(esp.back(server, 11) == "alice");
    BOOST_TEST(esp.from(bob, server, 2) == "-");
    BOOST_TEST(esp.from(alice, second, 3) == "-");
}

BOOST_AUTO_TEST_CASE(matching_spis_lead_to_their_client_without_being_learned) {
    Esp alone(R"(["E11"])");
    BOOST_TEST(alone.from(alice, server, 1) == "out");
    BOOST_TEST(alone.from(bob, server, 2) == "out");
    BOOST_TEST(alone.back(server, 2) == "bob");
    BOOST_TEST(alone.back(server, 1) == "alice");
    BOOST_TEST(alone.back(second, 1) == "-");
    BOOST_TEST(alone.from(alice, server, 0x101) == "out");  // a new SPI, as after a rekey
    BOOST_TEST(alone.back(server, 0x101) == "alice");
    BOOST_TEST(alone.back(server, 1) == "alice");

    Esp learning(R"(["E7", "E11"])");
    BOOST_TEST(learning.from(alice, server, 1) == "out");
    BOOST_TEST(learning.from(bob, server, 2) == "out");
    BOOST_TEST(learning.back(server, 2) == "bob");
    BOOST_TEST(learning.back(server, 0x77) == "alice");  // follows from nothing: guessed, and alice alone still waits
}

BOOST_AUTO_TEST_CASE(esp_state_is_forgotten_after_its_time) {
    for (auto const* codes : {R"(["E3"])", R"(["E4"])", R"(["E5"])", R"(["E6"])", R"(["E7"])", R"(["E12"])"}) {
        Esp esp(codes);
        BOOST_TEST(esp.from(alice, server, 1) == "out");
        esp.rig.now += std::chrono::seconds(601);
        BOOST_TEST(esp.back(server, 11) == "-", codes);
        BOOST_TEST(esp.from(bob, server, 2) == "out", codes);
        BOOST_TEST(esp.back(server, 12) == "bob", codes);
    }
}

/// Two tunnels have a place, and each is answered; then a third begins, and who is answered now?
std::string one_too_many(std::string const& full) {
    Esp esp("[\"E6\"]\nesp_tunnels = 2\nesp_full = \"" + full + "\"");
    std::ostringstream story;
    story << esp.from(alice, server, 1) << " " << esp.back(server, 11) << ", " << esp.from(bob, server, 2) << " " << esp.back(server, 12);
    story << ", third: " << esp.from(bob, second, 3) << " " << esp.back(second, 13);
    story << ", then: " << esp.back(server, 11) << " " << esp.back(server, 12);
    return story.str();
}

BOOST_AUTO_TEST_CASE(one_tunnel_more_than_the_table_holds) {
    BOOST_TEST(one_too_many("refused") == "out alice, out bob, third: - -, then: alice bob");
    // Bob's tunnel, the only one left, takes what it has never seen.
    BOOST_TEST(one_too_many("oldest") == "out alice, out bob, third: out bob, then: bob bob");
    BOOST_TEST(one_too_many("everybody") == "out alice, out bob, third: out bob, then: - -");
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
