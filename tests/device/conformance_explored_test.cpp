// With virtual threads, each schedule from a seed.
#include "tests/device/conformance.h"

namespace zramlab::test {
namespace {

const bool registered = register_world<VirtualWorld>("virtual");

}  // namespace
}  // namespace zramlab::test
