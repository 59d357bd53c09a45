// What is concluded from a count of clients, for routers whose tables have few places and that treat one client too many each in their way.
#include "harness/run/memory.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <deque>

BOOST_AUTO_TEST_SUITE(memory)

using namespace tsuka;

namespace {

enum class Full : std::uint8_t { refuses, oldest, everybody };

/// A table of clients, in which each scenario finds what the one before it left.
struct Table {
    std::size_t places = 9;
    Full full = Full::refuses;
    std::string only{};  ///< probes that begin so need a place; empty: all
    std::deque<std::string> holders{};

    bool admit(std::string const& client) {
        if (std::find(holders.begin(), holders.end(), client) != holders.end()) return true;
        if (holders.size() >= places) {
            if (full == Full::refuses) return false;
            full == Full::oldest ? holders.pop_front() : holders.clear();
        }
        holders.push_back(client);
        return true;
    }
};

std::string client_of(std::string const& flow) {
    return "c" + flow.substr(flow.rfind('-') + 1);
}

/// What arrives when the scenario meets the table.
model::CaseRecord meet(model::Case const& scenario, Table& table) {
    model::CaseRecord found;
    std::vector<std::string> arrived;
    for (auto const& step : scenario.steps) {
        auto const* send = std::get_if<model::SendStep>(&step.action);
        if (send == nullptr) continue;
        const auto client = client_of(send->on);
        const bool counts = send->as.starts_with(table.only);
        if (send->at == client) {
            if (!counts || table.admit(client)) arrived.push_back(send->as);
            continue;
        }
        const bool asked = std::find(arrived.begin(), arrived.end(), send->answers) != arrived.end();
        const bool held = !counts || std::find(table.holders.begin(), table.holders.end(), client) != table.holders.end();
        if (!asked || !held) continue;
        model::FrameRecord frame;
        frame.probe = send->as;
        frame.actor = client;
        found.frames.push_back(frame);
    }
    return found;
}

run::Memory counted(Table table) {
    run::Memory memory(run::Counting::count, std::nullopt);
    for (unsigned turn = 0; memory.next() != nullptr; ++turn) {
        BOOST_REQUIRE(turn < 100);
        auto const& scenario = *memory.next();
        if (scenario.id.ends_with(".one-server")) table.holders.clear();
        memory.take(meet(scenario, table));
    }
    return memory;
}

std::string fact(run::Memory const& memory, std::string const& name) {
    for (auto const& record : memory.records())
        if (record.name == name) return record.value;
    return "none";
}

}  // namespace

BOOST_AUTO_TEST_CASE(room_for_all) {
    const auto memory = counted({});
    for (std::string const kind : {"udp", "tcp", "ike", "esp", "l2tp", "gre"}) {
        BOOST_TEST(fact(memory, "memory." + kind) == "9 clients of 9 servers at once, and none too many");
        BOOST_TEST(fact(memory, "memory." + kind + ".one-server") == "9 clients of one server at once, and none too many");
    }
    BOOST_TEST(memory.at_once() == 9U);
    BOOST_TEST(!memory.scarce());
}

BOOST_AUTO_TEST_CASE(one_too_many_gets_nothing) {
    BOOST_TEST(fact(counted({2, Full::refuses, "gre"}), "memory.gre") ==
               "2 clients at a time, whatever the servers: another one gets nothing");
    BOOST_TEST(fact(counted({2, Full::refuses, "gre"}), "memory.gre.one-server") ==
               "2 clients of a server at a time: another one gets nothing");
    BOOST_TEST(fact(counted({1, Full::refuses, "tcp"}), "memory.tcp") ==
               "one client at a time, whatever the server: a second one gets nothing");
    BOOST_TEST(counted({2, Full::refuses, "gre"}).scarce());
    BOOST_TEST(counted({2, Full::refuses, "gre"}).at_once() == 9U);
}

/// Another run has left its clients in the table: the places are theirs, whoever comes first now.
BOOST_AUTO_TEST_CASE(places_that_others_than_the_first_hold) {
    Table table{2, Full::refuses, "esp"};
    table.holders = {"c4", "c7"};
    run::Memory memory(run::Counting::count, std::nullopt);
    while (memory.next() != nullptr) {
        auto const& scenario = *memory.next();
        if (scenario.id.ends_with(".one-server")) table.holders.clear();
        memory.take(meet(scenario, table));
    }
    BOOST_TEST(fact(memory, "memory.esp") == "2 clients at a time, whatever the servers: another one gets nothing");
    BOOST_TEST(memory.scarce());
    const auto holders = memory.holders();
    for (unsigned who = 0; who < run::Memory::clients; ++who) BOOST_TEST(holders.at(who) == (who == 3 || who == 6), "c" << who + 1);
}

BOOST_AUTO_TEST_CASE(the_oldest_gives_way) {
    const auto memory = counted({4, Full::oldest, "esp"});
    BOOST_TEST(fact(memory, "memory.esp") == "4 clients at a time, whatever the servers: the oldest gives way to another one");
    BOOST_TEST(fact(memory, "memory.esp.one-server") == "4 clients of a server at a time: the oldest gives way to another one");
    BOOST_TEST(fact(memory, "memory.ike") == "9 clients of 9 servers at once, and none too many");
    BOOST_TEST(fact(counted({1, Full::oldest, "l2tp"}), "memory.l2tp") ==
               "one client at a time, whatever the server: a newcomer takes its place");
    BOOST_TEST(memory.at_once() == 1U);
}

BOOST_AUTO_TEST_CASE(everybody_is_lost) {
    const auto memory = counted({3, Full::everybody, "tcp"});
    BOOST_TEST(fact(memory, "memory.tcp") == "3 clients at a time, whatever the servers: with one more all others lose their places");
    BOOST_TEST(memory.at_once() == 1U);
}

BOOST_AUTO_TEST_CASE(nobody_is_served) {
    BOOST_TEST(fact(counted({0, Full::refuses, "gre"}), "memory.gre") == "no client gets an answer");
    BOOST_TEST(!counted({0, Full::refuses, "gre"}).scarce());
}

/// Clients of one server that get in each other's way say nothing of how many the router holds.
BOOST_AUTO_TEST_CASE(one_server_plans_nothing) {
    run::Memory memory(run::Counting::count, std::nullopt);
    Table room;
    Table crowd{1, Full::refuses, "esp"};
    while (memory.next() != nullptr) memory.take(meet(*memory.next(), memory.next()->id.ends_with(".one-server") ? crowd : room));
    BOOST_TEST(fact(memory, "memory.esp.one-server") == "one client of a server at a time: a second one gets nothing");
    BOOST_TEST(!memory.scarce());
    BOOST_TEST(memory.at_once() == 9U);
}

BOOST_AUTO_TEST_SUITE_END()
