// Heads of files, variants, classes, and what lint finds.
#include "tests/unit/suite/words.hpp"

#include "generator/proto/registry.hpp"
#include "harness/suite/explain.hpp"

#include <boost/test/unit_test.hpp>

#include <unistd.h>
#include <filesystem>
#include <fstream>

BOOST_AUTO_TEST_SUITE(cases)

using namespace tsuka;

namespace {

constexpr auto esp_both_ways =
    "{ use = \"ike.main-mode\", as = \"a\", from = \"alice\", to = \"server\" },\n"
    "{ send = \"esp\", on = \"a\", at = \"alice\", as = \"out\" },\n"
    "{ send = \"esp\", on = \"a\", at = \"server\", as = \"back\" },\n";

std::string classes(std::string const& rules) {
    return words::complaints(esp_both_ways, "classes = [\n" + rules + "]\n");
}

std::string lint_of(std::string const& steps, std::string const& more = {}) {
    auto const loaded = words::read(words::suite_of(steps, more));
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    return words::printed(suite::lint({loaded.value}, {}));
}

std::string lint_classes_of(std::string const& rules) {
    return lint_of(esp_both_ways, "classes = [\n" + rules + "]\n");
}

}  // namespace

BOOST_AUTO_TEST_CASE(heads_of_files) {
    auto const said = [](std::string const& text) {
        return words::printed(suite::parse_suite(text, "t.toml", words::vocabulary()).diagnostics);
    };
    auto const good = words::suite_of("{ wait = \"1s\" }");
    BOOST_TEST(words::has(said(""), "t.toml:1:1: the file must say 'format = 1'"));
    BOOST_TEST(words::has(said(""), "the file has no [suite]"));
    BOOST_TEST(words::has(said(""), "the file has no [[case]]"));
    BOOST_TEST(words::has(said("format = 2\n"), "t.toml:1:10: format 2 is unknown"));
    BOOST_TEST(words::has(said("format = 1\n[sute]\n"), "unknown key 'sute' in a suite file; did you mean 'suite'?"));
    BOOST_TEST(words::has(said("format = 1\n[suite\n"), "t.toml:2:7: "));
    BOOST_TEST(words::has(said("format = 1\nformat = 1\n"), "t.toml:2:"));
    BOOST_TEST(words::has(said("case = 7\ncast = 7\nsuite = 7"), "'case' of a suite file must be a list, not a number"));
    BOOST_TEST(words::has(said("case = [7]"), "a case is a table"));
    BOOST_TEST(words::has(said(good), "case 't.one' can find nothing"));
    BOOST_TEST(words::has(said("[cast]\nalice = { side = \"lam\" }\n"), "t.toml:2:18: 'side' is \"lan\" or \"wan\", not \"lam\""));
    BOOST_TEST(words::has(said("[cast]\nalice = { side = \"wan\", static = true }\n[[case]]\nid = \"a\"\n"),
                          "a WAN host that is `static = true` comes with a LAN host that is"));
    BOOST_TEST(
        words::has(said("[[case]]\nid = \"a\"\nneeds = [\"static-remote\"]\n"), "nobody in the cast is `static = true` on that side"));
    BOOST_TEST(words::has(said("[cast]\ndut = { side = \"wan\" }\n"), "nobody in the cast can be called 'dut'"));
    BOOST_TEST(words::has(said("[cast]\nalice = \"lan\"\n"), "write alice = { side = \"lan\" }"));
    BOOST_TEST(words::has(said("[[case]]\nid = \"A b\"\n"), "'A b' is not an id"));
    BOOST_TEST(words::has(said("[[case]]\nid = \"a\"\n"), "case 'a' bears on no claim"));
    BOOST_TEST(words::has(said("[[case]]\nid = \"a\"\nclaim = []\n"), "case 'a' bears on no claim"));
    BOOST_TEST(words::has(said("[[case]]\nid = \"a\"\nclaim = [\"claim.tow\"]\n"),
                          "t.toml:3:10: unknown claim 'claim.tow'; did you mean 'claim.two'?"));
    BOOST_TEST(words::has(said("[[case]]\nid = \"a\"\n"), "case 'a' has no steps"));
    BOOST_TEST(words::has(said("[[case]]\nid = \"a\"\nsteps = [ { use = \"udp\", as = \"u\", from = \"alice\", to = \"server\" }, "
                               "{ send = \"udp\", on = \"u\", at = \"alice\", times = 100000 }, "
                               "{ send = \"udp\", on = \"u\", at = \"alice\", times = 100000 }, "
                               "{ send = \"udp\", on = \"u\", at = \"server\" } ]\n"),
                          "case 'a' sends 200001 times in all, and 200000 are the most"));
    BOOST_TEST(words::has(said("[[case]]\nid = \"a\"\nexclusive = true\n"), "'exclusive' is written needs = [\"alone\"] now"));
    BOOST_TEST(words::has(said("[[case]]\nid = \"a\"\nsmall_wan = true\n"), "'small_wan' is written needs = [\"wan-mtu<=1492\"] now"));
    BOOST_TEST(
        words::has(said("[[case]]\nid = \"a\"\nneeds = [\"alnoe\"]\n"), "'alnoe' is nothing that a case can need; did you mean 'alone'?"));
    BOOST_TEST(
        words::has(said("[[case]]\nid = \"a\"\nneeds = [\"wan-mtu<=many\"]\n"), "a whole number from 576 to 9216 belongs after '<='"));
    BOOST_TEST(words::has(said("[[case]]\nid = \"a\"\nneeds = [\"inbound.gri\"]\n"), "did you mean 'inbound.gre'?"));
    BOOST_TEST(words::has(said("[[case]]\nid = \"a\"\nprovides = [\"inbound\"]\n"), "'inbound' is no path that a case can provide"));
    BOOST_TEST(words::has(said("[[case]]\nid = \"a\"\nneeds = [\"static-client\"]\n"), "nobody in the cast is `static = true`"));
    const std::string by_flow =
        "[[case]]\nid = \"a\"\nsteps = [ { use = \"esp\", as = \"u\", from = \"alice\", to = \"server\" } ]\ncontrol = ";
    for (auto const* none : {"\"u\"", "\"v\""})
        BOOST_TEST(words::has(said(by_flow + none + "\n"), "is no flow of kind \"udp\" over IPv4 of this case"));
}

