// Reads record.jsonl back. Members it does not know are passed over (a later version may add some); types must be exact.
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/record.hpp"

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace tsuka::record {

/// What is kept of the frames of each case: all that its line says, or their names in a few octets each (only of format 2, whose lines say
/// no more).
enum class Frames : std::uint8_t { whole, by_name };

/// Errors name the line: "record.jsonl:7: case.steps[2].number: wanted a number, found a string". A record without its end line
/// (or with a last line torn off in the middle) is that of an interrupted run: complete == false and `ended` says so.
[[nodiscard]] Result<model::Record> read_record(std::filesystem::path const& path, Frames frames = Frames::whole);
[[nodiscard]] Result<model::Record> parse_record(std::string_view text, std::string_view name = "record.jsonl");

}  // namespace tsuka::record
