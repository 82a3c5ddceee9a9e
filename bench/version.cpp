#include "bench/version.h"

#include "engine/base/sanitizers.h"
#include "generated/commit.h"

namespace zramlab {

const char* version() { return ZRAMLAB_VERSION; }

const char* commit() { return ZRAMLAB_COMMIT; }

const char* compiler() {
#if defined(__clang__)
  return "clang++ " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

const char* build_type() {
#if defined(ZRAMLAB_ADDRESS_SANITIZER) || defined(ZRAMLAB_THREAD_SANITIZER)
  return "sanitizer";
#elif defined(__OPTIMIZE__)
  return "release";
#else
  return "debug";
#endif
}

}  // namespace zramlab
