#include "bench/trace/stats/statistics.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace zramlab {
namespace {

using Json = nlohmann::ordered_json;

Json counts_json(const OperationCounts& counts) {
  return {{"write", counts[0]}, {"read", counts[1]}, {"discard", counts[2]}, {"partial", counts[3]}};
}
static_assert(static_cast<int>(Operation::write) == 0 && static_cast<int>(Operation::partial) == 3);

Json distances_json(const Histogram& distances) {
  return {{"count", distances.count()},          {"mean", distances.mean_ns()},
          {"p10", distances.quantile_ns(0.1)},   {"p50", distances.quantile_ns(0.5)},
          {"p90", distances.quantile_ns(0.9)},   {"p99", distances.quantile_ns(0.99)},
          {"max", distances.maximum_ns()}};
}

// Deciles and the tails, in bytes.
Json sizes_json(const SizeDistribution& sizes) {
  Json json = {{"pages", sizes.pages()}, {"bytes", sizes.bytes()}};
  for (const int percent : {1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99}) {
    json[fmt::format("p{}", percent)] = sizes.quantile(percent / 100.0);
  }
  return json;
}

Json codecs_json(const std::vector<CodecSizes>& all) {
  Json json = Json::array();
  for (const CodecSizes& sizes : all) {
    json.push_back({{"codec", sizes.codec},
                    {"ratio", sizes.ratio()},
                    {"huge_threshold_bytes", sizes.huge_threshold},
                    {"huge_share", sizes.huge_share()},
                    {"compressed_bytes_of_pages", sizes_json(sizes.by_page)},
                    {"compressed_bytes_of_writes", sizes_json(sizes.by_write)}});
  }
  return json;
}

Json threads_json(const TraceReader& trace, const TraceStatistics& statistics) {
  Json json = Json::array();
  for (std::size_t i = 0; i < trace.threads().size(); ++i) {
    Json row = {{"id", trace.threads()[i].recorded_id}, {"name", trace.threads()[i].name}};
    row.update(counts_json(statistics.by_thread[i]));
    json.push_back(std::move(row));
  }
  return json;
}

Json cpus_json(const TraceStatistics& statistics) {
  Json json = Json::array();
  for (const auto& [cpu, counts] : statistics.by_cpu) {
    Json row = {{"cpu", cpu}};
    row.update(counts_json(counts));
    json.push_back(std::move(row));
  }
  return json;
}

Json rate_json(const RateOverTime& rate) {
  Json intervals = Json::array();
  for (const auto& counts : rate.intervals()) intervals.push_back(counts_json(counts));
  return {{"interval_ns", rate.interval_ns()}, {"intervals", std::move(intervals)}};
}

}  // namespace

std::string statistics_json(const TraceReader& trace, const TraceStatistics& statistics) {
  const TraceSummary& summary = statistics.summary;
  const Json json = {
      {"trace", trace.file().filename().string()},
      {"duration_ns", summary.duration_ns},
      {"file_bytes", trace.file_bytes()},
      {"operations", trace.record_count()},
      {"by_operation", counts_json(summary.operations)},
      {"slots", {{"count", trace.slot_count()}, {"distinct", summary.slots_touched}}},
      {"pages",
       {{"distinct", trace.content_count()},
        {"same_filled", summary.same_filled_contents},
        {"same_filled_writes", summary.same_filled_writes},
        {"stand_ins", summary.stand_ins},
        {"unknown", summary.unknown_contents}}},
      {"overwrites", summary.overwrites},
      {"reads_of_unwritten", summary.reads_of_unwritten},
      {"codecs", codecs_json(statistics.sizes)},
      {"first_uses", statistics.first_uses},
      {"reuse_distance_slots", distances_json(statistics.reuse_slots)},
      {"refault_distance_writes", distances_json(statistics.refault_writes)},
      {"residency_ns", distances_json(statistics.residency_ns)},
      {"threads", threads_json(trace, statistics)},
      {"cpus", cpus_json(statistics)},
      {"rate", rate_json(statistics.rate)},
  };
  // Names come from recorded programs and need not be UTF-8.
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace zramlab
