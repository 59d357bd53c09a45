// Capabilities by capget(2): see capabilities.hpp.
#include "harness/lab/capabilities.hpp"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tsuka::lab {

bool may_use_interfaces() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};
    constexpr auto needed = (1U << CAP_NET_RAW) | (1U << CAP_NET_ADMIN);
    return ::syscall(SYS_capget, &header, data) == 0 && (data[0].effective & needed) == needed;
}

}  // namespace tsuka::lab
