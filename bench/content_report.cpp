#include "bench/content_report.h"

#include "bench/calibrate/page_times.h"
#include "bench/calibrate/samples.h"
#include "bench/cost_tables.h"
#include "engine/base/units.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace zramlab {

namespace {

std::vector<ContentIndex> planned_writes(const Plan& plan) {
  std::vector<ContentIndex> writes;
  for (const auto& worker : plan.workers) {
    for (const PlannedOperation& operation : worker) {
      if (operation.operation == Operation::write && operation.content != no_content) writes.push_back(operation.content);
    }
  }
  return writes;
}

using Quantiles = std::array<double, content_quantiles.size()>;

Quantiles quantiles_of(const std::vector<double>& ns) {
  Quantiles result{};
  std::ranges::transform(content_quantiles, result.begin(), [&](double share) { return quantile(ns, share); });
  return result;
}

void add_frozen_times(const CostTable& costs, const std::vector<ContentIndex>& writes, ContentReport& report) {
  std::vector<double> compress_ns;
  std::vector<double> decompress_ns;
  for (const ContentIndex content : writes) {
    compress_ns.push_back(static_cast<double>(costs.pages[content].compress_ps) / 1e3);
    decompress_ns.push_back(static_cast<double>(costs.pages[content].decompress_ps) / 1e3);
  }
  report.compress_ns = quantiles_of(compress_ns);
  report.decompress_ns = quantiles_of(decompress_ns);
  report.frozen = true;
}

void add_measured_times(const PageStore& contents, const Codec& codec, const std::vector<ContentIndex>& writes, ContentReport& report) {
  const std::size_t count = std::min(content_pages_timed, writes.size());
  PageStore sample;
  for (std::size_t i = 0; i < count; ++i) sample.add(contents.page(writes[i * writes.size() / count]));
  const Codec* const codecs[] = {&codec};
  const CodecTimes times = std::move(measure_codecs(sample, codecs, 1, {}).front());
  std::vector<double> compress_ns;
  std::vector<double> decompress_ns;
  for (std::size_t page = 0; page < count; ++page) {
    compress_ns.push_back(static_cast<double>(times.compress.minimum(page)) / 1e3);
    decompress_ns.push_back(static_cast<double>(times.decompress.minimum(page)) / 1e3);
  }
  report.compress_ns = quantiles_of(compress_ns);
  report.decompress_ns = quantiles_of(decompress_ns);
}

nlohmann::ordered_json quantiles_json(const Quantiles& quantiles) {
  return {{"p10", quantiles[0]}, {"p50", quantiles[1]}, {"p90", quantiles[2]}, {"p99", quantiles[3]}};
}

}  // namespace

ContentReport describe_content(const Input& input, const Plan& plan, const CodecState& codec, const MachineProfile* machine) {
  ContentReport report;
  report.source = input.content_source();
  report.codec = codec.name;
  report.distinct_pages = input.contents().count();
  std::vector<ContentIndex> writes = planned_writes(plan);
  const std::size_t all = writes.size();
  std::erase_if(writes, [&](ContentIndex content) { return codec.prepared->is_same_filled(content); });
  if (all > 0) report.same_filled_share = static_cast<double>(all - writes.size()) / static_cast<double>(all);
  if (writes.empty()) return report;
  double stored_bytes = 0;
  for (const ContentIndex content : writes) stored_bytes += static_cast<double>(codec.prepared->stored_bytes(content));
  report.compression_ratio = static_cast<double>(writes.size() * page_bytes) / stored_bytes;
  if (machine != nullptr) {
    add_frozen_times(cost_table_on(*machine, input.contents(), *codec.codec, codec.name), writes, report);
  } else {
    add_measured_times(input.contents(), *codec.codec, writes, report);
  }
  return report;
}

std::string to_text(const ContentReport& report) {
  return fmt::format("content, {}: {}, {} pages, {:.1f} % of writes same-filled, ratio {:.2f}; compress p50 {}, p99 {}; decompress p50 {}, p99 {}{}\n",
                     report.codec, report.source, report.distinct_pages, 100 * report.same_filled_share, report.compression_ratio,
                     format_ns(report.compress_ns[1]), format_ns(report.compress_ns[3]), format_ns(report.decompress_ns[1]),
                     format_ns(report.decompress_ns[3]), report.frozen ? " (frozen)" : "");
}

nlohmann::ordered_json to_json(const ContentReport& report) {
  return {{"source", report.source},
          {"distinct_pages", report.distinct_pages},
          {"same_filled_share", report.same_filled_share},
          {"compression_ratio", report.compression_ratio},
          {"compress_ns", quantiles_json(report.compress_ns)},
          {"decompress_ns", quantiles_json(report.decompress_ns)},
          {"times", report.frozen ? "frozen" : "measured"}};
}

}  // namespace zramlab
