// github-action-benchmark's customSmallerIsBetter and customBiggerIsBetter: a list of {name, unit, value, range, extra}. A file
// has one direction, and a name only one figure: the figure's measure is part of it.
#include "bench/export/exported_figures.h"
#include "bench/export/exporter.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace zramlab {

namespace {

using nlohmann::ordered_json;

std::vector<ExportedFile> export_custom(const ExportInput& input, bool bigger_is_better) {
  ordered_json list = ordered_json::array();
  for (const std::string& name : input.results.run_names()) {
    for (const ExportedFigure& figure : exported_figures) {
      if (figure.bigger_is_better != bigger_is_better) continue;
      const auto value = exported_value(input.results, name, figure);
      if (!value) continue;
      ordered_json entry = {{"name", fmt::format("{} {}", name, figure.measure)}, {"unit", figure.unit}, {"value", value->value}};
      if (value->interval) entry["range"] = fmt::format("{:.6g} to {:.6g}", value->interval->low, value->interval->high);
      entry["extra"] = fmt::format("median of {}", value->samples);
      list.push_back(std::move(entry));
    }
  }
  return {{.name = "", .text = list.dump(1, ' ', false, ordered_json::error_handler_t::replace) + '\n'}};
}

}  // namespace

std::vector<ExportedFile> export_custom_smaller(const ExportInput& input) { return export_custom(input, false); }
std::vector<ExportedFile> export_custom_bigger(const ExportInput& input) { return export_custom(input, true); }

}  // namespace zramlab
