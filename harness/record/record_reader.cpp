// record.jsonl -> Record: see record_reader.hpp. What the lines hold is read in line_reader.cpp.
#include "harness/record/record_reader.hpp"

#include "harness/record/line_reader.hpp"
#include "harness/record/plain_file.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace tsuka::record {

namespace {

/// Ten times the largest run that was ever made; reading takes a few times as much memory.
constexpr std::uint64_t largest_record = 1'000'000'000;

}  // namespace

Result<model::Record> parse_record(std::string_view text, std::string_view name) {
    LineReader lines;
    bool torn = false;
    for (std::size_t number = 1; !text.empty(); ++number) {
        std::size_t const end = text.find('\n');
        bool const whole = end != std::string_view::npos;
        std::string_view const line = text.substr(0, end);
        text.remove_prefix(whole ? end + 1 : text.size());
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;

        auto const trouble = lines.add(line);
        if (!trouble) continue;
        if (!trouble->json && !whole && lines.begun()) {
            torn = true;  // the writer was killed, or the disk was full, in the middle of its last line
            break;
        }
        return fail(fmt::format("{}:{}: {}", name, number, trouble->what));
    }
    if (!lines.begun()) return fail(fmt::format("{} holds no run line: not a record", name));
    auto record = lines.take();
    if (!lines.ended()) {
        record.complete = false;
        record.ended = torn ? "interrupted: the record's last line is torn off" : "interrupted: the record has no end line";
    }
    return record;
}

Result<model::Record> read_record(std::filesystem::path const& path) {
    auto const text = read_plain(path, Links::refuse, largest_record);
    if (!text) return text.error();
    return parse_record(*text, path.filename().string());
}

}  // namespace tsuka::record
