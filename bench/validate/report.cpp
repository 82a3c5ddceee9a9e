#include "bench/validate/report.h"

#include "engine/base/units.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace zramlab {

namespace {

std::string number(Unit unit, double value) {
  switch (unit) {
    case Unit::plain: return fmt::format("{:.4g}", value);
    case Unit::per_second: return fmt::format("{:.0f}", value);
    case Unit::share: return fmt::format("{:.1f} %", 100 * value);
    case Unit::factor: return fmt::format("{:.2f}x", value);
    case Unit::ns: return format_ns(value);
  }
  return {};
}

std::string target_text(const Figure& figure) {
  if (!figure.target) return "-";
  const double bound = figure.target->bound;
  switch (figure.target->kind) {
    case Target::Kind::within: return fmt::format("+-{:.2g} %", 100 * bound);
    case Target::Kind::at_most: return "<= " + number(figure.unit, bound);
    case Target::Kind::at_least: return ">= " + number(figure.unit, bound);
  }
  return {};
}

std::string_view to_string(FigureVerdict verdict) {
  switch (verdict) {
    case FigureVerdict::met: return "met";
    case FigureVerdict::missed: return "MISSED";
    case FigureVerdict::reported: return "reported";
  }
  return {};
}

constexpr std::size_t column_count = 8;
using Row = std::array<std::string, column_count>;

constexpr std::array<const char*, column_count> headings = {"figure", "expected", "found", "error", "95 %", "target", "verdict", "note"};

Row row_of(const Figure& figure) {
  return {figure.name,
          figure.expected ? number(figure.unit, *figure.expected) : "-",
          number(figure.unit, figure.found),
          figure.expected ? fmt::format("{:+.2f} %", 100 * figure.error()) : "-",
          figure.interval > 0 ? fmt::format("+-{:.2f} %", 100 * figure.interval) : "-",
          target_text(figure),
          std::string(to_string(figure.verdict())),
          figure.note};
}

nlohmann::ordered_json json_of(const Figure& figure) {
  nlohmann::ordered_json json = {{"name", figure.name}, {"found", figure.found}};
  if (figure.expected) json["expected"] = *figure.expected;
  if (figure.expected) json["error"] = figure.error();
  if (figure.interval > 0) json["interval_95"] = figure.interval;
  if (figure.target) json["target"] = target_text(figure);
  json["verdict"] = to_string(figure.verdict());
  if (!figure.note.empty()) json["note"] = figure.note;
  return json;
}

}  // namespace

std::string to_text(const PartReport& part) {
  std::vector<Row> rows;
  for (const Figure& figure : part.figures) rows.push_back(row_of(figure));
  std::array<std::size_t, column_count> widths{};
  for (std::size_t column = 0; column < column_count; ++column) {
    widths[column] = std::string_view(headings[column]).size();
    for (const Row& row : rows) widths[column] = std::max(widths[column], row[column].size());
  }
  std::string text = fmt::format("{} ({:.1f} s)\n{}\n", part.title, part.wall_s, part.method);
  const auto add_line = [&](const auto& cells) {
    std::string line = fmt::format("  {:<{}}", cells[0], widths[0]);
    for (std::size_t column = 1; column + 1 < column_count; ++column) line += fmt::format("  {:>{}}", cells[column], widths[column]);
    line += fmt::format("  {}", cells[column_count - 1]);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  };
  if (!rows.empty()) add_line(headings);
  for (const Row& row : rows) add_line(row);
  for (const std::string& note : part.notes) text += fmt::format("  {}\n", note);
  return text + "\n";
}

std::string to_markdown(std::span<const PartReport> parts) {
  std::string text = "# Validation of the simulated machine\n";
  for (const PartReport& part : parts) {
    text += fmt::format("\n## {}\n\n{}\n\n", part.title, part.method);
    if (!part.figures.empty()) {
      for (const char* heading : headings) text += fmt::format("| {} ", heading);
      text += "|\n|---|---:|---:|---:|---:|---:|---|---|\n";
    }
    for (const Figure& figure : part.figures) {
      for (const std::string& cell : row_of(figure)) text += fmt::format("| {} ", cell);
      text += "|\n";
    }
    if (!part.notes.empty()) text += "\n";
    for (const std::string& note : part.notes) text += fmt::format("- {}\n", note);
  }
  return text;
}

nlohmann::ordered_json to_json(std::span<const PartReport> parts) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const PartReport& part : parts) {
    nlohmann::ordered_json figures = nlohmann::ordered_json::array();
    for (const Figure& figure : part.figures) figures.push_back(json_of(figure));
    json.push_back({{"name", part.name}, {"title", part.title}, {"method", part.method}, {"wall_s", part.wall_s},
                    {"figures", std::move(figures)}, {"notes", part.notes}});
  }
  return json;
}

Targets count_targets(std::span<const PartReport> parts) {
  Targets targets;
  for (const PartReport& part : parts) {
    for (const Figure& figure : part.figures) {
      targets.met += figure.verdict() == FigureVerdict::met ? 1 : 0;
      targets.missed += figure.verdict() == FigureVerdict::missed ? 1 : 0;
    }
  }
  return targets;
}

}  // namespace zramlab
