// When two remotes are one to a NAPT: see binding.hpp.
#include "harness/sim/binding.hpp"

namespace tsuka::sim {

bool same_for(model::Dependence dependence, SocketAddress a, SocketAddress b) {
    switch (dependence) {
        case model::Dependence::endpoint_independent:
            return true;
        case model::Dependence::address_dependent:
            return a.address == b.address;
        case model::Dependence::address_and_port_dependent:
            return a == b;
    }
    return false;
}

}  // namespace tsuka::sim