BOOST_AUTO_TEST_CASE(no_text_makes_the_reader_fall) {
    std::string const whole =
        words::suite_of(esp_both_ways, "classes = [ { is = \"x\", when = [\"out@server\", \"!back\"] } ]\nvary = { a = [1] }\n");
    for (std::size_t length = 0; length <= whole.size(); ++length) (void)words::read(whole.substr(0, length));
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto text = whole;
        text[at] = static_cast<char>(text[at] ^ 0x15);
        (void)words::read(text);
    }
}

BOOST_AUTO_TEST_CASE(vary_makes_the_cross_product_and_keeps_types) {
    auto const loaded = words::read(
        words::suite_of("{ use = \"ike.main-mode\", as = \"a\", from = \"alice\", to = \"server\" },\n"
                        "{ send = \"{message}\", on = \"a\", at = \"alice\", bytes = 2000, fragment = { order = \"{order}\" } },\n"
                        "{ expect = \"{message}\", at = \"server\" }",
                        "about = \"as {message} in {order}\"\n"
                        "vary = { message = [\"esp\", \"natt.esp\"], order = [[3, 2, 1], [2, 1]] }\n"));
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    BOOST_TEST_REQUIRE(loaded.value.cases.size() == 4U);
    auto const& last = loaded.value.cases[3];
    BOOST_TEST(last.name() == "t.one[message=natt.esp,order=2-1]");
    BOOST_TEST(last.about == "as natt.esp in 2-1");
    auto const& send = std::get<model::SendStep>(last.steps.at(1).action);
    BOOST_TEST(send.message == "natt.esp");
    BOOST_TEST(send.fragment->order == (std::vector<unsigned>{2, 1}), boost::test_tools::per_element());
    BOOST_TEST(loaded.value.cases[0].name() == "t.one[message=esp,order=3-2-1]");
}

