// Hooks that cases ask for: see hook.hpp.
#include "harness/model/hook.hpp"

#include <algorithm>

namespace tsuka::model {

std::vector<std::string> const& hook_words() {
    static const std::vector<std::string> words{"reboot", "power", "factory-reset", "wan-address", "wan-link", "lan-link"};
    return words;
}

bool restarts(std::string_view hook) {
    return hook == "reboot" || hook == "power" || hook == "factory-reset";
}

std::optional<Side> flaps(std::string_view hook) {
    if (hook == "wan-link") return Side::wan;
    return hook == "lan-link" ? std::optional(Side::lan) : std::nullopt;
}

bool silences(std::string_view hook) {
    return restarts(hook) || flaps(hook);
}

bool is_hook(std::string_view name) {
    if (std::find(hook_words().begin(), hook_words().end(), name) != hook_words().end()) return true;
    if (!name.starts_with(config_prefix) || name.size() == config_prefix.size() || name.size() > 40) return false;
    return name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-", config_prefix.size()) == std::string_view::npos;
}

}  // namespace tsuka::model
