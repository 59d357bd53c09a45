// The lab that load travels through: namespaces, interfaces or a simulated router.
#pragma once

#include "generator/base/result.hpp"
#include "harness/app/found.hpp"
#include "harness/app/options.hpp"
#include "harness/app/say.hpp"
#include "harness/lab/interface.hpp"
#include "harness/lab/last_words.hpp"
#include "harness/lab/namespace_lab.hpp"
#include "harness/model/lab.hpp"
#include "harness/port/batch_sender.hpp"
#include "harness/rate/path.hpp"
#include "harness/sim/router.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace tsuka::app {

/// Its members undo themselves.
struct LoadLab {
    model::Lab lab;
    std::string dut;
    std::string about;
    std::optional<lab::NamespaceLab> namespaces;
    std::optional<lab::PreparedInterface> lan_interface;
    std::optional<lab::PreparedInterface> wan_interface;
    std::unique_ptr<sim::Router> router;  ///< simulated
    std::unique_ptr<rate::Path> path;
    // Of a PPPoE line: what is to be sent when whoever measures has been killed, and what sends it.
    std::optional<lab::LastWords> last_words;
    std::unique_ptr<port::BatchSender> parting;
};

/// Nothing: what the kernel refuses, interfaces that are not fit for tests, and files that cannot be read.
[[nodiscard]] Found<LoadLab> set_up_load(LoadOptions const& options, Say const& say);

/// Makes the interfaces what they were. `why` is told of those that are not, and of what else was left undone; false when an interface is
/// not.
[[nodiscard]] bool put_back(LoadLab& lab, Say const& why);

}  // namespace tsuka::app
