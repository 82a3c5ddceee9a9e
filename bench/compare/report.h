// A comparison as text, Markdown and JSON.
#pragma once

#include "bench/compare/change.h"
#include "bench/compare/contexts.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace zramlab {

struct ComparisonSide {
  std::string name;     // the file, or the program
  std::string version;  // "zramlab 0.1.0, commit d5a6c40", or what else the context says
};

struct ComparisonReport {
  Pairing pairing = Pairing::runs;
  ComparisonSide a;
  ComparisonSide b;
  std::vector<CellChange> cells;
  std::vector<std::string> only_in_a;
  std::vector<std::string> only_in_b;
  std::vector<ContextDifference> differences;  // that were accepted (--despite-context)
  std::vector<std::string> notes;
};

// What a context says of the program that wrote it.
std::string version_in(const ResultsDocument& document);

// "slower", "no difference shown", ...
std::string_view verdict_of(const FigureChange& change);

// A ratio as the change that it is: "-4.8 %", "x3.1".
std::string format_ratio(double ratio);

// "-5.3 .. -4.4 %", or "-" without one.
std::string format_interval(const FigureChange& change);

std::string to_text(const ComparisonReport& report);
std::string to_markdown(const ComparisonReport& report);
nlohmann::ordered_json to_json(const ComparisonReport& report);

// For other reports of figures: noise.
nlohmann::ordered_json to_json(const FigureChange& change);

}  // namespace zramlab