BOOST_AUTO_TEST_CASE(measure_and_repeat_make_groups) {
    std::string const steps =
        "{ use = \"ike.main-mode\", as = \"a\", from = \"alice\", to = \"server\" },\n{ wait = \"{idle}\" },\n"
        "{ send = \"esp\", on = \"a\", at = \"alice\" },\n{ expect = \"esp\", at = \"server\" }";
    auto const measured = words::read(words::suite_of(steps, "measure = { idle = [\"15s\", \"2m\"] }\n"));
    BOOST_TEST_REQUIRE(words::printed(measured.diagnostics) == "");
    BOOST_TEST_REQUIRE(measured.value.cases.size() == 2U);
    BOOST_TEST(measured.value.cases[1].name() == "t.one[idle=2m]");
    BOOST_TEST((measured.value.cases[1].group.value == std::chrono::minutes(2)));
    BOOST_TEST((std::get<model::WaitStep>(measured.value.cases[1].steps.at(1).action).duration == std::chrono::minutes(2)));
    std::string const plain =
        "{ use = \"ike.main-mode\", as = \"a\", from = \"alice\", to = \"server\" },\n{ send = \"esp\", on = \"a\", at = \"alice\" },\n"
        "{ expect = \"esp\", at = \"server\" }";
    auto const repeated = words::read(words::suite_of(plain, "repeat = 3\n"));
    BOOST_TEST_REQUIRE(repeated.value.cases.size() == 3U);
    BOOST_TEST(repeated.value.cases[2].name() == "t.one[3 of 3]");
    BOOST_TEST((repeated.value.cases[2].group.kind == model::Group::Kind::repeat));
}

BOOST_AUTO_TEST_CASE(slips_in_variation) {
    auto const said = [](std::string const& more) { return words::complaints(esp_both_ways, "about = \"{x}\"\n" + more); };
    BOOST_TEST(words::has(said(""), "'{x}' is named neither in 'vary' nor in 'measure'"));
    BOOST_TEST(words::has(said("vary = { y = [1] }\n"), "'{y}' is used nowhere in this case"));
    BOOST_TEST(words::has(said("vary = { x = [1, 1] }\n"), "two variants are both 'x=1'"));
    BOOST_TEST(words::has(said("vary = { x = 1 }\n"), "'x' of 'vary' must be a list of values"));
    BOOST_TEST(words::has(said("vary = []\n"), "'vary' is a table of lists"));
    BOOST_TEST(words::has(said("measure = { x = [\"soon\"] }\n"), "'soon' is not a duration"));
    BOOST_TEST(words::has(said("repaet = 3\n"), "unknown key 'repaet' in [[case]]; did you mean 'repeat'?"));
    BOOST_TEST(words::has(said("measure = { x = [\"1s\"], z = [\"1s\"] }\n"), "'measure' measures one duration"));
    BOOST_TEST(words::has(said("repeat = 1\n"), "'repeat' is a number from 2"));
    BOOST_TEST(words::has(said("repeat = 2\nvary = { x = [1] }\n"), "a case has one of 'vary', 'measure', 'repeat'"));
    std::string many = "vary = { x = [0";
    for (int i = 1; i < 40; ++i) many += "," + std::to_string(i);
    BOOST_TEST(words::has(said(many + "], y = [0" + many.substr(many.find(',')) + "] }\n"), "more than 1000 variants"));
}

BOOST_AUTO_TEST_CASE(conditions_of_every_kind) {
    auto const loaded = words::read(
        words::suite_of(esp_both_ways,
                        "classes = [ { is = \"x\", when = [\"out@server\", \"!back\", \"!back@bob\", \"out.seq=same\", \"out.src=dut.wan\","
                        " \"out.spi!=back.spi\", \"out.icv!=valid\", \"out.seq=5\"], breaks = [\"claim.two\"], about = \"A\" } ]\n"));
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    auto const& rule = loaded.value.cases.at(0).classes.at(0);
    BOOST_TEST(rule.breaks == (std::vector<std::string>{"claim.two"}), boost::test_tools::per_element());
    using Kind = model::Condition::Kind;
    BOOST_TEST_REQUIRE(rule.when.size() == 8U);
    BOOST_TEST((rule.when[0].kind == Kind::arrived && rule.when[0].probe == "out" && rule.when[0].place == "server"));
    BOOST_TEST((rule.when[1].kind == Kind::not_arrived && rule.when[1].place.empty()));
    BOOST_TEST((rule.when[2].kind == Kind::not_arrived && rule.when[2].place == "bob"));
    BOOST_TEST((rule.when[3].kind == Kind::field && rule.when[3].field == "seq" && rule.when[3].term.kind == model::Term::Kind::same));
    BOOST_TEST((rule.when[4].term.kind == model::Term::Kind::dut_wan));
    BOOST_TEST((!rule.when[5].equal && rule.when[5].other_probe == "back" && rule.when[5].other_field == "spi"));
    BOOST_TEST((!rule.when[6].equal && rule.when[6].term.kind == model::Term::Kind::valid));
    BOOST_TEST(rule.when[7].term.number == 5U);
    BOOST_TEST(rule.when[7].written == "out.seq=5");
}

