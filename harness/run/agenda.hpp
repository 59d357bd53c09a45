// Who wants to be woken when: cases by their numbers. Asking for the first costs the same however many wait.
#pragma once

#include "generator/base/time.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tsuka::run {

class Agenda {
public:
    /// In place of what this case wanted before; nothing: it waits for frames only.
    void set(std::uint32_t number, std::optional<Instant> at);
    void erase(std::uint32_t number) { set(number, std::nullopt); }
    [[nodiscard]] std::optional<Instant> first() const;
    /// Those whose moment has come, lowest number first. They stay until they want something else.
    [[nodiscard]] std::vector<std::uint32_t> due(Instant now) const;

private:
    std::set<std::pair<Instant, std::uint32_t>> waiting_;
    std::unordered_map<std::uint32_t, Instant> wanted_;
};

}  // namespace tsuka::run
