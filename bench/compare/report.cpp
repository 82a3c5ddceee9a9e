#include "bench/compare/report.h"

#include "bench/statistics/effect.h"
#include "bench/statistics/median.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace zramlab {

namespace {

using nlohmann::ordered_json;

constexpr double factor_from = 2;  // ratios from here on, and from half on downwards, are shown as factors

constexpr std::size_t column_count = 8;
using Line = std::array<std::string, column_count>;
constexpr std::array<const char*, column_count> headings = {"figure", "A", "B", "B against A", "95 %", "verdict", "effect", "runs"};

std::string effect_of(const FigureChange& change) {
  if (change.is_exact || change.change == Change::equal) return "exact";
  if (change.change == Change::no_ratio) return "-";
  return fmt::format("{} ({:+.2f})", magnitude_of(change.effect), change.effect);
}

Line line_of(const FigureChange& change) {
  const FigureUnit unit = change.figure->unit;
  return {std::string(change.figure->name),
          format_figure(unit, change.median_a),
          format_figure(unit, change.median_b),
          change.change == Change::no_ratio ? "-" : format_ratio(change.ratio),
          format_interval(change),
          std::string(verdict_of(change)),
          effect_of(change),
          change.runs_a == change.runs_b ? fmt::format("{}", change.runs_a) : fmt::format("{} | {}", change.runs_a, change.runs_b)};
}

std::string pad(const std::string& text, std::size_t width, bool is_left) {
  return is_left ? fmt::format("{:<{}}", text, width) : fmt::format("{:>{}}", text, width);
}

std::string to_text(const CellChange& cell) {
  std::vector<Line> lines{Line{}};
  std::copy(headings.begin(), headings.end(), lines.front().begin());
  for (const FigureChange& figure : cell.figures) lines.push_back(line_of(figure));
  std::array<std::size_t, column_count> widths{};
  for (const Line& line : lines) {
    for (std::size_t i = 0; i < column_count; ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::string text = cell.run_name + "\n";
  for (const Line& line : lines) {
    for (std::size_t i = 0; i < column_count; ++i) {
      const bool is_left = i == 0 || i == 5 || i == 6;
      text += fmt::format("  {}", pad(line[i], widths[i], is_left));
    }
    text += "\n";
  }
  return text + "\n";
}

// What the method is, for the reader of a report.
std::string method_of(Pairing pairing) {
  return pairing == Pairing::rounds
             ? "rounds in the order A B, B A, ...; the median of B / A over rounds with its exact sign-test interval"
             : "separate runs; the ratio of the medians, with the interval that the Mann-Whitney test leaves";
}

std::vector<std::string> all_notes(const ComparisonReport& report) {
  std::vector<std::string> notes;
  for (const ContextDifference& difference : report.differences) {
    notes.push_back(fmt::format("different conditions: {}: {} | {}", difference.what, difference.a, difference.b));
  }
  for (const std::string& name : report.only_in_a) notes.push_back(fmt::format("only in A: {}", name));
  for (const std::string& name : report.only_in_b) notes.push_back(fmt::format("only in B: {}", name));
  notes.insert(notes.end(), report.notes.begin(), report.notes.end());
  const bool has_few = std::any_of(report.cells.begin(), report.cells.end(), [](const CellChange& cell) {
    return std::any_of(cell.figures.begin(), cell.figures.end(), [](const FigureChange& figure) { return figure.change == Change::too_few; });
  });
  if (has_few && report.pairing == Pairing::rounds) notes.push_back(fmt::format("too few runs: an interval takes --rounds {} at least", values_for_interval()));
  if (has_few && report.pairing == Pairing::runs) notes.emplace_back("too few runs: an interval takes about four repetitions on each side, and nine to be narrow");
  return notes;
}

ordered_json json_of(const ComparisonSide& side) { return {{"name", side.name}, {"version", side.version}}; }

// Text in a cell of a Markdown table.
std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '|') safe += '\\';
    safe += c;
  }
  return safe;
}

}  // namespace

std::string version_in(const ResultsDocument& document) {
  if (!document.context.is_object()) return "not measured";
  const ordered_json lab = document.context.value("zramlab", ordered_json::object());
  const auto text = [](const ordered_json& object, const char* key) {
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string("?");
  };
  if (!lab.is_object() || lab.empty()) return text(document.context, "library_version");
  return fmt::format("zramlab {}, commit {}", text(lab, "version"), text(lab, "commit"));
}

