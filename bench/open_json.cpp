#include "bench/open_json.h"

#include "bench/histogram_json.h"

#include <nlohmann/json.hpp>

namespace zramlab {

namespace {

using nlohmann::ordered_json;

ordered_json to_json(const RateProbe& probe) {
  return {{"rate", probe.rate},
          {"quantile_ns", probe.quantile_ns},
          {"achieved_per_second", probe.achieved_per_second},
          {"saturated", probe.is_saturated},
          {"passed", probe.passed},
          {"confirms", probe.confirms}};
}

ordered_json to_json(const RateSearch& search) {
  ordered_json probes = ordered_json::array();
  for (const RateProbe& probe : search.probes) probes.push_back(to_json(probe));
  return {{"goal", search.goal},
          {"rate", search.rate},
          {"precision", search.precision},
          {"confirmed", search.is_confirmed},
          {"capacity_per_second", search.capacity_per_second},
          {"probes", probes}};
}

ordered_json to_json(const OpenLoop& open, ArrivalKind kind) {
  ordered_json arrival = {{"kind", to_string(kind)},
                          {"rate", open.rate},
                          {"offered_per_second", open.offered_per_second},
                          {"achieved_per_second", open.achieved_per_second},
                          {"saturated", open.is_saturated()},
                          {"late_operations", open.times.late_operations},
                          {"lag_ns", to_json(open.times.lag_ns)}};
  if (open.capacity_per_second > 0) arrival["capacity_per_second"] = open.capacity_per_second;
  return arrival;
}

}  // namespace

void add_open_loop(ordered_json& row, const Result& result, ArrivalKind kind) {
  if (result.rate_search) row["rate_search"] = to_json(*result.rate_search);
  if (!result.measured.open) return;
  const OpenLoop& open = *result.measured.open;
  row["load"] = result.cell.load;
  row["arrival"] = to_json(open, kind);
  if (open.times.write_response_ns.count() + open.times.read_response_ns.count() == 0) return;
  row["response_ns"] = {{"write", to_json(open.times.write_response_ns)}, {"read", to_json(open.times.read_response_ns)}};
  row["response_histogram_ns"] = {{"write", buckets_of(open.times.write_response_ns)},
                                  {"read", buckets_of(open.times.read_response_ns)},
                                  {"lag", buckets_of(open.times.lag_ns)}};
}

}  // namespace zramlab
