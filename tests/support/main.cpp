// The one main() of the Boost.Test executables.
#define BOOST_TEST_MODULE tsuka
#include <boost/test/unit_test.hpp>
