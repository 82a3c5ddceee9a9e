#include "bench/compare/figures.h"

#include "engine/base/table.h"
#include "engine/base/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace zramlab {

std::vector<const ComparedFigure*> parse_figures(const std::string& text) {
  std::vector<const ComparedFigure*> figures;
  if (text == "all") {
    for (const ComparedFigure& figure : compared_figures) figures.push_back(&figure);
    return figures;
  }
  std::istringstream names(text);
  for (std::string name; std::getline(names, name, ',');) {
    const ComparedFigure* const figure = find_in(compared_figures, name);
    if (figure == nullptr) {
      throw usage_error(fmt::format("--figures: no figure is called '{}'; there are: all, {}", name, names_of(compared_figures)));
    }
    if (std::find(figures.begin(), figures.end(), figure) == figures.end()) figures.push_back(figure);
  }
  if (figures.empty()) throw usage_error(fmt::format("--figures: name some of: all, {}", names_of(compared_figures)));
  return figures;
}

std::string format_figure(FigureUnit unit, double value) {
  switch (unit) {
    case FigureUnit::ns: return format_ns(value);
    case FigureUnit::per_second: return fmt::format("{:.0f}/s", value);
    case FigureUnit::bytes: return format_bytes(value);
  }
  return {};
}

}  // namespace zramlab
