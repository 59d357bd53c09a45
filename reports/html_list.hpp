// Lists for the HTML templates. Only for .cpp files that include the mustache library themselves.
#pragma once

#include "reports/html_data.hpp"

#include <utility>
#include <vector>

namespace tsuka::reports {

using List = std::vector<Data>;  ///< mustache's own type of lists

void put_list(Data& data, std::string const& name, List list);  ///< also sets has_NAME

/// `Item` is a parameter so that it may be complete later than here, as it is where this is called.
template <class Items, class Convert, class Item = Data>
void put_list(Data& data, std::string const& name, Items const& items, Convert const& convert) {
    std::vector<Item> list;
    list.reserve(items.size());
    for (auto const& item : items) list.push_back(convert(item));
    put_list(data, name, std::move(list));
}

}  // namespace tsuka::reports
