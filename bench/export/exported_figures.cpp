#include "bench/export/exported_figures.h"

#include "bench/statistics/median.h"

#include <vector>

namespace zramlab {

std::optional<ExportedValue> exported_value(const ResultsDocument& results, std::string_view run_name, const ExportedFigure& figure) {
  const std::vector<double> values = results.values_of(run_name, figure.path);
  if (values.empty()) return std::nullopt;
  return ExportedValue{median_of(values), median_interval(values), values.size()};
}

}  // namespace zramlab
