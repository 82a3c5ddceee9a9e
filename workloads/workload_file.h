// A workload file: phases of generated workloads, one after the other on one device. docs/workloads.md has the format.
#pragma once

#include "workloads/workload.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zramlab {

// A phase as written.
struct WrittenPhase {
  std::string place;     // "day.json: phases[1]"
  std::string label;
  std::string workload;  // "hot-slot:slots=64", its parameters put together
  std::string content;   // empty: the run's
  std::optional<ThreadIndex> threads;
  std::optional<std::uint64_t> seed;
  // Exactly one of these says how long it is.
  std::optional<std::uint64_t> operations;
  std::optional<double> share;       // of the run
  std::uint64_t runtime_ns = 0;
};

class WorkloadFile {
 public:
  using LoadContent = std::function<std::shared_ptr<const PageStore>(const std::string& text)>;

  // THROWS InputError (bad_input) that names the file and the place in it.
  explicit WorkloadFile(const std::string& file);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<WrittenPhase>& phases() const { return phases_; }
  // Whether --ops or --runtime change anything.
  [[nodiscard]] bool has_shares() const;

  // The plan of all phases for request.workers workers. Phases with a share get it of runtime_ns, or, where that is 0, of
  // `operations`, or of what the file says. `load` finds the pages that a phase asks for; all phases' pages are in plan.contents, which
  // is the same for any number of workers.
  // THROWS InputError that names the phase.
  Plan plan(const WorkloadRequest& request, std::optional<std::uint64_t> operations, std::uint64_t runtime_ns, const LoadContent& load);

 private:
  [[nodiscard]] Plan phase_plan(const WrittenPhase& phase, WorkloadRequest request, const LoadContent& load);
  std::shared_ptr<const PageStore> merged(const std::vector<std::shared_ptr<const PageStore>>& stores);

  std::string name_;
  std::optional<std::uint64_t> operations_;
  std::optional<std::uint64_t> seed_;
  std::uint32_t loops_ = 1;
  std::vector<WrittenPhase> phases_;
  std::map<std::string, std::shared_ptr<const PageStore>> loaded_;
  std::shared_ptr<const PageStore> merged_;  // made once
};

// Whether --workload names a file: its name ends in .json.
bool is_workload_file(std::string_view text);

}  // namespace zramlab
