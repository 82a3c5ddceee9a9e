#include "bench/input.h"

#include "bench/captures.h"
#include "engine/base/input_error.h"
#include "engine/base/units.h"
#include "workloads/content/content.h"
#include "workloads/workload.h"

#include <fmt/format.h>

namespace zramlab {

namespace {

// Operations of a generated workload where the command line does not say.
constexpr std::uint64_t workload_operations_default = 40'000;

}  // namespace

Input::Input(const RunOptions& options) : options_(options) {
  if (!options.trace.empty()) trace_.emplace(options.trace);
  if (trace_ && trace_->record_count() == 0) throw bad_input(fmt::format("{}: the trace holds no operation", options.trace));
  take_contents();
}

void Input::take_contents() {
  if (options_.content.empty()) {
    contents_ = std::make_shared<const PageStore>(trace_->load_contents());
    content_source_ = "trace:" + trace_->file().stem().string();
    if (!options_.workload.empty() && contents_->count() == 0) {
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
  contents_ = std::move(content.pages);
  content_source_ = std::move(content.source);
  content_notes_ = std::move(content.notes);
}

std::string Input::name() const {
  return options_.workload.empty() ? trace_->file().stem().string() : options_.workload;
}

const Plan& Input::plan(ThreadIndex workers) {
  const auto found = plans_.find(workers);
  if (found != plans_.end()) return found->second;
  Plan plan;
  if (options_.workload.empty()) {
    plan = plan_trace(*trace_, contents_, workers, options_.mapping, options_.order,
                      options_.content.empty() ? std::nullopt : std::optional(options_.seed));
  } else {
    plan = plan_workload(options_.workload, {.contents = contents_,
                                             .workers = workers,
                                             .operation_count = options_.operations.value_or(workload_operations_default),
                                             .seed = options_.seed,
                                             .parameters = {}});
  }
  if (options_.disksize_bytes) {
    const std::uint64_t slots = *options_.disksize_bytes / page_bytes;
    if (slots < plan.slot_count) {
      throw usage_error(fmt::format("--disksize: {} has slots for {} pages, but {} uses slot {}; give at least {}",
                                    format_bytes(static_cast<double>(*options_.disksize_bytes)), slots, plan.name,
                                    plan.slot_count - 1, format_bytes(static_cast<double>(plan.slot_count * page_bytes))));
    }
    plan.slot_count = slots;
  }
  return plans_.emplace(workers, std::move(plan)).first->second;
}

std::optional<std::uint64_t> Input::operations_of_a_run(const Plan& plan) const {
  if (options_.runtime_ns) return std::nullopt;
  return options_.operations.value_or(plan.operation_count * options_.loops);
}

}  // namespace zramlab
