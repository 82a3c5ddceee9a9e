// The progress line: on stderr, and only where somebody sees it.
#pragma once

#include "bench/experiment.h"

#include <cstdint>
#include <string>

namespace zramlab {

// "[12/48] per-cpu lz4 2 threads  184k pages/s  eta 0:41". Redrawn in place on a terminal; a line for each run elsewhere.
class Progress {
 public:
  Progress(ShowProgress show, std::optional<std::uint64_t> operations_of_a_run);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  [[nodiscard]] bool is_shown() const { return shown_; }
  void update(const PlannedRun& run, std::size_t done, std::size_t total, std::uint64_t operations);

 private:
  bool shown_;
  bool is_terminal_;
  std::optional<std::uint64_t> operations_of_a_run_;
  std::uint64_t started_ns_;
  std::uint64_t run_started_ns_ = 0;
  std::size_t last_done_ = ~std::size_t{0};
  bool line_open_ = false;
};

}  // namespace zramlab
