#include "bench/course_json.h"

#include "engine/base/types.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace zramlab {

namespace {

using nlohmann::ordered_json;

ordered_json to_json(const Preparation& preparation) {
  return {{"operations", preparation.operations},
          {"failed_operations", preparation.failed_operations},
          {"elapsed_s", preparation.elapsed_ns / 1e9}};
}

ordered_json to_json(const PhaseResult& phase) {
  return {{"label", phase.label},
          {"workload", phase.workload},
          {"threads", phase.workers},
          {"operations", phase.operations},
          {"failed_operations", phase.failed_operations},
          {"elapsed_s", phase.elapsed_ns / 1e9},
          {"items_per_second", phase.items_per_second()},
          {"latency_ns",
           {{"write", {{"p50", phase.write_ns_p50}, {"p99", phase.write_ns_p99}}},
            {"read", {{"p50", phase.read_ns_p50}, {"p99", phase.read_ns_p99}}}}}};
}

ordered_json to_json(const SeriesPoint& point) {
  return {{"at_s", static_cast<double>(point.at_ns) / 1e9},
          {"operations", point.operations},
          {"orig_data_size", point.memory.orig_data_size},
          {"compr_data_size", point.memory.compr_data_size},
          {"mem_used_total", point.memory.mem_used_total},
          {"stream_bytes", point.memory.stream_bytes}};
}

// fio's names; ours are judged, attained_at_s and slope's unit.
ordered_json to_json(const SteadyState& state, const SteadyStateCriterion& criterion) {
  ordered_json json = {{"ss", criterion.text()}, {"judged", state.is_judged}, {"attained", state.attained ? 1 : 0}};
  if (!state.is_judged) return json;
  if (state.attained) json["attained_at_s"] = state.attained_at_s;
  json["duration"] = state.window_s;
  json["criterion"] = fmt::format("{}%", criterion.limit_percent);
  json["max_deviation"] = fmt::format("{:.3f}%", state.deviation_percent);
  json["slope"] = fmt::format("{:.3f}%", state.slope_percent);
  ordered_json bandwidths = ordered_json::array();
  for (const double rate : state.rates) bandwidths.push_back(rate * page_bytes);
  json["data"] = {{"bw_mean", state.mean_per_second * page_bytes}, {"iops_mean", state.mean_per_second}, {"iops", state.rates}, {"bw", bandwidths}};
  return json;
}

template <class T>
ordered_json list_of(const std::vector<T>& items) {
  ordered_json list = ordered_json::array();
  for (const T& item : items) list.push_back(to_json(item));
  return list;
}

}  // namespace

void add_course(ordered_json& row, const Result& result, const SteadyStateCriterion& criterion) {
  const Measured& measured = result.measured;
  row["populate"] = measured.populated ? to_json(*measured.populated) : ordered_json(nullptr);
  row["warm_up"] = measured.warmed_up ? to_json(*measured.warmed_up) : ordered_json(nullptr);
  if (!measured.phases.empty()) row["phases"] = list_of(measured.phases);
  row["steady_state"] = to_json(result.steady_state, criterion);
  row["series"] = list_of(measured.series);
}

}  // namespace zramlab
