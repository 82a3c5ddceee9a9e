#include "bench/input.h"

#include "bench/captures.h"
#include "engine/base/input_error.h"
#include "engine/base/units.h"
#include "workloads/content/content.h"
#include "workloads/population.h"
#include "workloads/workload.h"

#include <fmt/format.h>

#include <utility>

namespace zramlab {

namespace {

// Operations of a generated workload where the command line does not say.
constexpr std::uint64_t workload_operations_default = 40'000;

// Nothing where a phase ends by time.
std::optional<std::uint64_t> operations_of_phases(const Plan& plan) {
  std::uint64_t operations = 0;
  for (const PlanPhase& phase : plan.phases) {
    if (!phase.operations) return std::nullopt;
    operations += *phase.operations * plan.loops;
  }
  return operations;
}

}  // namespace

Input::Input(const RunOptions& options) : options_(options) {
  if (!options.trace.empty()) trace_.emplace(options.trace);
  if (trace_ && trace_->record_count() == 0) throw bad_input(fmt::format("{}: the trace holds no operation", options.trace));
  take_contents();
  if (is_workload_file(options.workload)) take_workload_file();
  // A workload may have pages of its own.
  contents_ = plan(options.threads.front()).contents;
  if (contents_ != given_contents_) content_source_ = "workload:" + name();
}

void Input::take_contents() {
  if (options_.content.empty()) {
    given_contents_ = std::make_shared<const PageStore>(trace_->load_contents());
    content_source_ = "trace:" + trace_->file().stem().string();
    if (!options_.workload.empty() && given_contents_->count() == 0) {
      throw bad_input(fmt::format("{}: the trace holds no pages for the workload to write; take them from elsewhere with --content",
                                  options_.trace));
    }
    return;
  }
  if (trace_ && trace_->content_count() > 0) {
    throw usage_error(fmt::format("--content: {} holds its own pages; --content is for workloads, and for traces without pages",
                                  options_.trace));
  }
  Content content = load_content(options_.content, options_.seed, find_shipped);
  given_contents_ = std::move(content.pages);
  content_source_ = std::move(content.source);
  content_notes_ = std::move(content.notes);
}

void Input::take_workload_file() {
  file_.emplace(options_.workload);
  if (!file_->has_shares() && (options_.operations || options_.runtime_ns)) {
    throw usage_error(fmt::format("{}: no phase of {} takes a share of the run: each says itself how long it is",
                                  options_.operations ? "--ops" : "--runtime", options_.workload));
  }
  if (options_.arrival.kind != ArrivalKind::closed) {
    throw usage_error("--arrival: the phases of a workload file run as fast as possible");
  }
}

std::string Input::name() const {
  if (file_) return file_->name();
  return options_.workload.empty() ? trace_->file().stem().string() : options_.workload;
}

const Plan& Input::plan(ThreadIndex workers) {
  const auto found = plans_.find(workers);
  return found != plans_.end() ? found->second : plans_.emplace(workers, plan_of(workers)).first->second;
}

Plan Input::plan_of(ThreadIndex workers) {
  const auto chosen = options_.content.empty() ? std::nullopt : std::optional(options_.seed);
  Plan plan = options_.workload.empty()
                  ? plan_trace(*trace_, given_contents_, workers, options_.mapping, options_.order, options_.seed, chosen)
                  : plan_generated(workers);
  apply_disksize(plan);
  lay_out_arrivals(plan, options_.arrival.kind, options_.seed);
  populate(plan, options_.populate_share, options_.seed);
  const bool warms_up = options_.warmup_operations != 0 || options_.warmup_ns != 0;
  // How far a warm-up by time comes nobody knows: taken for one pass.
  if (warms_up || !plan.population.empty()) {
    expect_contents(plan, options_.warmup_ns != 0 ? plan.operation_count : options_.warmup_operations);
  }
  return plan;
}

Plan Input::plan_generated(ThreadIndex workers) {
  WorkloadRequest request{.contents = given_contents_,
                          .workers = workers,
                          .operation_count = options_.operations.value_or(workload_operations_default),
                          .seed = options_.seed,
                          .parameters = {},
                          .contents_chosen = !options_.content.empty()};
  if (!file_) return plan_workload(options_.workload, std::move(request));
  const auto load = [this](const std::string& text) { return load_content(text, options_.seed, find_shipped).pages; };
  Plan plan = file_->plan(request, options_.operations, options_.runtime_ns.value_or(0), load);
  plan.loops *= options_.loops;
  return plan;
}

void Input::apply_disksize(Plan& plan) const {
  if (!options_.disksize_bytes) return;
  const std::uint64_t slots = *options_.disksize_bytes / page_bytes;
  if (slots < plan.slot_count) {
    throw usage_error(fmt::format("--disksize: {} has slots for {} pages, but {} uses slot {}; give at least {}",
                                  format_bytes(static_cast<double>(*options_.disksize_bytes)), slots, plan.name,
                                  plan.slot_count - 1, format_bytes(static_cast<double>(plan.slot_count * page_bytes))));
  }
  plan.slot_count = slots;
}

std::optional<std::uint64_t> Input::operations_of_a_run(const Plan& plan) const {
  if (!plan.phases.empty()) return operations_of_phases(plan);
  if (options_.runtime_ns) return std::nullopt;
  return options_.operations.value_or(plan.operation_count * options_.loops);
}

}  // namespace zramlab
