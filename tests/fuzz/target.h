// What the fuzzer calls: every reader of bytes that come from elsewhere.
#pragma once

#include "engine/base/types.h"

#include <functional>
#include <string>
#include <vector>

namespace zramlab::fuzz {

// Readers may refuse any bytes with an InputError, and do nothing else: no crash, no other exception, no endless loop.
struct Target {
  std::string name;  // "import-ftrace"
  std::function<void(ByteView bytes)> run;
  std::vector<std::string> seeds;  // bytes it likes, to begin with
};

std::vector<Target> trace_targets();     // .ztrace files
std::vector<Target> importer_targets();  // one for each line of the table of importers
std::vector<Target> text_targets();      // options, profiles, cost tables
std::vector<Target> result_targets();    // result files and the gate's thresholds

}  // namespace zramlab::fuzz
