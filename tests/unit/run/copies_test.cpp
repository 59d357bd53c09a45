// A received frame is copied once, out of the port: from there to the verdict it is read where it stands. Counted by what is allocated in
// the size of a frame while a session takes one in.
#include "generator/base/ethernet.hpp"
#include "run_bench.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <new>

namespace {

constexpr std::size_t large = 1460;  ///< octets: less than the payload of a probe, more than anything else that is made of a frame
thread_local bool counting = false;
thread_local std::size_t copies = 0;

}  // namespace

// Not inlined, or the compiler sees memory of malloc() given to delete.
[[gnu::noinline]] void* operator new(std::size_t size) {
    if (counting && size >= large) ++copies;
    if (auto* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
/// What std::stable_sort asks for; all that is given back comes to the operators below.
[[gnu::noinline]] void* operator new(std::size_t size, std::nothrow_t const& /*tag*/) noexcept {
    if (counting && size >= large) ++copies;
    return std::malloc(size == 0 ? 1 : size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t /*size*/) noexcept {
    std::free(memory);
}

namespace {

using namespace run_bench;

/// The session behind a wire that may bear tags.
class Machine {
public:
    Machine(run::Session& session, std::optional<std::uint16_t> vlan) : session_(session), vlan_(vlan) {}
    void start(Instant now) { session_.start(now_ = now); }
    void wake(Instant now) { session_.wake(now_ = now); }
    [[nodiscard]] std::optional<Instant> wake_at() const { return session_.wake_at(); }
    [[nodiscard]] bool done() const { return session_.done(); }

    void receive(Side side, View frame, Instant at) {
        now_ = at;
        Octets memory(frame.begin(), frame.end());
        if (vlan_) put_vlan_tag(memory, *vlan_);
        const auto as_sent = memory;
        copies = 0;
        counting = true;
        const auto inner = session_.unwrap(side, memory);
        kept = kept && session_.kin(side, inner, memory) != port::Kin::nobodys;
        session_.receive(side, inner, memory, at, true, ++number_);
        counting = false;
        Octets captured(inner.head().begin(), inner.head().end());
        captured.insert(captured.end(), inner.rest(memory).begin(), inner.rest(memory).end());
        whole = whole && captured == as_sent;
        if (memory.size() < large) return;
        ++seen;
        if (copies == 0) ++uncopied;
    }
    [[nodiscard]] std::vector<std::pair<Side, Octets>> take() {
        std::vector<std::pair<Side, Octets>> frames;
        for (auto& out : session_.take_frames()) {
            session_.sent(out, now_, ++number_);
            Octets bare;
            if (vlan_)
                without_vlan_tag(out.frame, bare);
            else
                bare = std::move(out.frame);
            frames.emplace_back(out.side, std::move(bare));
        }
        return frames;
    }

    std::size_t seen = 0;      ///< large frames
    std::size_t uncopied = 0;  ///< of these
    bool whole = true;         ///< what the capture would get is what came
    bool kept = true;

private:
    run::Session& session_;
    std::optional<std::uint16_t> vlan_;
    Instant now_{};
    std::uint64_t number_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(copies_of_a_frame)

BOOST_AUTO_TEST_CASE(none_is_made_between_the_port_and_the_verdict) {
    // At intervals, so that nothing is sent while something is taken in, but for the last of a series.
    const auto suite = toy::case_text("t.large", R"({ use = "udp", as = "u", from = "alice", to = "server" },
      { send = "udp", on = "u", at = "alice", bytes = 1472, times = 20, every = "20ms", as = "out" },
      { expect = "udp", on = "u", at = "server", probe = "out", times = 20, payload = "same" },
      { send = "udp", on = "u", at = "server", bytes = 1472, times = 20, every = "20ms", as = "back" },
      { expect = "udp", on = "u", at = "alice", probe = "back", times = 20, payload = "same" })");
    for (const std::optional<std::uint16_t> vlan : {std::optional<std::uint16_t>{}, std::optional<std::uint16_t>{101}}) {
        RunBench bench(suite);
        bench.plan.lab.lan.vlan = bench.plan.lab.wan.vlan = vlan;
        run::Session session(bench.plan, bench.told);
        Machine machine(session, vlan);
        const auto course = toy::run(machine, bench.router);
        BOOST_TEST(course.trouble == "");
        BOOST_TEST((bench.told.of("t.large").outcome == Outcome::satisfied), bench.told.of("t.large").reason);
        BOOST_TEST(machine.seen == 40U);
        BOOST_TEST(machine.uncopied >= 38U);
        BOOST_TEST(machine.whole);
        BOOST_TEST(machine.kept);
    }
}

BOOST_AUTO_TEST_SUITE_END()
