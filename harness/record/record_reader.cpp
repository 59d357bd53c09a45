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

/// Lines in their order, to a record.
class Assembly {
public:
    Assembly(std::string_view name, Frames frames) : name_(name), lines_(frames == Frames::by_name) {}

    /// `whole`: it ends with a line break. Error: not a line of a record.
    [[nodiscard]] Result<void> add(std::string_view line, bool whole) {
        ++number_;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) return {};
        auto const trouble = lines_.add(line);
        if (!trouble) return {};
        // The writer was killed, or the disk was full, in the middle of its last line.
        torn_ = !trouble->json && !whole && lines_.begun();
        if (torn_) return {};
        return fail(fmt::format("{}:{}: {}", name_, number_, trouble->what));
    }

    [[nodiscard]] Result<model::Record> take() {
        if (!lines_.begun()) return fail(fmt::format("{} holds no run line: not a record", name_));
        auto record = lines_.take();
        if (!lines_.ended()) {
            record.complete = false;
            record.ended = torn_ ? "interrupted: the record's last line is torn off" : "interrupted: the record has no end line";
        }
        return record;
    }

private:
    std::string name_;
    LineReader lines_;
    std::size_t number_ = 0;
    bool torn_ = false;
};

/// Hands on the whole lines at the beginning of `text`, and keeps the rest there.
Result<void> hand_on(std::string& text, Assembly& assembly) {
    std::string_view rest = text;
    for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
        if (auto added = assembly.add(rest.substr(0, end), true); !added) return added;
        rest.remove_prefix(end + 1);
    }
    text.erase(0, text.size() - rest.size());
    return {};
}

}  // namespace

Result<model::Record> parse_record(std::string_view text, std::string_view name) {
    Assembly assembly(name, Frames::whole);
    std::string rest(text);
    if (auto added = hand_on(rest, assembly); !added) return added.error();
    if (!rest.empty())
        if (auto added = assembly.add(rest, false); !added) return added.error();
    return assembly.take();
}

Result<model::Record> read_record(std::filesystem::path const& path, Frames frames) {
    auto reader = PlainReader::open(path, Links::refuse);
    if (!reader) return reader.error();
    Assembly assembly(path.filename().string(), frames);
    std::string text;
    for (std::uint64_t size = 0;;) {
        const auto before = text.size();
        const auto count = reader->more(text);
        if (!count) return count.error();
        if (*count == 0) break;
        size += *count;
        if (size > largest_record)
            return fail(fmt::format("cannot read {}: it is larger than {} MB", path.string(), largest_record / 1'000'000));
        // A line of many megabytes comes in many pieces; only the piece that ends it is worth a look at the whole.
        if (text.find('\n', before) == std::string::npos) continue;
        if (auto added = hand_on(text, assembly); !added) return added.error();
    }
    if (!text.empty())
        if (auto added = assembly.add(text, false); !added) return added.error();
    return assembly.take();
}

}  // namespace tsuka::record
