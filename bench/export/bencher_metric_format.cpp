// Bencher's own JSON: {benchmark: {measure: {value, lower_value, upper_value}}}. `latency` in ns and `throughput` in operations a
// second are measures that every project there has; Bencher makes the others when it first sees them.
#include "bench/export/exported_figures.h"
#include "bench/export/exporter.h"

#include <nlohmann/json.hpp>

namespace zramlab {

std::vector<ExportedFile> export_bmf(const ExportInput& input) {
  using nlohmann::ordered_json;
  ordered_json document = ordered_json::object();
  for (const std::string& name : input.results.run_names()) {
    for (const ExportedFigure& figure : exported_figures) {
      const auto value = exported_value(input.results, name, figure);
      if (!value) continue;
      ordered_json& metric = document[name][std::string(figure.measure)];
      metric["value"] = value->value;
      if (!value->interval) continue;
      metric["lower_value"] = value->interval->low;
      metric["upper_value"] = value->interval->high;
    }
  }
  return {{.name = "", .text = document.dump(1, ' ', false, ordered_json::error_handler_t::replace) + '\n'}};
}

}  // namespace zramlab
