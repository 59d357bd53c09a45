// Values of a line: see node.hpp.
#include "harness/record/node.hpp"

#include <boost/json.hpp>
#include <limits>

namespace tsuka::record {

std::string Node::place() const {
    if (above == nullptr) return std::string{name};
    if (name.empty()) return fmt::format("{}[{}]", above->place(), index);
    return fmt::format("{}.{}", above->place(), name);
}

void Node::complain(std::string const& what) const {
    if (complaint.empty()) complaint = fmt::format("{}: {}", place(), what);
}

void Node::wanted(std::string_view what) const {
    complain(fmt::format("wanted {}, found {}", what, found()));
}

std::string Node::found() const {
    std::string text = boost::json::serialize(value);
    return text.size() > 40 ? text.substr(0, 37) + "..." : text;
}

bool Node::is_string() const {
    return value.is_string();
}
bool Node::is_object() const {
    return value.is_object();
}
bool Node::is_null() const {
    return value.is_null();
}

std::optional<std::size_t> Node::size() const {
    auto const* array = value.if_array();
    return array == nullptr ? std::nullopt : std::optional(array->size());
}

Node Node::item(std::size_t at) const {
    return {value.get_array()[at], this, {}, at, complaint};
}

std::optional<Node> Node::member(std::string_view wanted_name) const {
    auto const* object = value.if_object();
    if (object == nullptr) {
        wanted("an object");
        return std::nullopt;
    }
    auto const* found = object->if_contains(wanted_name);
    if (found == nullptr) return std::nullopt;
    return Node{*found, this, wanted_name, 0, complaint};
}

void read(Node const& node, std::string& out) {
    if (auto const* text = node.value.if_string()) {
        out.assign(text->data(), text->size());
    } else {
        node.wanted("a string");
    }
}

void read(Node const& node, bool& out) {
    if (auto const* flag = node.value.if_bool()) {
        out = *flag;
    } else {
        node.wanted("true or false");
    }
}

void read(Node const& node, std::uint64_t& out) {
    if (auto const* large = node.value.if_uint64()) {
        out = *large;
    } else if (auto const* number = node.value.if_int64(); number != nullptr && *number >= 0) {
        out = static_cast<std::uint64_t>(*number);
    } else {
        node.wanted("a whole number");
    }
}

void read(Node const& node, unsigned& out) {
    std::uint64_t number = 0;
    read(node, number);
    if (number > std::numeric_limits<unsigned>::max()) return node.wanted("a smaller number");
    out = static_cast<unsigned>(number);
}

void read(Node const& node, Duration& out) {
    if (auto const* number = node.value.if_int64(); number != nullptr) {
        if (*number > longest_time.count() || *number < -longest_time.count()) return node.wanted("a time within a hundred years");
        out = Duration{*number};
    } else {
        node.wanted("a whole number of nanoseconds");
    }
}

void read(Node const& node, Instant& out) {
    Duration since{};
    read(node, since);
    out = Instant{since};
}

void read(Node const& node, Side& out) {
    read_word(node, out, {Side::lan, Side::wan});
}

namespace {

template <class First, class Second>
void read_pair(Node const& node, First& first, Second& second) {
    if (node.size() != 2) return node.wanted("a list of two");
    read(node.item(0), first);
    read(node.item(1), second);
}

}  // namespace

void read(Node const& node, std::pair<std::string, std::string>& out) {
    read_pair(node, out.first, out.second);
}
void read(Node const& node, model::FieldRecord& out) {
    read_pair(node, out.name, out.value);
}

}  // namespace tsuka::record
