// Record out, record in: nothing lost, nothing made up, every damage named with its line.
#include "harness/record/record_reader.hpp"
#include "harness/record/record_writer.hpp"
#include "tests/unit/record/support.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <random>

using namespace tsuka;

namespace {

/// The lines of a record are a faithful picture of it (each member in a fixed order), so records are compared by them.
std::string lines_of(model::Record const& record) {
    std::string text = record::run_line(record.run) + "\n";
    for (auto const& one : record.cases) text += record::case_line(one) + "\n";
    text += record::inputs_line(record.inputs) + "\n";
    return text +
           record::end_line({.complete = record.complete,
                             .ended = record.ended,
                             .ports = record.ports,
                             .timeline = record.timeline,
                             .accounts = record.accounts,
                             .took = record.took,
                             .load = record.load.empty() ? std::nullopt : std::optional(record.load.front())}) +
           "\n";
}

std::string error_of(std::string_view text) {
    auto const read = record::parse_record(text);
    return read ? "no error" : read.error().what;
}

std::string const run = R"({"kind":"run","format":1})"
                        "\n";
std::string const end = R"({"kind":"end","complete":true})"
                        "\n";

std::string case_with(std::string const& member) {
    return R"({"kind":"case","id":"a","claims":[],"outcome":"satisfied","broken":[],"findings":[])" + (member.empty() ? "" : "," + member) +
           "}\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(record_lines)

BOOST_AUTO_TEST_CASE(round_trip_is_exact) {
    auto const record = test::full_record();
    auto const read = record::parse_record(lines_of(record));
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(lines_of(*read) == lines_of(record));
    // Not only by our own lines: the members that a wrong number type would bend.
    auto const& one = read->cases.at(0);
    BOOST_TEST(read->run.seed == 0xfedcba9876543210U);
    BOOST_TEST(one.frames.at(0).sentinel);
    BOOST_TEST(one.observations.at(0).lan_frames.at(1) == 18'446'744'073'709'551'615U);
    BOOST_TEST(one.observations == record.cases.at(0).observations);
    BOOST_TEST(one.doubts == record.cases.at(0).doubts);
    BOOST_TEST((one.because == 1));
    BOOST_TEST(one.title == "先着一名 \"title\" with \\ and \n");
    BOOST_TEST(one.steps.at(0).began.count() == -5);
    BOOST_TEST(!one.frames.at(1).sentinel);
    BOOST_TEST(one.frames.at(1).actor == "alice");
    BOOST_TEST((one.group.kind == model::Group::Kind::measure));
    BOOST_TEST((one.group.value == std::chrono::seconds(60)));
    BOOST_TEST((one.steps.at(0).status == model::StepStatus::failed));
    BOOST_TEST(one.steps.at(0).spot.line == 21U);
    BOOST_TEST(one.hosts.at(0).second == "192.168.1.10");
    BOOST_TEST(one.attempts == 2U);
    BOOST_TEST(read->inputs.at(0).at.time_since_epoch().count() == 1'700'000'000'123'456'789);  // more than a double can hold
    BOOST_TEST((read->inputs.at(1).rest == std::chrono::seconds(2)));
    BOOST_TEST((read->run.plan.longest == std::optional<Duration>(std::chrono::seconds(30))));
    BOOST_TEST(read->complete);
    BOOST_TEST(read->ports.at(0).dropped == 3U);
    BOOST_TEST((read->timeline == record.timeline));
    BOOST_TEST((read->accounts == record.accounts));
    BOOST_TEST((read->run.plan.load == record.run.plan.load));
    BOOST_TEST((read->load == record.load));
}

BOOST_AUTO_TEST_CASE(times_that_cannot_be_reckoned_with_are_refused) {
    for (std::string const number : {"-9223372036854775808", "9223372036854775807", "-3200000000000000000"})
        for (std::string const member : {"began", "took"})
            BOOST_TEST(error_of(run + case_with('"' + member + "\":" + number) + end) ==
                       "record.jsonl:2: case." + member + ": wanted a time within a hundred years, found " + number);
    BOOST_TEST(error_of(run + case_with("\"began\":-3000000000000000000") + end) == "no error");
}

BOOST_AUTO_TEST_CASE(a_step_begins_where_the_one_before_it_ended) {
    auto record = test::full_record();
    auto& steps = record.cases[0].steps;
    auto const first = steps.at(0);
    steps = {first, first, first, first};
    for (unsigned at = 0; at < steps.size(); ++at) steps[at].number = at + 1;
    steps[0].began = Duration{};
    steps[1].began = steps[0].took;
    steps[1].took = Duration{};
    steps[2].began = steps[1].began;
    steps[3].began = steps[2].began + steps[2].took + Duration{7};
    auto const text = lines_of(record);
    auto const read = record::parse_record(text);
    BOOST_REQUIRE(read);
    for (std::size_t at = 0; at < steps.size(); ++at) {
        BOOST_TEST((read->cases[0].steps.at(at).began == steps[at].began), at);
        BOOST_TEST((read->cases[0].steps.at(at).took == steps[at].took), at);
    }
    auto const of_steps = text.substr(text.find("\"steps\""), text.find("\"observations\"") - text.find("\"steps\""));
    BOOST_TEST(of_steps.find("began") == of_steps.rfind("began"));
    BOOST_TEST(of_steps.find("began") != std::string::npos);

    // A hundred of a hundred years each are too long to be counted.
    std::string many;
    for (int step = 0; step < 100; ++step) many += std::string(step > 0 ? "," : "") + R"({"status":"held","took":3153600000000000000})";
    auto const long_ones = record::parse_record(run + case_with("\"steps\":[" + many + "]") + end);
    BOOST_REQUIRE(long_ones);
    BOOST_TEST(long_ones->cases[0].steps.back().began.count() == 3'153'600'000'000'000'000);
}

BOOST_AUTO_TEST_CASE(a_case_counts_once) {
    BOOST_TEST(error_of(run + case_with("") + case_with("") + end) == "record.jsonl:3: case: 'a' has a line already; every case has one");
    BOOST_TEST(error_of(run + case_with("\"name\":\"a[1]\"") + case_with("\"name\":\"a[2]\"") + end) == "no error");
}

BOOST_AUTO_TEST_CASE(every_enumerator_survives) {
    auto record = test::full_record();
    using enum model::Outcome;
    for (model::Outcome const outcome : {satisfied, violated, undetermined, skipped, error}) {
        record.cases[0].outcome = outcome;
        BOOST_TEST((record::parse_record(lines_of(record))->cases[0].outcome == outcome));
    }
    for (auto const status : {model::StepStatus::done, model::StepStatus::held, model::StepStatus::failed, model::StepStatus::undetermined,
                              model::StepStatus::not_reached}) {
        record.cases[0].steps[0].status = status;
        BOOST_TEST((record::parse_record(lines_of(record))->cases[0].steps[0].status == status));
    }
    for (auto const kind :
         {model::Group::Kind::none, model::Group::Kind::variant, model::Group::Kind::measure, model::Group::Kind::repeat}) {
        record.cases[0].group.kind = kind;
        BOOST_TEST((record::parse_record(lines_of(record))->cases[0].group.kind == kind));
    }
}

BOOST_AUTO_TEST_CASE(octets_that_are_no_text_become_visible) {
    auto record = test::full_record();
    record.cases[0].reason = "host \xff\xfe name\x01";
    auto const read = record::parse_record(lines_of(record));
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(read->cases[0].reason == "host \\xff\\xfe name\x01");
}

BOOST_AUTO_TEST_CASE(unknown_members_and_kinds_are_passed_over) {
    auto const read = record::parse_record(R"({"kind":"run","format":1,"later":{"a":[1]}})"
                                           "\n"
                                           R"({"kind":"weather","rain":true})"
                                           "\n" +
                                           case_with(R"("later":null)") + end);
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(read->cases.size() == 1U);
    BOOST_TEST(read->complete);
}

BOOST_AUTO_TEST_CASE(types_are_exact_and_errors_name_the_line) {
    BOOST_TEST(error_of(run + case_with(R"("title":7)")) == "record.jsonl:2: case.title: wanted a string, found 7");
    BOOST_TEST(error_of(run + case_with(R"("steps":[{"number":"1","status":"held"}])")) ==
               "record.jsonl:2: case.steps[0].number: wanted a whole number, found \"1\"");
    BOOST_TEST(error_of(run + case_with(R"("took":"1 s")")) ==
               "record.jsonl:2: case.took: wanted a whole number of nanoseconds, found \"1 s\"");
    BOOST_TEST(error_of(run + case_with(R"("attempts":-1)")) == "record.jsonl:2: case.attempts: wanted a whole number, found -1");
    BOOST_TEST(error_of(run + case_with(R"("attempts":4294967296)")) ==
               "record.jsonl:2: case.attempts: wanted a smaller number, found 4294967296");
    BOOST_TEST(error_of(run + case_with(R"("symbols":[["a"]])")) == "record.jsonl:2: case.symbols[0]: wanted a list of two, found [\"a\"]");
    BOOST_TEST(error_of(run + case_with(R"("group":[])")) == "record.jsonl:2: case.group: wanted an object, found []");
    BOOST_TEST(error_of(run + R"({"kind":"case","id":"a","claims":[],"outcome":"passed","broken":[],"findings":[]})"
                              "\n") == "record.jsonl:2: case.outcome: unknown word \"passed\"");
    BOOST_TEST(error_of(run + R"({"kind":"case","id":"a","claims":[],"broken":[],"findings":[]})"
                              "\n") == "record.jsonl:2: case: member 'outcome' is missing");
    BOOST_TEST(error_of(run + "\n" + "{\"kind\":\n" + end).starts_with("record.jsonl:3: not JSON"));
    BOOST_TEST(error_of(run + "[1]\n") == "record.jsonl:2: line: wanted an object, found [1]");
}

BOOST_AUTO_TEST_CASE(frames_of_the_first_format_say_everything_themselves) {
    const auto frame = std::string(R"({"number":7,"side":"wan","sent":true,"at":1700000000123456789,"actor":"server","probe":"out",)") +
                       R"("step":3,"length":98,"summary":"IP","fields":[["ip.src","192.168.1.10"]]})";
    auto const read = record::parse_record(run + case_with(R"("frames":[)" + frame + "]") + end);
    BOOST_TEST_REQUIRE(read.has_value());
    auto const& one = read->cases.at(0).frames.at(0);
    BOOST_TEST((one.side == Side::wan));
    BOOST_TEST(one.at.time_since_epoch().count() == 1'700'000'000'123'456'789);
    BOOST_TEST(one.fields.at(0).value == "192.168.1.10");
    BOOST_TEST(error_of(run + case_with(R"("frames":[[1,"a"]])")) != "no error");
}

BOOST_AUTO_TEST_CASE(lines_of_the_second_format_are_still_read) {
    const auto read = record::parse_record(
        run +
        case_with(
            R"("frames":[[9,"server","back",2,0],[7,"alice","",0,1]],"steps":[{"number":4,"written":"{}","spot":{"file":"a.toml","line":5,)"
            R"("column":6},"status":"held","checks":[{"what":"arrives","wanted":"x","found":"y","holds":true}]}])") +
        end);
    BOOST_TEST_REQUIRE(read.has_value());
    auto const& one = read->cases.at(0);
    BOOST_TEST(one.frames.at(0).number == 9U);
    BOOST_TEST(one.frames.at(1).sentinel);
    BOOST_TEST(one.steps.at(0).number == 4U);
    BOOST_TEST(one.steps.at(0).spot.file == "a.toml");
    BOOST_TEST(one.steps.at(0).checks.at(0).found == "y");
}

BOOST_AUTO_TEST_CASE(frames_and_checks_that_are_alike_come_back_one_by_one) {
    auto record = test::full_record();
    auto& one = record.cases[0];
    one.frames.clear();
    for (std::uint64_t number = 3; number < 3000; ++number) {
        auto& frame = one.frames.emplace_back();
        frame.number = number;
        frame.actor = number % 2 == 0 ? "alice" : "server";
        frame.probe = number % 3 == 0 ? "out" : std::string(300, 'x');  // too long to stand for others
        frame.step = 2;
    }
    auto& checks = one.steps[0].checks;
    checks.clear();
    for (int copy = 0; copy < 1000; ++copy) {
        checks.push_back({"arrives", "udp at server", "arrived", true});
        checks.push_back({"seq", "as sent", std::to_string(copy / 2), copy != 500});
        checks.push_back({"payload", std::string(300, 'y'), "as sent", true});
    }
    const auto text = lines_of(record);
    const auto read = record::parse_record(text);
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST_REQUIRE(read->cases[0].frames.size() == one.frames.size());
    for (std::size_t at = 0; at < one.frames.size(); ++at) {
        BOOST_TEST_REQUIRE(read->cases[0].frames[at].number == one.frames[at].number);
        BOOST_TEST_REQUIRE(read->cases[0].frames[at].actor == one.frames[at].actor);
        BOOST_TEST_REQUIRE(read->cases[0].frames[at].probe == one.frames[at].probe);
    }
    BOOST_TEST_REQUIRE(read->cases[0].steps[0].checks.size() == checks.size());
    for (std::size_t at = 0; at < checks.size(); ++at) {
        auto const& back = read->cases[0].steps[0].checks[at];
        BOOST_TEST_REQUIRE(back.what == checks[at].what);
        BOOST_TEST_REQUIRE(back.wanted == checks[at].wanted);
        BOOST_TEST_REQUIRE(back.found == checks[at].found);
        BOOST_TEST_REQUIRE(back.holds == checks[at].holds);
    }
    BOOST_TEST(lines_of(*read) == text);
}

BOOST_AUTO_TEST_CASE(what_stands_for_others_is_looked_at) {
    const auto step = [](std::string const& checks) {
        return error_of(run + case_with(R"("steps":[{"status":"held","checks":[)" + checks + "]}]") + end);
    };
    const auto first = std::string(R"(["a","b","c",1])");
    BOOST_TEST(step(first + R"(,0,[0,"d"])") == "no error");
    BOOST_TEST(step(first + ",1") == "record.jsonl:2: case.steps[0].checks[1]: no check of this step stands there");
    BOOST_TEST(step(first + ",-1") != "no error");
    BOOST_TEST(step("[1,2,3]") == "record.jsonl:2: case.steps[0].checks[0]: wanted a list of two or four, found [1,2,3]");
    // A few octets must not stand for megabytes.
    const std::string large(300, 'x');
    BOOST_TEST(step(R"([")" + large + R"(","","",1],0)").find("has to be said each time") != std::string::npos);
    const auto frames = [](std::string const& row) { return error_of(run + case_with(R"("frames":[)" + row + "]") + end); };
    BOOST_TEST(frames(R"(["a","b",1,0,7,1,1])") == "no error");
    BOOST_TEST(frames(R"(["a","b",1,0])") != "no error");
    BOOST_TEST(frames(R"([")" + large + R"(","b",1,0,7,1])").find("have to be said each time") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(order_of_lines_is_checked) {
    BOOST_TEST(error_of("") == "record.jsonl holds no run line: not a record");
    BOOST_TEST(error_of("{\"kind\":") != "no error");
    BOOST_TEST(error_of(case_with("") + run) == "record.jsonl:1: case: stands before the run line");
    BOOST_TEST(error_of(run + run) == "record.jsonl:2: run: a second run line");
    BOOST_TEST(error_of(run + end + case_with("")) == "record.jsonl:3: case: stands after the end line");
    BOOST_TEST(error_of(R"({"kind":"run","format":5})"
                        "\n") == "record.jsonl:1: run: format 5 is not one that this version reads (1 to 4)");
}

BOOST_AUTO_TEST_CASE(findings_of_earlier_formats_are_told) {
    auto const read = record::parse_record(
        R"({"kind":"run","format":3})"
        "\n"
        R"({"kind":"case","id":"a","claims":[],"outcome":"violated","broken":[],"reason":"out was altered","findings":[)"
        R"({"claim":"note.ttl","detail":"by 2","probe":"","lan_frames":[],"wan_frames":[3],"note":true},)"
        R"({"claim":"always.payload-untouched","detail":"out was altered","probe":"out","lan_frames":[4],"wan_frames":[],"note":false}]})"
        "\n");
    BOOST_TEST_REQUIRE(read.has_value());
    auto const& one = read->cases.at(0);
    BOOST_TEST_REQUIRE(one.observations.size() == 2U);
    BOOST_TEST((one.observations[0] == model::Observation{.wan_frames = {3}, .claim = "note.ttl", .words = "by 2", .note = true}));
    BOOST_TEST((one.observations[1] ==
                model::Observation{.probe = "out", .lan_frames = {4}, .claim = "always.payload-untouched", .words = "out was altered"}));
    BOOST_TEST((one.because == 1));
    BOOST_TEST(error_of(R"({"kind":"run","format":4})"
                        "\n"
                        R"({"kind":"case","id":"a","claims":[],"outcome":"violated","broken":[],"observations":[{"seen":"ghost"}]})"
                        "\n") == "record.jsonl:2: case.observations[0].seen: unknown word \"ghost\"");
    BOOST_TEST(error_of(R"({"kind":"run","format":4})"
                        "\n"
                        R"({"kind":"case","id":"a","claims":[],"outcome":"violated","broken":[],"observations":[],"because":0})"
                        "\n") == "record.jsonl:2: case: because: there is no observation 0");
}

BOOST_AUTO_TEST_CASE(a_killed_run_is_read_as_interrupted) {
    auto const read = record::parse_record(run + case_with(""));
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(!read->complete);
    BOOST_TEST(read->ended == "interrupted: the record has no end line");
    BOOST_TEST(read->cases.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_torn_last_line_loses_only_itself) {
    std::string const whole = lines_of(test::full_record());
    std::size_t const second = whole.find('\n') + 1;
    std::size_t const third = whole.find('\n', second) + 1;
    // Cut anywhere inside the case line and inside the end line: always readable, never complete, never half a case.
    for (std::size_t length = second; length < whole.size() - 1; ++length) {
        auto const read = record::parse_record(whole.substr(0, length));
        BOOST_TEST_REQUIRE(read.has_value());
        BOOST_TEST_REQUIRE(!read->complete);
        BOOST_TEST_REQUIRE(read->cases.size() == (length + 1 < third ? 0U : 1U));
    }
}

BOOST_AUTO_TEST_CASE(damaged_records_are_errors_or_records_never_crashes) {
    std::string const whole = lines_of(test::full_record());
    std::minstd_rand random(7);
    std::string_view const spice = "{}[]\":,0-9e.\n\\ntu\xff";
    std::size_t refused = 0;
    for (int round = 0; round < 4000; ++round) {
        std::string text = whole;
        for (int change = 0; change < 1 + round % 3; ++change) text[random() % text.size()] = spice[random() % spice.size()];
        auto const read = record::parse_record(text);
        if (!read) {
            ++refused;
            BOOST_TEST_REQUIRE(read.error().what.starts_with("record.jsonl"));
        } else {
            // Whatever is accepted can be written and read again.
            BOOST_TEST_REQUIRE(record::parse_record(lines_of(*read)).has_value());
        }
    }
    BOOST_TEST(refused > 1000U);
    std::string const deep = run + case_with("\"x\":" + std::string(100'000, '['));
    BOOST_TEST(!record::parse_record(deep).has_value());
}

BOOST_AUTO_TEST_CASE(a_long_record_is_read_quickly) {
    auto record = test::full_record();
    record.cases[0].frames.resize(100, record.cases[0].frames[0]);
    record.cases.resize(2000, record.cases[0]);
    for (std::size_t index = 0; index < record.cases.size(); ++index) record.cases[index].name = "case " + std::to_string(index);
    std::string const text = lines_of(record);
    auto const began = std::chrono::steady_clock::now();
    auto const read = record::parse_record(text);
    auto const took = std::chrono::steady_clock::now() - began;
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(read->cases.size() == 2000U);
    BOOST_TEST_MESSAGE("2000 cases, 200000 frames, "
                       << text.size() / 1000000 << " MB: " << std::chrono::duration_cast<std::chrono::milliseconds>(took).count() << " ms");
    BOOST_TEST((took < std::chrono::seconds(30)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(record_writer)

BOOST_AUTO_TEST_CASE(writes_what_the_reader_reads) {
    test::TemporaryFolder const folder;
    auto const path = folder.path() / "record.jsonl";
    auto const record = test::full_record();
    auto writer = record::RecordWriter::create(path);
    BOOST_TEST_REQUIRE(writer.has_value());
    BOOST_TEST_REQUIRE(writer->begin(record.run).has_value());
    BOOST_TEST_REQUIRE(writer->add(record.cases[0]).has_value());
    // Before the end: what a run that is killed now leaves behind.
    auto const early = record::read_record(path);
    BOOST_TEST_REQUIRE(early.has_value());
    BOOST_TEST(!early->complete);
    BOOST_TEST(early->cases.size() == 1U);
    BOOST_TEST_REQUIRE(writer->add_inputs(record.inputs).has_value());
    BOOST_TEST_REQUIRE(writer
                           ->end({.complete = true,
                                  .ended = {},
                                  .ports = record.ports,
                                  .timeline = record.timeline,
                                  .accounts = record.accounts,
                                  .took = record.took,
                                  .load = record.load.front()})
                           .has_value());
    auto const read = record::read_record(path);
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(lines_of(*read) == lines_of(record));
    BOOST_TEST(test::slurp(path) == lines_of(record));
}

BOOST_AUTO_TEST_CASE(refuses_an_existing_record) {
    test::TemporaryFolder const folder;
    test::spill(folder.path() / "record.jsonl", "mine");
    auto const writer = record::RecordWriter::create(folder.path() / "record.jsonl");
    BOOST_TEST_REQUIRE(!writer.has_value());
    BOOST_TEST(writer.error().what.find("never overwritten") != std::string::npos);
    BOOST_TEST(test::slurp(folder.path() / "record.jsonl") == "mine");
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_reported_by_the_call_that_met_it) {
    auto writer = record::RecordWriter::create("/dev/full");
    BOOST_TEST_REQUIRE(writer.has_value());
    auto const begun = writer->begin(test::full_record().run);
    BOOST_TEST_REQUIRE(!begun.has_value());
    BOOST_TEST(begun.error().what == "cannot write /dev/full: No space left on device");
    BOOST_TEST(!writer->add(test::full_record().cases[0]).has_value());
    BOOST_TEST(!writer->end({}).has_value());
}

BOOST_AUTO_TEST_CASE(order_of_calls_is_checked) {
    test::TemporaryFolder const folder;
    auto writer = record::RecordWriter::create(folder.path() / "r");
    BOOST_TEST_REQUIRE(writer.has_value());
    BOOST_TEST(!writer->add({}).has_value());
    BOOST_TEST(!writer->end({}).has_value());
    BOOST_TEST(writer->begin({}).has_value());
    BOOST_TEST(!writer->begin({}).has_value());
    BOOST_TEST(writer->end({}).has_value());
    BOOST_TEST(!writer->add({}).has_value());
    BOOST_TEST(!writer->end({}).has_value());
}

BOOST_AUTO_TEST_CASE(unwritable_places_say_why) {
    auto const writer = record::RecordWriter::create("/nonexistent/record.jsonl");
    BOOST_TEST_REQUIRE(!writer.has_value());
    BOOST_TEST(writer.error().what == "cannot create /nonexistent/record.jsonl: No such file or directory");
    auto const read = record::read_record("/nonexistent/record.jsonl");
    BOOST_TEST_REQUIRE(!read.has_value());
    BOOST_TEST(read.error().what == "cannot read /nonexistent/record.jsonl: No such file or directory");
    auto const folder = record::read_record("/");
    BOOST_TEST_REQUIRE(!folder.has_value());
    BOOST_TEST(folder.error().what == "cannot read /: it is no regular file");
}

BOOST_AUTO_TEST_SUITE_END()
