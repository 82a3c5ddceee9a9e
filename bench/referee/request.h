// What a `bench referee` command line asks for.
#pragma once

#include "bench/cli.h"
#include "bench/kernel/zram_algorithm.h"
#include "bench/referee/action.h"
#include "bench/referee/kernel_era.h"
#include "engine/backend/backend.h"
#include "traces/page_store.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zramlab {

// As written.
struct RefereeTexts {
  std::string lengths = "kernel";
  std::string codec = "lz4";
  std::string trace;
  std::string content;
  std::string replay;
  std::string operations;
  std::string compact_every;
  std::string checkpoints;
  std::string every;
  std::string era;
  std::string mem_limit;
  std::string json;
  std::string save;
  std::uint64_t seed = 1;
  std::uint32_t slots = 8192;
  unsigned chain_size = 0;
  double tolerance_percent = -1;  // < 0: the codec's
  bool shrinks = true;
  bool quiet = false;
};

enum class Lengths : std::uint8_t { kernel, own };

struct RefereeRequest {
  Lengths lengths = Lengths::kernel;
  std::string codec_text;              // "zstd:level=3"
  ZramAlgorithm algorithm;             // as the kernel calls it
  std::shared_ptr<const Codec> codec;  // of Lengths::own; nullptr otherwise
  double tolerance = 0;                // of totals, relative; 0 with the kernel's lengths
  KernelEra era;
  std::uint64_t mem_limit_bytes = 0;

  std::shared_ptr<const PageStore> contents;
  std::vector<Action> actions;
  std::uint64_t slots = 1;
  std::string what;            // "1000000 random operations (seed 1) over the pages of trace:gxx"
  std::vector<std::string> notes;
  std::string page_options;    // that name the same pages again: "--content trace:gxx"
  std::uint64_t check_every = 1;

  std::string json;
  std::string save;
  bool shrinks = true;
  bool quiet = false;
};

void add_referee_options(CLI::App& command, RefereeTexts& texts);

// Reads what is to be replayed. THROWS InputError: usage, naming the option; bad_input, naming the file.
RefereeRequest check_referee_request(const RefereeTexts& texts);

// The command that does these actions again.
std::string replay_command(const RefereeRequest& request, const std::string& actions);

}  // namespace zramlab
