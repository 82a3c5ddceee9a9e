// One cell of an experiment, and what it measured together with its context.
#pragma once

#include "bench/open_loop.h"
#include "bench/rate_search.h"
#include "bench/series.h"
#include "bench/steady_state.h"
#include "engine/base/histogram.h"
#include "engine/device/statistics.h"
#include "engine/device/step_times.h"
#include "engine/platform/virtual/simulated_machine.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zramlab {

// What is measured: one strategy with one codec and one number of threads.
struct Cell {
  std::string strategy;
  std::string codec;
  ThreadIndex threads = 1;
  std::string load = {};  // Load::name; empty: a closed loop

  bool operator==(const Cell&) const = default;
};

struct ContextSwitches {
  std::uint64_t voluntary = 0;
  std::uint64_t involuntary = 0;
};

// What was done before the clock started, and is in no other figure.
struct Preparation {
  std::uint64_t operations = 0;
  std::uint64_t failed_operations = 0;
  double elapsed_ns = 0;
};

// A phase of a workload file, over all its loops.
struct PhaseResult {
  std::string label;
  std::string workload;
  std::size_t workers = 0;
  std::uint64_t operations = 0;
  std::uint64_t failed_operations = 0;
  double elapsed_ns = 0;
  std::uint64_t write_ns_p50 = 0;
  std::uint64_t write_ns_p99 = 0;
  std::uint64_t read_ns_p50 = 0;
  std::uint64_t read_ns_p99 = 0;

  [[nodiscard]] double items_per_second() const {
    return elapsed_ns > 0 ? static_cast<double>(operations - failed_operations) * 1e9 / elapsed_ns : 0;
  }
};

// What the workers did and how long it took. Times in nanoseconds, CPU times summed over the workers.
struct Measured {
  std::uint64_t operations = 0;
  std::uint64_t failed_operations = 0;
  double elapsed_ns = 0;  // from the first worker's start to the last one's end
  double cpu_ns = 0;
  double user_ns = 0;
  double system_ns = 0;
  ContextSwitches switches;
  double fairness = 1;  // Jain's index of the workers' rates: 1 all alike, 1/n one did everything
  Histogram write_ns;
  Histogram read_ns;
  Histogram wait_ns;                          // for a stream
  std::array<double, step_count> steps_ns{};  // mean of a write, over sampled writes
  std::optional<OpenLoop> open;               // empty: a closed loop
  std::optional<Preparation> populated;
  std::optional<Preparation> warmed_up;
  std::vector<PhaseResult> phases;  // of a workload file
  std::vector<SeriesPoint> series;

  // Operations that did what they should.
  [[nodiscard]] std::uint64_t done() const { return operations - failed_operations; }
  [[nodiscard]] double items_per_second() const {
    return elapsed_ns > 0 ? static_cast<double>(done()) * 1e9 / elapsed_ns : 0;
  }
};

// What the device said at the end; none for the bare loop, which has no device.
struct DeviceReport {
  MmStat mm_stat;
  std::optional<MmStat> mm_stat_start;  // when the clock started, where something was done before
  IoStat io_stat;
  DebugStat debug_stat;
  std::uint64_t streams = 0;
  std::uint64_t stream_bytes = 0;
  std::uint64_t stream_bytes_max = 0;
  std::uint64_t reader_bytes = 0;  // contexts for reads that take no stream, where decompression has state
  std::string slot_lock;
};

// Of a run in the kernel's own zram: which that was, and how pages got there.
struct KernelReport {
  std::string release;     // "6.18.44"
  std::string strategy;    // that this version has, by its name among ours
  std::string backend;     // "lz4", as the kernel calls it
  std::string parameters;  // as it was told them; empty: its own defaults
  std::string io;          // as --io names it
  double same_filled_write_ns = 0;  // what it costs to get in and out, measured on the same device after the run
};

// Where a page's time goes, in nanoseconds of a worker that has a CPU.
struct TimeSplit {
  double page_ns = 0;
  double codec_ns = 0;    // of the bare loop of the same repetition
  double syscall_ns = 0;  // KernelReport::same_filled_write_ns; 0 where nothing is entered
  [[nodiscard]] double engine_ns() const { return page_ns - codec_ns - syscall_ns; }  // all the rest
};

enum class Verified : std::uint8_t {
  yes,
  no,           // not asked for
  failed,       // wrong answers: there is no result
  not_stored,   // the strategy stores nothing, by design
};

// What a simulated result becomes when a group of the machine's parameters is scaled.
struct ScaledRun {
  ParameterGroup group = ParameterGroup::line_transfer;
  double factor = 1;
  double items_per_second = 0;
};

struct Result {
  Cell cell;
  unsigned repetition = 0;
  bool is_baseline = false;
  Measured measured;
  std::optional<DeviceReport> device;
  Verified verified = Verified::no;
  std::uint64_t reads_checked = 0;      // reading back at the end included
  std::uint64_t reads_uncheckable = 0;  // after partial writes beside other writes
  double share_followed = 1;            // of the slots: below 1 where the run is too long to log
  bool oversubscribed = false;
  bool pinned = false;
  bool interrupted = false;               // Ctrl-C ended it early: kept, but not compared
  std::vector<std::string> emulations;    // what this platform could only imitate
  std::vector<std::string> warnings;      // what is wrong with this measurement
  std::vector<std::string> failures;      // verification and recount: what is wrong with the answers
  [[nodiscard]] bool is_comparable() const { return !interrupted && failures.empty(); }

  SteadyState steady_state;
  std::optional<SimulationReport> simulation;  // of a simulated run
  double simulation_s = 0;                     // that the simulation itself took on this host; in no file
  std::vector<ScaledRun> sensitivity;          // empty: not asked for
  std::optional<KernelReport> kernel;
  std::optional<TimeSplit> split;         // where the kernel takes part; not of an open loop
  std::optional<double> efficiency;       // against the bare loop of the same repetition; not of an open loop
  std::optional<RateSearch> rate_search;  // of --find-max-rate; the rest is of the last run at the rate it found
};

}  // namespace zramlab
