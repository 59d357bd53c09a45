// The commands of `tsuka`, each with the options it was given. Every command returns the exit status.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tsuka::cli {

/// Exit statuses besides 0 (conforms), 1 (does not) and 2 (inconclusive or error), which a report decides.
inline constexpr int exit_error = 2;
inline constexpr int exit_usage = 3;
inline constexpr int exit_nothing = 4;

struct RunOptions {
    std::vector<std::string> suites;   ///< files or folders; empty: all of ours
    std::vector<std::string> only;     ///< globs on case names
    std::string dut;                   ///< "netns:PRESET" or "sim:ROUTER"
    std::vector<std::string> defects;  ///< planted in the simulated router
    std::string lan;
    std::string wan;
    std::string trunk;  ///< one interface for both sides, instead of lan and wan
    std::string lab;
    std::string profile;
    std::string out;
    std::optional<unsigned> jobs;     ///< none: as many as the router has room for
    std::optional<unsigned> confirm;  ///< once, unless it is said
    std::string campaign;             ///< a name, or a file: what is not said here
    std::string campaign_file;        ///< where it was found
    std::string memory;               ///< "off": nothing is measured of how many clients the router holds; empty: "count"
    std::string budget;               ///< "30m": after so long no case begins any more; empty: no limit
    unsigned max_fail = 0;            ///< nor after so many have failed; 0: no limit
    std::string longest;              ///< "2h10m": cases that wait longer are skipped; empty: the usual limit
    std::optional<std::uint64_t> seed;
    bool quiet = false;           ///< the conclusion alone
    bool verbose = false;         ///< every case with its steps
    bool accept_partial = false;  ///< exit status 0 also when claims are unsettled
    bool dry = false;             ///< only say what would run
    std::string expected;         ///< list of known deviations
    std::string lang;             ///< of the pages: "en", "ja"; empty: as LANG says
    std::string only_failed;      ///< a finished run: only what it did not find right
    std::string resume;           ///< a run that was killed, or ended early: it goes on in its folder
    bool shuffle = false;         ///< cases in an order of the seed's
    unsigned repeat = 1;          ///< so many runs, one after the other
    std::string under_load;       ///< "2000" frames a second, or "20mbit": the cases run once more, under load; empty: they do not
    std::vector<std::string> load_protocols{"udp"};
};
int run(RunOptions const& options);
int run_repeatedly(RunOptions const& options);  ///< each into a folder of its own, and then what they do not agree in

struct ListOptions {
    std::vector<std::string> suites;
    std::vector<std::string> only;
    std::string what = "cases";  ///< cases, campaigns, profiles, presets, routers, defects, claims, protocols
    bool json = false;           ///< for programs
};
int list(ListOptions const& options);

struct LintOptions {
    std::vector<std::string> suites;
    std::string format = "text";  ///< text, github, sarif
};
int lint(LintOptions const& options);
int explain(std::string const& what);

struct SignOptions {
    std::string run;
    std::string key;       ///< PEM file, Ed25519: private to sign, public to verify
    bool rejudge = false;  ///< verify: the record is judged again and must give the signed verdicts
};
int sign(SignOptions const& options);
int verify(SignOptions const& options);

struct LadderOptions {
    std::string run;   ///< folder of a recorded run
    std::string name;  ///< of a case, or its id: the first variant
    bool mermaid = false;
    std::string lang;  ///< as of a run
};
int explain_ladder(LadderOptions const& options);

struct JudgeOptions {
    std::string run;
    std::string profile;
    std::string out;
    bool accept_partial = false;
    std::string expected;
    bool replay = false;  ///< the capture goes through the engine of today
    std::string lang;     ///< as of a run
};
int judge(JudgeOptions const& options);

struct DiffOptions {
    std::string before;  ///< folder of a run or of a judgement, or a report.json
    std::string after;
    std::string format = "text";  ///< text, markdown, html, junit
    std::string lang;             ///< as of a run; junit stays English
};
int diff(DiffOptions const& options);

int expect(std::string const& run);

struct MatrixOptions {
    std::vector<std::string> runs;
    std::string format = "markdown";  ///< markdown, csv, html
    std::string lang;                 ///< as of a run; csv stays English
};
int matrix(MatrixOptions const& options);

struct EvidenceOptions {
    std::string run;
    std::string case_name;  ///< empty: all frames
    std::string side;       ///< "lan", "wan"; empty: both
    std::string out;        ///< empty: beside the run, named after the case
};
int evidence(EvidenceOptions const& options);

struct LoadOptions {
    std::string dut;  ///< "netns:PRESET" or "sim:ROUTER"
    std::string lan;
    std::string wan;
    std::string lab;
    std::string out;
    std::string what = "all";  ///< throughput, capacity, full-table, new-flows, tear-down, soak, all
    std::vector<std::string> protocols{"udp", "natt", "esp", "gre", "l2tp"};
    std::vector<std::string> sizes{"128", "512", "1400"};
    std::string direction = "outward";  ///< outward, inward, both
    std::string goal = "ci";
    std::string send = "automatic";  ///< automatic, xdp, sendmmsg
    unsigned threads = 1;            ///< that send
    std::string servers = "198.18.0.0/15";
    unsigned clients = 10;
    std::uint32_t flows = 100;
    std::uint32_t up_to = 10'000;  ///< flows of the capacity test, of one trial of new flows, and that are torn down
    double new_flows = 5'000;      ///< a second, in the capacity test and before a tear-down
    double most = 0;               ///< frames, or new flows, a second; 0: what this machine can send
    double rate = 1'000;           ///< frames a second of a soak
    std::string duration = "1h";   ///< of a soak
    std::optional<std::uint64_t> seed;
    bool quiet = false;
    std::string lang;  ///< of the page and the terminal, as of a run
    std::string profile;
    std::optional<unsigned> repeat;  ///< searches for each throughput; a certificate's are ten
    std::string rig;                 ///< folder of figures through a cable
    bool says_what = false;          ///< protocols or sizes were named
};
/// 0 measured, and every promise is kept; 1 one is broken; 2 it ended early, or of a promise it is not known
int measure_load(LoadOptions const& options);

struct SwarmOptions {
    std::uint64_t first = 1;
    std::uint64_t seeds = 200;
    std::string repeat;  ///< file of one trial
};
/// 0 no verdict was turned over, 1 one was
int swarm(SwarmOptions const& options);

struct DoctorOptions {
    std::string lan;  ///< with `wan`, or `trunk` alone: the bench is examined, too
    std::string wan;
    std::string trunk;
    std::string lab;
    [[nodiscard]] bool asks_bench() const { return !lan.empty() || !trunk.empty(); }
};
int doctor();
int doctor_bench(DoctorOptions const& options);  ///< machine, interfaces, cabling and router of a bench
int restore();                                   ///< doctor --restore: mends interfaces that killed runs have left changed

}  // namespace tsuka::cli
