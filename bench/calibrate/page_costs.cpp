#include "bench/calibrate/page_costs.h"

#include "bench/calibrate/common_clock.h"
#include "bench/calibrate/service_costs.h"
#include "bench/captures.h"
#include "bench/cost_tables.h"
#include "engine/backend/table.h"
#include "traces/reader.h"

#include <array>
#include <cstddef>
#include <utility>

namespace zramlab {

namespace {

struct Capture {
  const char* name;
  const PageStore* pages;
};

}  // namespace

PageCosts measure_page_costs(const CalibratedPages& calibrated, std::size_t tries, const TellProgress& tell) {
  const PageStore node = TraceReader(shipped_capture("node")).load_contents();
  const std::array captures{Capture{"gxx", &calibrated.gxx}, Capture{"node", &node}};
  const auto lzo = make_codec("lzo");
  std::vector<NamedCodec> codecs;
  for (std::size_t i = 0; i < calibrated.codecs.size(); ++i) codecs.push_back({calibrated.shipped[i].codec, calibrated.codecs[i]});
  codecs.push_back({"lzo", lzo.get()});

  std::vector<PageJob> jobs;
  for (const NamedCodec& codec : codecs) {
    for (const Capture& capture : captures) jobs.push_back({capture.pages, codec.codec});
  }
  std::vector<CodecTimes> times = measure_in_turns(jobs, tries, tell);

  PageCosts costs;
  for (const Capture& capture : captures) costs.kept.push_back({capture.name, {}});
  for (std::size_t job = 0; job < jobs.size(); ++job) {
    const std::size_t capture = job % captures.size();
    CostTable table = table_of(times[job], *captures[capture].pages, codecs[job / captures.size()]);
    if (job > 0) table = on_clock(std::move(table), costs.kept.front().tables.front(), ratio_by_passes(times[job], times.front()));
    costs.kept[capture].tables.push_back(std::move(table));
  }
  const std::span calibrated_tables = std::span(costs.kept.front().tables).first(calibrated.codecs.size());
  const double share = 1 / service_multiplier(calibrated_tables, calibrated.shipped);
  for (CaptureCosts& kept : costs.kept) {
    for (CostTable& table : kept.tables) table = multiplied(std::move(table), {share, share}, "over service_multiplier");
  }
  for (std::size_t i = 0; i < calibrated.codecs.size(); ++i) costs.gxx.push_back(std::move(times[i * captures.size()]));
  return costs;
}

}  // namespace zramlab
