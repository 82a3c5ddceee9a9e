// HdrHistogram's percentile text, which its plotter reads: a file for each name and kind of operation, over all repetitions.
// Values in microseconds, as its unit is the reader's choice and nanoseconds make wide columns.
#include "bench/export/exporter.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdint>
#include <map>
#include <utility>

namespace zramlab {

namespace {

using nlohmann::ordered_json;

constexpr double ns_per_us = 1000;

// [upper bound in ns] = count.
using Buckets = std::map<std::uint64_t, std::uint64_t>;

// What is asked of a list of pairs before it is believed: it comes from a file.
void add_buckets(const ordered_json& list, Buckets& buckets, const std::string& place) {
  if (!list.is_array()) throw bad_input(fmt::format("{} is no list", place));
  for (const ordered_json& pair : list) {
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number_unsigned() || !pair[1].is_number_unsigned()) {
      throw bad_input(fmt::format("{}: {} is not [upper bound, count]", place, pair.dump()));
    }
    buckets[pair[0].get<std::uint64_t>()] += pair[1].get<std::uint64_t>();
  }
}

struct Moments {
  double count = 0;
  double mean_us = 0;
  double deviation_us = 0;
};

Moments moments_of(const Buckets& buckets) {
  Moments moments;
  double sum = 0;
  for (const auto& [upper_ns, count] : buckets) {
    moments.count += static_cast<double>(count);
    sum += static_cast<double>(upper_ns) * static_cast<double>(count);
  }
  const double mean = sum / moments.count;
  double squares = 0;
  for (const auto& [upper_ns, count] : buckets) {
    const double off = static_cast<double>(upper_ns) - mean;
    squares += off * off * static_cast<double>(count);
  }
  moments.mean_us = mean / ns_per_us;
  moments.deviation_us = std::sqrt(squares / moments.count) / ns_per_us;
  return moments;
}

std::string percentiles_of(const Buckets& buckets) {
  const Moments moments = moments_of(buckets);
  std::string text = fmt::format("{:>12} {:>14} {:>10} {:>14}\n\n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)");
  std::uint64_t seen = 0;
  for (const auto& [upper_ns, count] : buckets) {
    seen += count;
    const double share = static_cast<double>(seen) / moments.count;
    text += fmt::format("{:12.3f} {:2.12f} {:10}", static_cast<double>(upper_ns) / ns_per_us, share, seen);
    text += share < 1 ? fmt::format(" {:14.2f}\n", 1 / (1 - share)) : "\n";
  }
  const double max_us = static_cast<double>(buckets.rbegin()->first) / ns_per_us;
  text += fmt::format("#[Mean    = {:12.3f}, StdDeviation   = {:12.3f}]\n", moments.mean_us, moments.deviation_us);
  text += fmt::format("#[Max     = {:12.3f}, Total count    = {:12}]\n", max_us, seen);
  return text + fmt::format("#[Buckets = {:12}, SubBuckets     = {:12}]\n", buckets.size(), 64);
}

std::string file_name(const std::string& run_name, const std::string& kind) {
  std::string name = run_name + '.' + kind + ".hgrm";
  for (char& letter : name) {
    if (letter == '/' || letter == ':' || letter == ',' || letter == '\\') letter = '_';
  }
  return name;
}

}  // namespace

std::vector<ExportedFile> export_hgrm(const ExportInput& input) {
  std::map<std::pair<std::string, std::string>, Buckets> histograms;
  std::size_t index = 0;
  for (const ordered_json& row : input.document["benchmarks"]) {
    const std::string place = fmt::format("{}: benchmarks[{}].histogram_ns", input.results.origin, index++);
    const auto found = row.find("histogram_ns");
    if (found == row.end() || !found->is_object()) continue;
    for (const auto& [kind, list] : found->items()) {
      add_buckets(list, histograms[{row.value("run_name", row.value("name", "")), kind}], fmt::format("{}.{}", place, kind));
    }
  }
  std::vector<ExportedFile> files;
  for (const auto& [key, buckets] : histograms) {
    if (!buckets.empty()) files.push_back({file_name(key.first, key.second), percentiles_of(buckets)});
  }
  if (files.empty()) {
    throw bad_input(fmt::format("{}: it holds no latency histogram; runs with --no-latency have none", input.results.origin));
  }
  return files;
}

}  // namespace zramlab
