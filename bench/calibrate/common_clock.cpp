#include "bench/calibrate/common_clock.h"

#include "bench/calibrate/samples.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>
#include <vector>

namespace zramlab {

namespace {

constexpr std::size_t rounds = 9;
constexpr std::size_t tries_of_a_round = 3;

struct Totals {
  double compress_ps = 0;
  double decompress_ps = 0;
};

Totals totals_of(const CodecTimes& times) {
  Totals totals;
  for (std::size_t page = 0; page < times.compress.pages(); ++page) {
    totals.compress_ps += static_cast<double>(times.compress.median(page));
    totals.decompress_ps += static_cast<double>(times.decompress.median(page));
  }
  return totals;
}

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
  std::vector<std::vector<double>> compress(codecs.size());  // rounds of contents over clock, by codec
  std::vector<std::vector<double>> decompress(codecs.size());
  for (std::size_t round = 0; round < rounds; ++round) {
    const std::vector<CodecTimes> there = measure_codecs(clock.contents, codecs, tries_of_a_round, {});
    const std::vector<CodecTimes> here = measure_codecs(contents, codecs, tries_of_a_round, {});
    for (std::size_t i = 0; i < codecs.size(); ++i) {
      const Totals base = totals_of(there[i]);
      const Totals found = totals_of(here[i]);
      compress[i].push_back(found.compress_ps / base.compress_ps);
      decompress[i].push_back(found.decompress_ps / base.decompress_ps);
    }
    if (tell) tell(static_cast<double>(round + 1) / static_cast<double>(rounds));
  }
  for (std::size_t i = 0; i < codecs.size(); ++i) {
    tables[i] = on_clock(std::move(tables[i]), clock.tables[i], {median(compress[i]), median(decompress[i])});
  }
}

}  // namespace zramlab
