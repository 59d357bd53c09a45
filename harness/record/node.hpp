// A value of a line, where it stands, and how to read it: what the readers of all kinds of lines share. Private to the reader of records.
#pragma once

#include "harness/model/record.hpp"
#include "harness/record/words.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost::json {
class value;
}

namespace tsuka::record {

/// Where a value stands below its line, and where to complain. The first complaint of a line counts.
struct Node {
    boost::json::value const& value;
    Node const* above = nullptr;
    std::string_view name{};
    std::size_t index = 0;
    std::string& complaint;

    [[nodiscard]] std::string place() const;  ///< "case.steps[2].number"
    void complain(std::string const& what) const;
    void wanted(std::string_view what) const;
    [[nodiscard]] std::string found() const;  ///< the value, shortened

    [[nodiscard]] bool is_string() const;
    [[nodiscard]] bool is_object() const;
    [[nodiscard]] bool is_null() const;
    [[nodiscard]] std::optional<std::size_t> size() const;  ///< of a list; nothing when it is none
    [[nodiscard]] Node item(std::size_t at) const;          ///< of a list with more items than that
    /// Of an object; nothing when it is none, about which it complains, or has no such member.
    [[nodiscard]] std::optional<Node> member(std::string_view wanted) const;
};

void read(Node const& node, std::string& out);
void read(Node const& node, bool& out);
void read(Node const& node, std::uint64_t& out);
void read(Node const& node, unsigned& out);
/// Whoever adds, rounds or turns round a time must not overflow: hence far from the ends of 64 bits.
inline constexpr Duration longest_time = std::chrono::hours{24 * 365 * 100};
void read(Node const& node, Duration& out);
void read(Node const& node, Instant& out);
void read(Node const& node, Side& out);
void read(Node const& node, std::pair<std::string, std::string>& out);
void read(Node const& node, model::FieldRecord& out);
/// The facts of a case, in whatever format its line has.
void read(Node const& node, model::CaseRecord& out);

template <class Enumeration, std::size_t count>
void read_word(Node const& node, Enumeration& out, Enumeration const (&all)[count]) {
    std::string text;
    read(node, text);
    for (Enumeration const one : all) {
        if (word(one) == text) {
            out = one;
            return;
        }
    }
    node.complain(fmt::format("unknown word {}", node.found()));
}

template <class Item>
void read(Node const& node, std::vector<Item>& out) {
    const auto size = node.size();
    if (!size) return node.wanted("a list");
    out.resize(*size);
    for (std::size_t index = 0; index < out.size(); ++index) read(node.item(index), out[index]);
}

enum class Need : std::uint8_t { optional, required };

/// Reads a member by the overload for its type. One that is not there keeps its default, unless it is needed.
template <class Out>
void member(Node const& node, std::string_view name, Out& out, Need need = Need::optional) {
    if (const auto found = node.member(name))
        read(*found, out);
    else if (need == Need::required)
        node.complain(fmt::format("member '{}' is missing", name));
}

}  // namespace tsuka::record
