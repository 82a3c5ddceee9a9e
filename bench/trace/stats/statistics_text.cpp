#include "bench/trace/stats/statistics.h"
#include "engine/base/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <string_view>

namespace zramlab {
namespace {

constexpr std::size_t rate_rows_max = 12;

void append_sizes(std::string& text, const std::vector<CodecSizes>& all) {
  if (all.empty()) return;
  fmt::format_to(std::back_inserter(text), "\n{:<24} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6}   compressed bytes of a page written\n",
                 "codec", "ratio", "huge", "p10", "p50", "p90", "p99");
  for (const CodecSizes& sizes : all) {
    fmt::format_to(std::back_inserter(text), "{:<24} {:>6.2f} {:>5.1f}% {:>6} {:>6} {:>6} {:>6}\n", sizes.codec, sizes.ratio(),
                   100 * sizes.huge_share(), sizes.by_write.quantile(0.1), sizes.by_write.quantile(0.5),
                   sizes.by_write.quantile(0.9), sizes.by_write.quantile(0.99));
  }
}

void append_distances(std::string& text, std::string_view name, const Histogram& distances, std::string (*written)(double)) {
  if (distances.count() == 0) return;
  const auto at = [&](double share) { return written(static_cast<double>(distances.quantile_ns(share))); };
  fmt::format_to(std::back_inserter(text), "{:<38} {:>9} {:>9} {:>9} {:>9} {:>9}\n", name, at(0.1), at(0.5), at(0.9), at(0.99),
                 written(static_cast<double>(distances.maximum_ns())));
}

std::string whole(double number) { return fmt::format("{:.0f}", number); }

void append_rate(std::string& text, const RateOverTime& rate) {
  const auto& intervals = rate.intervals();
  const std::size_t step = (intervals.size() + rate_rows_max - 1) / rate_rows_max;
  fmt::format_to(std::back_inserter(text), "\n{:<24} {:>12} {:>12} {:>12}   a second\n", "from", "writes", "reads", "discards");
  for (std::size_t first = 0; first < intervals.size(); first += step) {
    OperationCounts counts{};
    const std::size_t last = std::min(first + step, intervals.size());
    for (std::size_t i = first; i < last; ++i) {
      for (std::size_t kind = 0; kind < operation_count; ++kind) counts[kind] += intervals[i][kind];
    }
    const double seconds = static_cast<double>((last - first) * rate.interval_ns()) * 1e-9;
    const auto per_second = [&](Operation kind) { return static_cast<double>(counts[static_cast<std::size_t>(kind)]) / seconds; };
    fmt::format_to(std::back_inserter(text), "{:<24} {:>12.0f} {:>12.0f} {:>12.0f}\n",
                   format_ns(static_cast<double>(first * rate.interval_ns())),
                   per_second(Operation::write) + per_second(Operation::partial), per_second(Operation::read),
                   per_second(Operation::discard));
  }
}

}  // namespace

std::string statistics_text(const TraceReader& trace, const TraceStatistics& statistics) {
  std::string text = describe(trace, statistics.summary);
  append_sizes(text, statistics.sizes);
  fmt::format_to(std::back_inserter(text), "\n{:<38} {:>9} {:>9} {:>9} {:>9} {:>9}\n", "distance", "p10", "p50", "p90", "p99", "max");
  append_distances(text, "reuse: slots between uses of one", statistics.reuse_slots, whole);
  append_distances(text, "refault: writes from write to read", statistics.refault_writes, whole);
  append_distances(text, "time from write to read", statistics.residency_ns, format_ns);
  append_rate(text, statistics.rate);
  return text;
}

}  // namespace zramlab
