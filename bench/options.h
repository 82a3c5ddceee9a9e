// What the command line says.
#pragma once

#include "bench/cli.h"
#include "bench/hotplug.h"
#include "bench/load.h"
#include "bench/memory_option.h"
#include "bench/steady_state.h"
#include "engine/base/types.h"
#include "engine/device/slot_lock.h"
#include "engine/platform/virtual/machine_profile.h"
#include "engine/pool/era.h"
#include "workloads/plan.h"
#include "workloads/trace_replay.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

// Options as written; check_options() turns the texts into RunOptions.
struct OptionTexts {
  std::string strategies = "all";
  std::string threads;
  std::string codecs = "lz4";
  std::string trace;
  std::string workload;
  std::string content;
  std::string operations;
  std::string runtime;
  std::string warmup;
  std::string populate = "none";
  std::string steady_state = "iops:5%";
  std::string disksize;
  std::string mem_limit;
  std::string era;
  std::string slot_lock;
  std::string pool_lock = "class";
  std::string order;
  std::string mapping;
  std::string arrival;
  std::string rate;
  std::string find_max_rate;
  std::string cpus;
  std::string on = "host";
  std::string io;
  std::string progress = "auto";
  std::string json;
  std::string timeline;
  std::string hotplug;
  MemoryTexts memory;
  std::uint32_t loops = 1;
  std::uint32_t repetitions = 1;
  std::uint64_t seed = 1;
  std::uint32_t streams = 0;
  unsigned chain_size = 0;
  double speed = 0;
  double allocation_failures = 0;
  bool verify = true;
  bool latency = true;
  bool sensitivity = true;
  bool hot_places = false;
  std::uint32_t step_sample = 16;
  bool quiet = false;
  bool dry_run = false;
};

enum class ShowProgress : std::uint8_t { automatic, always, never };

struct RunOptions {
  std::vector<std::string> strategies;
  std::vector<std::string> left_out;  // of all strategies: which, and why
  std::vector<ThreadIndex> threads;
  std::vector<std::string> codecs;
  std::string trace;     // a file; empty with a workload that has other contents
  std::string workload;  // "name:parameters" or a workload file; empty with a trace
  std::string content;   // "source:what"; empty: the trace's pages
  std::optional<std::uint64_t> operations;
  std::optional<std::uint64_t> runtime_ns;
  std::uint64_t warmup_operations = 0;
  std::uint64_t warmup_ns = 0;
  double populate_share = 0;  // of the slots
  SteadyStateCriterion steady_state;
  std::uint32_t loops = 1;
  std::uint32_t repetitions = 1;
  std::uint64_t seed = 1;
  std::uint32_t streams = 1;
  std::optional<std::uint64_t> disksize_bytes;
  std::uint64_t mem_limit_bytes = 0;
  Era era;
  std::string era_name = "newest";
  std::optional<SlotLockKind> slot_lock;  // empty: the strategy's own
  PoolLock pool_lock = PoolLock::per_class;
  ReplayOrder order = ReplayOrder::strict;
  WorkerMapping mapping = WorkerMapping::round_robin;
  Arrival arrival;
  double allocation_failure_share = 0;
  std::shared_ptr<const MachineProfile> machine;  // simulated; nullptr: this host
  bool has_kernel = false;                        // the kernel's zram is one of the strategies, under kernel_name
  std::string io = "pwrite";                      // how pages get to it: one of page_ios
  std::vector<CpuIndex> cpus;                     // of the host or of the machine
  std::string timeline;                           // a file; empty: none
  bool sensitivity = true;                        // of simulated results, to the machine's parameters
  bool hot_places = false;                        // of simulated results
  std::vector<HotplugEvent> hotplug;              // of a simulated machine
  std::string json;
  ShowProgress progress = ShowProgress::automatic;
  bool verify = true;
  bool latency = true;
  std::uint32_t step_sample = 16;
  bool quiet = false;
  bool dry_run = false;
};

// The name under which the kernel's own zram appears among the strategies.
inline constexpr std::string_view kernel_name = "kernel";

// "host", "kernel", "host,kernel", or the simulated machine's name.
std::string name_of_world(const RunOptions& options);

// Makes `app` read the options of a run into `texts`, which must outlive it.
void add_run_options(CLI::App& app, OptionTexts& texts);

// THROWS InputError that names the option.
RunOptions check_options(const OptionTexts& texts);

}  // namespace zramlab
