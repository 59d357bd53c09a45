#include "reports/words.hpp"

#include "reports/html_assets.hpp"

#include <algorithm>
#include <sstream>

namespace tsuka::reports {

std::string const* Words::find(std::string_view id) const {
    auto const at = texts_.find(id);
    return at == texts_.end() ? nullptr : &at->second;
}

std::string Words::get(std::string_view id, std::string_view original) const {
    auto const at = texts_.find(id);
    return at == texts_.end() ? std::string(original) : at->second;
}

std::string Words::in(std::string_view page_template) const {
    std::string out;
    out.reserve(page_template.size());
    while (true) {
        auto const open = page_template.find("[[");
        auto const bar = page_template.find('|', open == std::string_view::npos ? open : open + 2);
        auto const close = page_template.find("]]", bar);
        if (open == std::string_view::npos || bar == std::string_view::npos || close == std::string_view::npos) break;
        out += page_template.substr(0, open);
        out +=
            get("interface." + std::string(page_template.substr(open + 2, bar - open - 2)), page_template.substr(bar + 1, close - bar - 1));
        page_template.remove_prefix(close + 2);
    }
    return out + std::string(page_template);
}

std::vector<std::string> interface_ids() {
    std::istringstream all(assets::interface_ids);
    std::vector<std::string> ids;
    for (std::string id; all >> id;) ids.push_back("interface." + id);
    std::sort(ids.begin(), ids.end());
    return ids;
}

}  // namespace tsuka::reports
