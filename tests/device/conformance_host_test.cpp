// With real threads.
#include "tests/device/conformance.h"

namespace zramlab::test {
namespace {

const bool registered = register_world<HostWorld>("host");

}  // namespace
}  // namespace zramlab::test
