// What a run replays: a trace or a generated workload, with its pages.
#pragma once

#include "bench/options.h"
#include "traces/reader.h"
#include "workloads/plan.h"
#include "workloads/workload_file.h"

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

  // Operations one run does over all workers; nullopt: until its time is over.
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
  void take_workload_file();
  Plan plan_of(ThreadIndex workers);
  Plan plan_generated(ThreadIndex workers);
  void apply_disksize(Plan& plan) const;

  const RunOptions& options_;
  std::optional<TraceReader> trace_;
  std::optional<WorkloadFile> file_;
  std::shared_ptr<const PageStore> given_contents_;  // for a workload that has none of its own
  std::shared_ptr<const PageStore> contents_;        // that are used
  std::string content_source_;
  std::vector<std::string> content_notes_;
  std::map<ThreadIndex, Plan> plans_;
};

}  // namespace zramlab