std::string_view verdict_of(const FigureChange& change) {
  switch (change.change) {
    case Change::gain: return change.figure->gain;
    case Change::loss: return change.figure->loss;
    case Change::not_shown: return "no difference shown";
    case Change::too_few: return "too few runs";
    case Change::equal: return "equal";
    case Change::no_ratio: return "no ratio: a figure is 0";
  }
  return {};
}

std::string format_ratio(double ratio) {
  if (ratio >= factor_from || ratio <= 1 / factor_from) return fmt::format("x{:.3g}", ratio);
  return fmt::format("{:+.2f} %", 100 * (ratio - 1));
}

std::string format_interval(const FigureChange& change) {
  if (!change.interval || change.is_exact) return "-";
  return fmt::format("{} .. {}", format_ratio(change.interval->low), format_ratio(change.interval->high));
}

std::string to_text(const ComparisonReport& report) {
  std::string text = fmt::format("A  {}  ({})\nB  {}  ({})\n{}\n\n", report.a.name, report.a.version, report.b.name, report.b.version,
                                 method_of(report.pairing));
  for (const CellChange& cell : report.cells) text += to_text(cell);
  for (const std::string& note : all_notes(report)) text += "note: " + note + "\n";
  return text;
}

std::string to_markdown(const ComparisonReport& report) {
  std::string text = fmt::format("### B against A\n\n- A: `{}` ({})\n- B: `{}` ({})\n- {}\n", report.a.name, report.a.version, report.b.name,
                                 report.b.version, method_of(report.pairing));
  for (const CellChange& cell : report.cells) {
    text += fmt::format("\n#### {}\n\n", cell.run_name);
    for (const char* const heading : headings) text += fmt::format("| {} ", heading);
    text += "|\n|---|---:|---:|---:|---:|---|---|---:|\n";
    for (const FigureChange& figure : cell.figures) {
      for (const std::string& item : line_of(figure)) text += fmt::format("| {} ", escaped(item));
      text += "|\n";
    }
  }
  const std::vector<std::string> notes = all_notes(report);
  if (!notes.empty()) text += "\n";
  for (const std::string& note : notes) text += fmt::format("- {}\n", note);
  return text;
}

ordered_json to_json(const FigureChange& change) {
  ordered_json json = {{"figure", change.figure->name},
                       {"path", change.figure->path},
                       {"better", change.figure->better == Better::larger ? "larger" : "smaller"},
                       {"runs_a", change.runs_a},
                       {"runs_b", change.runs_b},
                       {"median_a", change.median_a},
                       {"median_b", change.median_b}};
  if (change.change != Change::no_ratio) json["ratio"] = change.ratio;
  if (change.interval) {
    json["interval"] = {{"low", change.interval->low}, {"high", change.interval->high}, {"coverage", change.interval->coverage}};
  }
  json["p_value"] = change.p_value;
  json["effect"] = change.effect;
  json["exact"] = change.is_exact || change.change == Change::equal;
  json["verdict"] = verdict_of(change);
  return json;
}

ordered_json to_json(const ComparisonReport& report) {
  ordered_json cells = ordered_json::array();
  for (const CellChange& cell : report.cells) {
    ordered_json figures = ordered_json::array();
    for (const FigureChange& figure : cell.figures) figures.push_back(to_json(figure));
    cells.push_back({{"run_name", cell.run_name}, {"figures", std::move(figures)}});
  }
  ordered_json differences = ordered_json::array();
  for (const ContextDifference& difference : report.differences) {
    differences.push_back({{"what", difference.what}, {"a", difference.a}, {"b", difference.b}});
  }
  return {{"kind", "zramlab-comparison"},
          {"paired", report.pairing == Pairing::rounds},
          {"method", method_of(report.pairing)},
          {"a", json_of(report.a)},
          {"b", json_of(report.b)},
          {"cells", std::move(cells)},
          {"only_in_a", report.only_in_a},
          {"only_in_b", report.only_in_b},
          {"context_differences", std::move(differences)},
          {"notes", report.notes}};
}

}  // namespace zramlab
