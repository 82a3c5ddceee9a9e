// --memory and --scratch: for every command that reads or writes traces.
#pragma once

#include "bench/cli.h"

#include <string>

namespace zramlab {

struct MemoryTexts {
  std::string memory;   // empty: no limit
  std::string scratch;  // empty: $TMPDIR
};

// Makes `app` read the two into `texts`, which must outlive it.
void add_memory_options(CLI::App& app, MemoryTexts& texts, const std::string& group);

// Limits the process (traces/memory_limit.h) if asked to. THROWS InputError (usage).
void apply_memory_limit(const MemoryTexts& texts);

}  // namespace zramlab