BOOST_AUTO_TEST_CASE(slips_in_classes) {
    BOOST_TEST(words::has(classes("{ is = \"x\", when = [\"ot@server\"] }"),
                          "t.toml:18:21: 'ot@server': no send is called 'ot'; did you mean 'out'?"));
    BOOST_TEST(words::has(classes("{ is = \"x\", when = [\"out@dut.wan\"] }"), "the router itself answers pings, and 'out' is none"));
    BOOST_TEST(words::has(classes("{ is = \"x\", when = [\"out@sever\"] }"), "'sever' is not in the cast; did you mean 'server'?"));
    BOOST_TEST(words::has(classes("{ is = \"x\", when = [\"out.sqi=7\"] }"), "unknown field 'sqi' of esp"));
    BOOST_TEST(words::has(classes("{ is = \"x\", when = [\"out.spi=back.seqq\"] }"), "unknown field 'seqq' of esp; did you mean 'seq'?"));
    BOOST_TEST(words::has(classes("{ is = \"x\", when = [\"out.spi=4294967296\"] }"), "does not fit into 'spi'"));
    BOOST_TEST(words::has(classes("{ is = \"x\", when = [\"out=7\"] }"), "reads \"probe.field=value\""));
    BOOST_TEST(words::has(classes("{ is = \"x\", when = [\"\", \"=\", \"!=\", \"!\", \"@\", \".=.\"] }"), "no send is called ''"));
    BOOST_TEST(words::has(classes("{ is = \"x\", when = [] }"), "needs at least one condition"));
    BOOST_TEST(words::has(classes("{ is = \"x\" }"), "needs at least one condition"));
    BOOST_TEST(words::has(classes("{ is = \"x\", when = [\"out\"], breaks = [\"claim.twoo\"] }"),
                          "unknown claim 'claim.twoo'; did you mean 'claim.two'?"));
    BOOST_TEST(
        words::has(classes("{ is = \"x\", when = [\"out\"], break = [] }"), "unknown key 'break' in a class; did you mean 'breaks'?"));
    BOOST_TEST(words::has(classes("{ is = \"x\", when = [\"out\"] }, { is = \"x\", when = [\"!out\"] }"), "there is a class 'x' already"));
}

BOOST_AUTO_TEST_CASE(lint_of_symbols) {
    std::string const open = "{ use = \"pptp.control\", as = \"a\", from = \"alice\", to = \"server\" },\n";
    std::string const sent = open + "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\" },\n";
    BOOST_TEST(words::has(
        lint_of(open +
                "{ send = \"pptp.ocrq\", on = \"a\", at = \"alice\", call_id = \"$x\" },\n{ expect = \"pptp.ocrq\", at = \"server\" }"),
        "t.toml:14:1: $x has no value yet"));
    BOOST_TEST(words::has(lint_of(sent + "{ expect = \"pptp.ocrq\", at = \"server\", call_id = \"$x\" }"),
                          "warning: the symbol $x is bound here and never used"));
    BOOST_TEST(words::has(lint_of(sent + "{ expect = \"pptp.ocrq\", at = \"server\", call_id = \"!$x\" }"), "$x has no value yet"));
    BOOST_TEST(!words::has(lint_of(sent + "{ expect = \"pptp.ocrq\", at = \"server\", call_id = \"$x\", serial = \"!$x\" }"), "$x"));
}

