// `tsuka sign` and `tsuka verify`: a run bound to a key.
#include "harness/app/seal.hpp"
#include "harness/app/signing.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/told.hpp"
#include "harness/model/text.hpp"

#include <fmt/format.h>

namespace tsuka::cli {

namespace {

constexpr int exit_not_verified = 1;

}  // namespace

int sign(SignOptions const& options) {
    const auto folder = told(record::RunFolder::open(options.run));
    const auto key = folder ? told(record::Key::read_private(options.key)) : std::nullopt;
    if (!key) return exit_usage;
    if (const auto whole = app::as_sealed(*folder); !whole) {
        complain("this run is not what was sealed and is not signed: " + whole.error().what);
        return exit_usage;
    }
    suite::Diagnostics said;
    const auto done = app::sign(*folder, *key, said);
    (void)tell(said);
    if (!done) {
        complain(done.error().what);
        return exit_error;
    }
    fmt::print("signed: {}\nby key: {}\n", folder->file(record::signatures_file).string(), key->id());
    return 0;
}

int verify(SignOptions const& options) {
    const auto folder = told(record::RunFolder::open(options.run));
    const auto key = folder ? told(record::Key::read_public(options.key)) : std::nullopt;
    if (!key) return exit_usage;
    const auto verified = app::verify(*folder, *key, options.rejudge);
    (void)tell(verified.of_profile);
    for (auto const& line : verified.lines) fmt::print("{}\n", line);
    if (!verified.trouble.empty()) {
        fmt::print("NOT VERIFIED: {}\n", model::printable(verified.trouble));
        return exit_not_verified;
    }
    fmt::print("verified: all files are as signed by the key {}\n", key->id());
    return 0;
}

}  // namespace tsuka::cli
