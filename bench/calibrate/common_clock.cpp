#include "bench/calibrate/common_clock.h"

#include "bench/calibrate/samples.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>
#include <vector>

namespace zramlab {

namespace {

constexpr std::size_t clock_passes = 27;

struct Totals {
  double compress_ps = 0;
  double decompress_ps = 0;
};

Totals totals_of(const CostTable& table) {
  Totals totals;
  for (const PageCost& page : table.pages) {
    totals.compress_ps += static_cast<double>(page.compress_ps);
    totals.decompress_ps += static_cast<double>(page.decompress_ps);
  }
  return totals;
}

double total_of_pass(const PageTimes& times, std::size_t attempt) {
  double total_ps = 0;
  for (std::size_t page = 0; page < times.pages(); ++page) total_ps += static_cast<double>(times.at(page, attempt));
  return total_ps;
}

std::uint64_t scaled(std::uint64_t ps, double factor) {
  const double units = std::round(static_cast<double>(ps) * factor / static_cast<double>(cost_unit_ps));
  return static_cast<std::uint64_t>(units) * cost_unit_ps;
}

}  // namespace

CostTable multiplied(CostTable table, const ClockRatio& factor, std::string_view why) {
  for (PageCost& page : table.pages) {
    page.compress_ps = scaled(page.compress_ps, factor.compress);
    page.decompress_ps = scaled(page.decompress_ps, factor.decompress);
  }
  table.same_filled_scan_ps = std::round(table.same_filled_scan_ps * factor.compress);
  fit_lines(table);
  table.method += fmt::format("; times {:.3f} and {:.3f}, {}", factor.compress, factor.decompress, why);
  return table;
}

ClockRatio ratio_of(const CostTable& table, const CostTable& clock) {
  const Totals found = totals_of(table);
  const Totals base = totals_of(clock);
  return {found.compress_ps / base.compress_ps, found.decompress_ps / base.decompress_ps};
}

ClockRatio ratio_by_passes(const CodecTimes& times, const CodecTimes& clock) {
  std::vector<double> compress;
  std::vector<double> decompress;
  for (std::size_t attempt = 0; attempt < times.compress.tries(); ++attempt) {
    compress.push_back(total_of_pass(times.compress, attempt) / total_of_pass(clock.compress, attempt));
    decompress.push_back(total_of_pass(times.decompress, attempt) / total_of_pass(clock.decompress, attempt));
  }
  return {median(std::move(compress)), median(std::move(decompress))};
}

CostTable on_clock(CostTable table, const CostTable& clock, const ClockRatio& ratio) {
  const Totals base = totals_of(clock);
  const Totals found = totals_of(table);
  const double compress = found.compress_ps > 0 ? ratio.compress * base.compress_ps / found.compress_ps : 1;
  const double decompress = found.decompress_ps > 0 ? ratio.decompress * base.decompress_ps / found.decompress_ps : 1;
  return multiplied(std::move(table), {compress, decompress},
                    fmt::format("as those beside {} have it", clock.origin.empty() ? clock.codec : clock.origin.substr(clock.origin.rfind('/') + 1)));
}

CostTable as_where(const CostTable& known, CostTable table, const CodecTimes& times, const CodecTimes& times_of_known) {
  return on_clock(std::move(table), known, ratio_by_passes(times, times_of_known));
}

void bring_to_clock(const Clock& clock, const PageStore& contents, std::span<const Codec* const> codecs, std::span<CostTable> tables,
                    const TellProgress& tell) {
  std::vector<PageJob> jobs;
  for (const Codec* const codec : codecs) {
    jobs.push_back({&clock.contents, codec});
    jobs.push_back({&contents, codec});
  }
  const std::vector<CodecTimes> times = measure_in_turns(jobs, clock_passes, tell);
  for (std::size_t i = 0; i < codecs.size(); ++i) {
    tables[i] = as_where(clock.tables[i], std::move(tables[i]), times[2 * i + 1], times[2 * i]);
  }
}

}  // namespace zramlab