BOOST_AUTO_TEST_CASE(lint_of_controls_and_names) {
    std::string const open =
        "{ use = \"ike.main-mode\", as = \"a\", from = \"alice\", to = \"server\" },\n{ send = \"esp\", on = \"a\", at = \"alice\" },\n";
    BOOST_TEST(words::has(lint_of(open + "{ never = \"esp\", at = \"server\" }"), "'never' esp at server has no control"));
    BOOST_TEST(
        !words::has(lint_of(open + "{ expect = \"esp\", at = \"server\" },\n{ never = \"esp\", at = \"server\", spi = 7 }"), "no control"));
    BOOST_TEST(
        words::has(lint_of(open + "{ expect = \"esp\", at = \"server\" },\n{ never = \"natt.esp\", at = \"server\" }"), "no control"));
    BOOST_TEST(words::has(lint_of(open + "{ expect = \"esp\", at = \"server\" }"), "'bob' of the cast does nothing"));
    BOOST_TEST(
        words::has(lint_of(open + "{ send = \"esp\", on = \"a\", at = \"alice\", as = \"p\" },\n{ expect = \"esp\", at = \"server\" }"),
                   "nothing asks what became of 'p'"));
    BOOST_TEST(
        words::has(lint_of(open + "{ use = \"udp\", as = \"u\", from = \"bob\", to = \"server\" },\n{ expect = \"esp\", at = \"server\" }"),
                   "nothing uses the flow 'u'"));
}

BOOST_AUTO_TEST_CASE(lint_of_classes) {
    BOOST_TEST(
        words::has(lint_classes_of("{ is = \"x\", when = [\"out@server\", \"!out\"] }, { is = \"y\", when = [\"back@alice\", \"!out\"] }"),
                   "class 'x' contradicts itself"));
    BOOST_TEST(words::has(lint_classes_of("{ is = \"x\", when = [\"out\"] }, { is = \"y\", when = [\"out@server\", \"back@alice\"] }"),
                          "class 'y' is never reached: 'x' before it matches all that it matches"));
    BOOST_TEST(words::has(lint_classes_of("{ is = \"x\", when = [\"out\"] }, { is = \"y\", when = [\"out.seq=5\", \"back@alice\"] }"),
                          "'y' is never reached"));
    BOOST_TEST(words::has(lint_classes_of("{ is = \"x\", when = [\"out@server\"] }, { is = \"y\", when = [\"back@alice\"] }"),
                          "classes 'x' and 'y' can both match"));
    BOOST_TEST(words::has(lint_classes_of("{ is = \"x\", when = [\"out.seq=1..5\"] }, { is = \"y\", when = [\"out.seq=5..7\"] }"),
                          "classes 'x' and 'y' can both match"));
    BOOST_TEST(
        words::has(lint_classes_of("{ is = \"x\", when = [\"out.seq=counted\", \"out.seq!=counted\"] }"), "class 'x' contradicts itself"));
    for (auto const* apart : {"{ is = \"x\", when = [\"out@server\"] }, { is = \"y\", when = [\"!out\", \"!back\"] }",
                              "{ is = \"x\", when = [\"out.seq=5\", \"back\"] }, { is = \"y\", when = [\"out.seq!=5\", \"back\"] }",
                              "{ is = \"x\", when = [\"out.seq=5\", \"back\"] }, { is = \"y\", when = [\"out.seq=6\", \"back\"] }",
                              "{ is = \"x\", when = [\"out.seq=same\", \"back\"] }, { is = \"y\", when = [\"out.seq=changed\", \"back\"] }",
                              "{ is = \"x\", when = [\"out.seq=back.seq\"] }, { is = \"y\", when = [\"!back\"] }",
                              "{ is = \"x\", when = [\"back@alice\", \"out\"] }, { is = \"y\", when = [\"back@bob\", \"out\"] }",
                              "{ is = \"x\", when = [\"back@alice\", \"out\"] }, { is = \"y\", when = [\"out\"] }"}) {
        BOOST_TEST(!words::has(lint_classes_of(apart), "class"), apart);
    }
}

