// Which program this is.
#pragma once

namespace zramlab {

const char* version();     // "0.1.0"
const char* commit();      // short hash, with "-dirty" for uncommitted changes, or "unknown"
const char* compiler();    // "g++ 12.2.0"
const char* build_type();  // "release" or "debug", as google-benchmark says it; "sanitizer" for a sanitizer build

}  // namespace zramlab
