// Many benches: what hangs on each, and who looks after it.
#pragma once

#include <string>
#include <vector>

namespace tsuka::model {

struct FleetBench {
    std::string name;  ///< small letters, digits and hyphens: a folder is called so
    std::string model;
    std::string firmware;
    std::string maintainer;  ///< who is told when it is sick
    std::string lab;         ///< lab file, from the folder of the fleet's file on; with interfaces
    std::string lan;         ///< with `wan`; or `trunk`, or `dut` alone
    std::string wan;
    std::string trunk;
    std::string dut;   ///< "netns:PRESET", "sim:ROUTER": a bench of this machine's own
    std::string runs;  ///< folder of its runs, from there on, too
};

struct Fleet {
    std::string title;
    std::vector<FleetBench> benches;
};

}  // namespace tsuka::model
