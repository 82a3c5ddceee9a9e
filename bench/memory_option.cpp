#include "bench/memory_option.h"

#include "engine/base/input_error.h"
#include "engine/base/units.h"
#include "traces/memory_limit.h"

#include <CLI/CLI.hpp>

namespace zramlab {

void add_memory_options(CLI::App& app, MemoryTexts& texts, const std::string& group) {
  app.add_option("--memory", texts.memory, "keep what grows with a trace below SIZE; the rest goes to a scratch file")
      ->type_name("SIZE")
      ->group(group);
  app.add_option("--scratch", texts.scratch, "the folder of the scratch file (default: $TMPDIR, or /tmp)")
      ->type_name("DIR")
      ->group(group);
}

void apply_memory_limit(const MemoryTexts& texts) {
  if (!texts.memory.empty()) {
    limit_memory(parse_bytes(texts.memory, "--memory"), texts.scratch);
  } else if (!texts.scratch.empty()) {
    throw usage_error("--scratch: a scratch file is used with --memory SIZE only; give both");
  }
}

}  // namespace zramlab
