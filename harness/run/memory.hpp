// How many clients a router holds at once, before the first case. Home routers have room for one IPsec client, or for eight; each case
// brings clients of its own, so a router that refuses newcomers would be charged with what it does for one client very well. What is
// measured is told, and the clients that hold the places are the ones that later cases borrow, as a real PC dials again from its own
// address.
#pragma once

#include "harness/model/record.hpp"
#include "harness/model/suite.hpp"
#include "harness/run/memory_cases.hpp"
#include "harness/run/plan.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::run {

/// A router is not known to keep a place for longer than ten minutes after its client fell silent.
inline constexpr Duration longest_hold = std::chrono::minutes(11);

class Memory {
public:
    static constexpr unsigned clients = counted_clients;
    /// Among the run's facts when clients were counted; a replay goes by it and its value, that of in_words(Counting).
    static constexpr std::string_view fact = "memory.clients";
    [[nodiscard]] static std::string in_words(Counting what);
    [[nodiscard]] static Counting from_words(std::string_view words);

    /// `longest`: how long a place is waited for, with Counting::full.
    explicit Memory(Counting what, std::optional<Duration> longest);

    /// What to run next, with the clients "c1" to "c9" and a server for each of them, the same for all; nothing: all is measured. The
    /// case lives as long as this does.
    [[nodiscard]] model::Case const* next() const;
    [[nodiscard]] bool is(model::Case const& scenario) const;
    /// Whether that is the count in which nothing but plain UDP is sent.
    [[nodiscard]] bool counts_plain_udp(model::Case const& scenario) const { return &scenario == &scenarios_.front(); }
    /// What became of next().
    void take(model::CaseRecord const& found);
    /// Other clients than the first ones may hold the places meanwhile: next() counts again what is refused, and places() stays as it is.
    void again();
    /// When last counted: of the clients, from the first on, those that had everything that the router refuses to some.
    [[nodiscard]] std::array<bool, clients> holders() const;

    /// How many clients may have what this case uses at once, where the router refuses more; nothing: no such limit was seen.
    [[nodiscard]] std::optional<unsigned> places(model::Case const& scenario) const;
    /// Whether what it says is true only of a client that holds no place yet: the server's ESP comes before any of the client's.
    [[nodiscard]] bool needs_free_place(model::Case const& scenario) const;
    /// Whether newcomers are refused even plain UDP: the router has room for so many hosts.
    [[nodiscard]] bool refuses_hosts() const;
    /// Whether newcomers are refused anything.
    [[nodiscard]] bool scarce() const { return hold() > Duration::zero(); }
    /// So many clients at once were seen to get in each other's way in nothing: as many as were counted, or one. Where newcomers are
    /// refused nothing follows for cases that use something else; those that use it borrow, one at a time.
    [[nodiscard]] unsigned at_once() const;
    /// How long after its last packet a client may hold a place: measured, or as long as any router is known to keep one.
    [[nodiscard]] Duration hold() const;
    /// "memory.esp": "one client at a time, whatever the server: a second one gets nothing".
    [[nodiscard]] std::vector<model::FieldRecord> records() const;

private:
    /// What is counted: a protocol, by the message of the server that a client gets when it is served.
    struct Kind {
        using Served = std::array<bool, clients>;
        std::string_view name;
        std::string_view reply;  ///< probes: "esp-back-1" at first, "esp-back-1-again" once all have had their turn
        std::size_t scenario = 0;
        Servers servers = Servers::several;
        Served first{};
        Served next{};   ///< what came unasked when the next client had been served; of the last client: nothing is known
        Served still{};  ///< and when all had been
        Served last{};
        std::array<bool, clients> now{};  ///< the last of the newest count
        std::optional<Duration> held{};   ///< so long after it had fallen silent a client still held its place
        std::optional<Duration> freed{};  ///< and after so long another one got in

        [[nodiscard]] unsigned places() const;  ///< so many clients were served and stayed
        [[nodiscard]] bool refuses() const;     ///< and the others never were
        [[nodiscard]] bool serves_all() const;  ///< and goes on doing so
        [[nodiscard]] bool serves_none() const;
        [[nodiscard]] std::string in_words() const;
        [[nodiscard]] std::string crowded_in_words() const;  ///< all were served at first, and not all kept
        [[nodiscard]] std::string until_free() const;
    };

    void skip_what_all_have();
    void take_count(model::CaseRecord const& found);
    /// Kinds by which cases are planned: what one server's clients get of each other's is for the cases that ask it.
    [[nodiscard]] bool scarce(Kind const& kind) const { return kind.servers == Servers::several && kind.refuses(); }
    void take_hold(model::CaseRecord const& found);
    /// Goes on to the next wait for a place, or to none.
    void next_hold(bool give_up);
    [[nodiscard]] bool holds_wanted() const;  ///< of the scenario that is waited for

    std::vector<model::Case> scenarios_;  ///< counts
    std::vector<model::Case> holds_;      ///< for each of them, the waits one after the other
    Counting what_;
    std::optional<Duration> longest_;
    std::size_t waits_of_ = 0;  ///< scenario whose places are waited for, once all are counted
    std::size_t waited_ = 0;    ///< waits since, the first of them none: that counts again
    std::vector<Kind> kinds_;
    std::size_t next_ = 0;
    bool again_ = false;
};

}  // namespace tsuka::run
