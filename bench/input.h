// What a run replays: a trace or a generated workload, with its pages.
#pragma once

#include "bench/options.h"
#include "traces/reader.h"
#include "workloads/plan.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zramlab {

// 1. Opened once for an experiment; plans are made once for each number of workers.
// 2. THROWS InputError for a file that cannot be used.
class Input {
 public:
  explicit Input(const RunOptions& options);

  // The plan for `workers` workers.
  const Plan& plan(ThreadIndex workers);

  // Operations one run does over all workers; nullopt: until --runtime is over.
  [[nodiscard]] std::optional<std::uint64_t> operations_of_a_run(const Plan& plan) const;

  [[nodiscard]] const PageStore& contents() const { return *contents_; }
  [[nodiscard]] std::shared_ptr<const PageStore> shared_contents() const { return contents_; }
  // nullptr: a workload whose contents come from elsewhere.
  [[nodiscard]] const TraceReader* trace() const { return trace_ ? &*trace_ : nullptr; }
  // "trace:gxx", "synthetic:node": where the pages come from.
  [[nodiscard]] const std::string& content_source() const { return content_source_; }
  [[nodiscard]] const std::vector<std::string>& content_notes() const { return content_notes_; }
  [[nodiscard]] std::string name() const;  // "gxx", or the workload as written

 private:
  void take_contents();

  const RunOptions& options_;

  std::optional<TraceReader> trace_;
  std::shared_ptr<const PageStore> contents_;
  std::string content_source_;
  std::vector<std::string> content_notes_;
  std::map<ThreadIndex, Plan> plans_;
};

}  // namespace zramlab