BOOST_AUTO_TEST_CASE(lint_across_suites_and_profiles) {
    auto const loaded =
        words::read(words::suite_of(esp_both_ways, "classes = [ { is = \"x\", when = [\"out@server\", \"back@alice\"] } ]\n"));
    std::vector<model::Claim> const claims{{"claim.one", model::Level::must, "s", "t", false},
                                           {"claim.two", model::Level::must, "s", "t", false},
                                           {"always.x", model::Level::must, "s", "t", true}};
    auto const said = words::printed(
        suite::lint({loaded.value}, claims, {{"p", "P", "", {}, {{"t.on", "x", "m"}, {"t.one", "y", "m"}, {"t.one", "x", "m"}}}}));
    BOOST_TEST(words::has(said, "claim claim.two: warning: no case bears on it"));
    BOOST_TEST(!words::has(said, "always.x"));
    BOOST_TEST(!words::has(said, "claim.one"));
    BOOST_TEST(words::has(said, "profile p: documents an unknown case 't.on'; did you mean 't.one'?"));
    BOOST_TEST(words::has(said, "profile p: documents class 'y' of t.one, which has no such class; known: x"));
}

BOOST_AUTO_TEST_CASE(ids_given_twice_are_refused_across_files) {
    auto const folder = std::filesystem::temp_directory_path() / ("tsuka-suite-test-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder / "deep");
    auto const text = words::suite_of(
        "{ use = \"ike.main-mode\", as = \"a\", from = \"alice\", to = \"server\" },\n{ send = \"esp\", on = \"a\", at = \"alice\" },\n"
        "{ expect = \"esp\", at = \"server\" }");
    std::ofstream(folder / "b.toml") << text;
    std::ofstream(folder / "deep" / "a.toml") << text;
    std::ofstream(folder / "claims.toml") << "not a suite";
    auto const loaded = suite::load_suites({folder, folder / "b.toml"}, words::vocabulary());
    BOOST_TEST(loaded.value.size() == 2U);
    auto const said = words::printed(loaded.diagnostics);
    BOOST_TEST(words::has(said, "a.toml:9:1: the case id 't.one' stands at " + (folder / "b.toml").string() + ":9:1 already"));
    BOOST_TEST(words::has(said, "has the suite id 't' too"));
    auto const nothing = suite::load_suites({folder / "none.toml"}, words::vocabulary());
    BOOST_TEST(words::has(words::printed(nothing.diagnostics), "none.toml: cannot read the file: it does not exist"));
    std::filesystem::create_directories(folder / "empty");
    BOOST_TEST(words::has(words::printed(suite::load_suites({folder / "empty"}, words::vocabulary()).diagnostics),
                          "no suite file in this folder"));
    std::filesystem::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(explaining_a_case_and_listing) {
    auto const loaded = words::read(words::suite_of(
        esp_both_ways,
        "about = \"Why\"\nclasses = [ { is = \"x\", when = [\"out@server\", \"back@alice\"], breaks = [\"claim.two\"] } ]\n"));
    auto const text = suite::explain_case(loaded.value.cases.at(0), {{"claim.one", model::Level::must, "RFC 1", "It works.", false}});
    for (auto const* part : {"t.one\n", "t.toml:9:1", "Why", "claim.one (must, RFC 1)", "It works.", "alice on the lan side",
                             "{ send = \"esp\", on = \"a\"", "x: out@server, back@alice", "breaks claim.two"}) {
        BOOST_TEST(words::has(text, part), part << " in\n" << text);
    }
    auto const rows = suite::list_rows({loaded.value});
    BOOST_TEST_REQUIRE(rows.size() == 1U);
    BOOST_TEST(rows[0].id == "t.one");
    BOOST_TEST((rows[0].waits == Duration::zero()));
    BOOST_TEST(!words::has(text, "Waits"));
    auto waiting = loaded.value.cases.at(0);
    waiting.steps.push_back({model::WaitStep{std::chrono::seconds(90)}, {}, {}});
    BOOST_TEST(words::has(suite::explain_case(waiting, {}), "Waits 1m30s on purpose"));
    BOOST_TEST(rows[0].classes == (std::vector<std::string>{"x"}), boost::test_tools::per_element());
    auto const* pptp = proto::find_protocol("pptp");
    BOOST_TEST_REQUIRE((pptp != nullptr));
    auto const table = suite::explain_protocol(*pptp);
    BOOST_TEST(words::has(table, "over TCP port 1723"));
    BOOST_TEST(words::has(table, "pptp.ocrq"));
    BOOST_TEST(words::has(table, "call_id"));
    BOOST_TEST(words::has(table, "octet 12, 2 long"));  // RFC 2637 section 2.7
}

BOOST_AUTO_TEST_SUITE_END()
