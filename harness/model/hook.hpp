// A command of the lab's owner that a run carries out for him.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::model {

struct Hook {
    std::string name;                          ///< "ready", "reboot", "config:bridge"
    std::string command;                       ///< for `sh -c`
    Duration limit = std::chrono::minutes(2);  ///< then it is ended
};

/// What the run itself asks for: before it looks at the interfaces, before the first frame, and after a run that does not conform.
inline constexpr const char* before_hook = "before";
inline constexpr const char* ready_hook = "ready";
inline constexpr const char* collect_hook = "collect";
/// What `tsuka load --what tear-down` asks for: a command that ends when the router has forgotten all flows. No case asks for it.
inline constexpr const char* clear_table_hook = "clear-table";
/// What cases may ask for without a name of the lab owner's choice: "reboot", by whatever way the router has for it, "power", the plug,
/// "factory-reset", after which the router starts with the settings that it was delivered with, "wan-address", after which its address on
/// the WAN is another one, and "wan-link" and "lan-link", which take its link on that side down and up again.
[[nodiscard]] std::vector<std::string> const& hook_words();
inline constexpr std::string_view wan_address_hook = "wan-address";
/// The settings that the lab has its router tested with, which every case leaves behind.
inline constexpr std::string_view lab_configuration = "config:lab";
/// In front of the name of a configuration, for cases that ask for one: "config:bridge".
inline constexpr std::string_view config_prefix = "config:";
/// Whether a case may ask for it. Names of configurations are small letters, digits and '-'.
[[nodiscard]] bool is_hook(std::string_view name);
/// Whether the router starts again, and may have forgotten everybody.
[[nodiscard]] bool restarts(std::string_view hook);
/// The side whose link it takes down and up again.
[[nodiscard]] std::optional<Side> flaps(std::string_view hook);
/// Whether a router is silent for a while when this is done to it; a configuration may come into force at once.
[[nodiscard]] bool silences(std::string_view hook);

}  // namespace tsuka::model
