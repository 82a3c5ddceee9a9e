#include "engine/base/table.h"
#include "workloads/workload.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace zramlab {

#define WORKLOAD(function, name, summary, parameters) Plan plan_##function(const WorkloadRequest&);
#include "workloads/workloads.inc"
#undef WORKLOAD

namespace {

constexpr auto table = std::to_array<WorkloadEntry>({
#define WORKLOAD(function, name, summary, parameters) {name, summary, parameters, plan_##function},
#include "workloads/workloads.inc"
#undef WORKLOAD
});

WorkloadParameters parse_parameters(std::string_view text, std::string_view workload) {
  WorkloadParameters parameters;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view item = text.substr(0, comma);
    const std::size_t equals = item.find('=');
    if (equals == std::string_view::npos || equals == 0) {
      throw usage_error(fmt::format("--workload {}: '{}' is no parameter; write name=value", workload, item));
    }
    if (!parameters.emplace(item.substr(0, equals), item.substr(equals + 1)).second) {
      throw usage_error(fmt::format("--workload {}: {} is given twice", workload, item.substr(0, equals)));
    }
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return parameters;
}

}  // namespace

std::span<const WorkloadEntry> workloads() { return table; }

Plan plan_workload(std::string_view text, WorkloadRequest request) {
  const std::size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  const WorkloadEntry* const entry = find_in(table, name);
  if (entry == nullptr) {
    throw usage_error(fmt::format("--workload: no workload is called '{}'; there are: {}", name, names_of(table)));
  }
  if (colon != std::string_view::npos) request.parameters = parse_parameters(text.substr(colon + 1), name);
  request.operation_count = std::min(request.operation_count, planned_operations_max);
  Plan plan = entry->plan(request);
  plan.name = text;
  if (!plan.contents) plan.contents = request.contents;
  plan.order = ReplayOrder::none;
  plan.operation_count = 0;
  for (const auto& worker : plan.workers) plan.operation_count += worker.size();
  expect_contents(plan);
  return plan;
}

std::uint64_t operations_each(const WorkloadRequest& request) {
  return std::max<std::uint64_t>(1, request.operation_count / request.workers);
}

SlotRange slots_of_worker(std::uint64_t slots, ThreadIndex worker, ThreadIndex workers) {
  const std::uint64_t first = slots * worker / workers;
  return {static_cast<SlotIndex>(first), static_cast<std::uint32_t>(slots * (worker + 1) / workers - first)};
}

void require_slot_each(std::string_view workload, std::uint64_t slots, ThreadIndex workers) {
  if (slots >= workers) return;
  throw usage_error(fmt::format("--workload {}: slots={} is too few for {} workers with slots of their own", workload, slots, workers));
}

double take_number(WorkloadParameters& parameters, std::string_view name, double fallback, double lowest,
                   double highest) {
  const auto found = parameters.find(name);
  if (found == parameters.end()) return fallback;
  const std::string& text = found->second;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !(value >= lowest && value <= highest)) {
    throw usage_error(fmt::format("--workload: {}={} is not a number from {} to {}", name, text, lowest, highest));
  }
  parameters.erase(found);
  return value;
}

void refuse_unknown(const WorkloadParameters& parameters, std::string_view workload) {
  if (parameters.empty()) return;
  const WorkloadEntry& entry = find_by_name(table, workload, "workload");
  throw usage_error(fmt::format("--workload {}: no parameter is called '{}'; there are: {}", workload,
                                parameters.begin()->first, entry.parameters));
}

}  // namespace zramlab
