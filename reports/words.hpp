// Words of a report in another language: looked up by id, the English original standing in for what is missing.
#pragma once

#include <fmt/format.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::reports {

class Words {
public:
    Words() = default;  ///< English
    /// `texts`: "interface.users.title" -> its translation. `code`: "ja" (BCP 47).
    Words(std::string code, std::map<std::string, std::string, std::less<>> texts) : code_(std::move(code)), texts_(std::move(texts)) {}

    [[nodiscard]] std::string const& code() const { return code_; }
    [[nodiscard]] bool english() const { return texts_.empty(); }

    /// The translation of that id, or the original.
    [[nodiscard]] std::string get(std::string_view id, std::string_view original) const;

    /// The translation of that id, if there is one.
    [[nodiscard]] std::string const* find(std::string_view id) const;

    /// A sentence of the interface. The translation is a pattern for the same arguments ("{} 件"); one that does not fit them counts as
    /// missing.
    template <class... Arguments>
    [[nodiscard]] std::string say(std::string_view id, std::string original, Arguments const&... arguments) const {
        auto const at = texts_.find("interface." + std::string(id));
        if (at == texts_.end()) return original;
        try {
            return fmt::format(fmt::runtime(at->second), arguments...);
        } catch (fmt::format_error const&) {
            return original;
        }
    }

    /// A template with its marked texts: [[users.title|What users can do]].
    [[nodiscard]] std::string in(std::string_view page_template) const;

private:
    std::string code_ = "en";
    std::map<std::string, std::string, std::less<>> texts_;
};

/// Every id of the interface: those marked in templates and those said in code. "interface.users.title", sorted.
[[nodiscard]] std::vector<std::string> interface_ids();

}  // namespace tsuka::reports
