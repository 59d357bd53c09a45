// The words for how strongly a document asks for something (RFC 2119 section 1 to 5).
#include "harness/model/profile.hpp"

namespace tsuka::model {

std::string_view to_string(Level level) {
    switch (level) {
        case Level::must:
            return "must";
        case Level::should:
            return "should";
        case Level::may:
            return "may";
    }
    return "must";
}

}  // namespace tsuka::model
