// Where a case stands in a page: an anchor that is the case's own name, so that a link from a ticket still leads to it in the next report.
#pragma once

#include <string>
#include <string_view>

namespace tsuka::reports {

/// "esp.single.inbound", "frag.in.reordered(order=3-2-1)": characters of an RFC 3986 fragment, different for different names, and never
/// one of the page's own sections, whose names have no dot and no colon.
[[nodiscard]] std::string anchor_of(std::string_view name);

/// A relative path as a reference (RFC 3986 section 3.3): everything but unreserved characters is percent-encoded, octet by octet.
[[nodiscard]] std::string reference(std::string_view path);

}  // namespace tsuka::reports
