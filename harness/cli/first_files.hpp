// First files of one's own, to be changed: a lab file and a suite, made of the examples that come with Tsuka.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace tsuka::cli {

struct FirstFile {
    std::string what;          ///< "init" of a lab, "new" of a suite
    std::string file;          ///< to be written; never one that is there
    std::string wan = "dhcp";  ///< of a lab: which example
    std::string id = "mine";   ///< of a suite
};

void add_lab(CLI::App& app, FirstFile& wanted);    ///< `tsuka lab init`
void add_suite(CLI::App& app, FirstFile& wanted);  ///< `tsuka suite new`

/// Both write the file, say what comes next, and return the exit status.
int new_lab(FirstFile const& wanted);
int new_suite(FirstFile const& wanted);

}  // namespace tsuka::cli
