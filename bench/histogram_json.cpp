#include "bench/histogram_json.h"

#include <nlohmann/json.hpp>

namespace zramlab {

using nlohmann::ordered_json;

ordered_json to_json(const Histogram& histogram) {
  return {{"count", histogram.count()},
          {"mean", histogram.mean_ns()},
          {"min", histogram.minimum_ns()},
          {"p50", histogram.quantile_ns(0.5)},
          {"p90", histogram.quantile_ns(0.9)},
          {"p99", histogram.quantile_ns(0.99)},
          {"p99.9", histogram.quantile_ns(0.999)},
          {"max", histogram.maximum_ns()}};
}

ordered_json buckets_of(const Histogram& histogram) {
  ordered_json buckets = ordered_json::array();
  histogram.for_each_bucket([&](std::uint64_t upper_ns, std::uint64_t count) { buckets.push_back({upper_ns, count}); });
  return buckets;
}

}  // namespace zramlab
