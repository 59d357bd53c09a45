// The end of a command: see to_the_end.hpp.
#include "harness/cli/to_the_end.hpp"
#include "harness/cli/told.hpp"

#include "harness/app/catalogue.hpp"
#include "harness/cli/commands.hpp"

#include <cstdio>
#include <exception>
#include <iostream>
#include <new>
#include <system_error>

namespace tsuka::cli {

int to_the_end(std::function<int()> const& command) {
    int status = exit_error;
    try {
        status = command();
    } catch (std::bad_alloc const&) {
        // Nothing that needs memory may be done to say so.
        (void)std::fputs("tsuka: out of memory; a smaller suite, fewer --jobs, or a higher limit (ulimit -v) may help\n", stderr);
        return exit_error;
    } catch (std::system_error const& error) {
        std::cerr << "tsuka: " << error.what() << "\n";  // fmt::print: "cannot write to file: No space left on device"
        return exit_error;
    } catch (std::exception const& error) {
        std::cerr << "tsuka: internal error: " << error.what() << "\n";
        return exit_error;
    }
    std::cout.flush();
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout) return status;
    complain("the output could not be written");
    return exit_error;
}

}  // namespace tsuka::cli
