#include "bench/time_split.h"

#include "bench/kernel/kernel_version.h"
#include "bench/statistics/median.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <vector>

namespace zramlab {

namespace {

struct Row {
  std::vector<TimeSplit> repetitions;

  [[nodiscard]] double median(double (*figure)(const TimeSplit&)) const {
    std::vector<double> values;
    for (const TimeSplit& split : repetitions) values.push_back(figure(split));
    return median_of(values);
  }
};

std::string format_row(const std::string& strategy, ThreadIndex threads, const Row& row) {
  const double syscall_ns = row.median([](const TimeSplit& split) { return split.syscall_ns; });
  return fmt::format("{:<22}{:>8} {:>10.0f} {:>8.0f} {:>8.0f} {:>8}\n", strategy, threads,
                     row.median([](const TimeSplit& split) { return split.page_ns; }),
                     row.median([](const TimeSplit& split) { return split.codec_ns; }),
                     row.median([](const TimeSplit& split) { return split.engine_ns(); }),
                     syscall_ns > 0 ? fmt::format("{:.0f}", syscall_ns) : "-");
}

}  // namespace

std::optional<TimeSplit> split_time(const Result& result, double bare_items_per_second, std::size_t cpus) {
  const double rate = result.measured.items_per_second();
  if (result.measured.open || rate <= 0 || bare_items_per_second <= 0) return std::nullopt;
  const double workers = static_cast<double>(std::min<std::size_t>(result.cell.threads, cpus));
  return TimeSplit{.page_ns = workers * 1e9 / rate,
                   .codec_ns = workers * 1e9 / bare_items_per_second,
                   .syscall_ns = result.kernel ? result.kernel->same_filled_write_ns : 0};
}

std::string format_splits(std::span<const Result> results) {
  std::map<std::string, std::map<std::tuple<ThreadIndex, std::string>, Row>> codecs;
  std::set<std::string> kernels;
  for (const Result& result : results) {
    if (const auto& kernel = result.kernel) {
      kernels.insert(fmt::format("kernel: Linux {}, whose zram has {}, by {}\n", kernel->release, kernel->strategy, kernel->io));
    }
    if (!result.split || (result.is_baseline && result.device)) continue;
    codecs[result.cell.codec][{result.cell.threads, result.cell.strategy}].repetitions.push_back(*result.split);
  }
  std::string text;
  for (const auto& [codec, rows] : codecs) {
    text += fmt::format("\n{}: where a page's time goes, in ns of a worker. codec: the bare loop's; syscall: a write of a same-filled page; "
                        "engine: the rest\n{:<22}{:>8} {:>10} {:>8} {:>8} {:>8}\n",
                        codec, "strategy", "threads", "per page", "codec", "engine", "syscall");
    for (const auto& [cell, row] : rows) text += format_row(std::get<1>(cell), std::get<0>(cell), row);
  }
  for (const std::string& kernel : kernels) text += kernel;
  return text;
}

void add_kernel(nlohmann::ordered_json& row, const Result& result) {
  if (result.kernel) {
    row["kernel"] = {{"release", result.kernel->release},       {"strategy", result.kernel->strategy},
                     {"backend", result.kernel->backend},       {"parameters", result.kernel->parameters},
                     {"io", result.kernel->io},                 {"same_filled_write_ns", result.kernel->same_filled_write_ns}};
    // The options' are of our devices.
    row["era"] = kernel_version_of(result.kernel->release).name();
    row.erase("pool_lock");
  }
  if (!result.split) return;
  row["split_ns"] = {{"page", result.split->page_ns},
                     {"codec", result.split->codec_ns},
                     {"engine", result.split->engine_ns()},
                     {"syscall", result.split->syscall_ns}};
}

}  // namespace zramlab
