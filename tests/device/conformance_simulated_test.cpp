// With virtual threads on simulated machines.
#include "tests/device/conformance.h"
#include "tests/support/simulated_world.h"

namespace zramlab::test {
namespace {

const bool registered = register_world<SimulatedWorld>("simulated");

}  // namespace
}  // namespace zramlab::test
