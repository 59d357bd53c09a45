// Lines of a record -> model, one after the other. The first thing of a line that is not as it should be is reported with its place.
#pragma once

#include "harness/model/record.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace tsuka::record {

struct Node;

class LineReader {
public:
    LineReader() = default;
    /// With `by_name` frames of format 2 are kept by their names only.
    explicit LineReader(bool by_name) : by_name_(by_name) {}

    struct Trouble {
        bool json = false;  ///< it is JSON, and still not right
        std::string what;   ///< "case.steps[2].number: wanted a whole number, found "x""
    };
    /// The order of the lines is part of the format: the run, its cases, the end.
    [[nodiscard]] std::optional<Trouble> add(std::string_view line);

    [[nodiscard]] bool begun() const { return begun_; }  ///< the run line was there
    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] model::Record take() { return std::move(record_); }

private:
    void read_case(Node const& node);
    void read_resumed(Node const& node);
    void read_end(Node const& node);

    model::Record record_;
    std::set<std::string> names_;  ///< of the cases of this part so far: a line that stands twice would count twice
    bool by_name_ = false;
    bool begun_ = false;
    bool ended_ = false;
};

}  // namespace tsuka::record
