// What whoever runs cases, or measures load, may ask for. The command line fills it in; so may another program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tsuka::app {

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

struct JudgeOptions {
    std::string run;
    std::string profile;
    std::string out;
    bool accept_partial = false;
    std::string expected;
    bool replay = false;  ///< the capture goes through the engine of today
    std::string lang;     ///< as of a run
};

struct EvidenceOptions {
    std::string run;
    std::string case_name;  ///< empty: all frames
    std::string side;       ///< "lan", "wan"; empty: both
    std::string out;        ///< empty: in the current folder, named after the case
};

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
    bool turbo = false;              ///< by BPF live frames
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

struct DoctorOptions {
    std::string lan;  ///< with `wan`, or `trunk` alone: the bench is examined, too
    std::string wan;
    std::string trunk;
    std::string lab;
    [[nodiscard]] bool asks_bench() const { return !lan.empty() || !trunk.empty(); }
};

}  // namespace tsuka::app
