// What several runs of the same cases agree in.
#pragma once

#include "reports/outline.hpp"

#include <map>
#include <string>

namespace tsuka::app {

class RunAgreement {
public:
    void add(reports::Outline const& outline);
    /// Lines: how the runs ended, and every case in which they differ, k of n: "esp.single.roundtrip: fail 1 of 4, pass 3 of 4".
    [[nodiscard]] std::string in_words() const;

private:
    [[nodiscard]] std::string counted(std::map<std::string, unsigned> const& of) const;

    unsigned runs_ = 0;
    std::map<std::string, unsigned> conclusions_;
    std::map<std::string, std::map<std::string, unsigned>> found_;  ///< case -> verdict and class -> runs
};

}  // namespace tsuka::app
