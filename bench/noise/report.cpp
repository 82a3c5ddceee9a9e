#include "bench/noise/report.h"

#include "bench/compare/report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace zramlab {

namespace {

using nlohmann::ordered_json;

// The differences that people ask for: what hosted and what dedicated runners are usually gated at.
constexpr std::array<double, 3> asked_for{0.10, 0.05, 0.01};

std::string count_or_dash(const std::optional<std::size_t>& count) { return count ? fmt::format("{}", *count) : "-"; }

std::string line_of(const FigureNoise& noise) {
  std::string line = fmt::format("  {:<14}{:>12}{:>12}  {:<22}", noise.change.figure->name,
                                 format_figure(noise.change.figure->unit, noise.change.median_a), format_ratio(noise.change.ratio),
                                 format_interval(noise.change));
  line += fmt::format("{:>10}", noise.resolution ? fmt::format("{:.2f} %", 100 * *noise.resolution) : "-");
  for (const double share : asked_for) line += fmt::format("{:>9}", count_or_dash(noise.rounds_for(share)));
  return line + (noise.is_false_alarm() ? "  false alarm" : "") + "\n";
}

std::string heading() {
  std::string text = fmt::format("  {:<14}{:>12}{:>12}  {:<22}{:>10}", "figure", "A", "A again", "95 %", "resolves");
  for (const double share : asked_for) text += fmt::format("{:>9}", fmt::format("for {:.0f} %", 100 * share));
  return text + "  rounds\n";
}

struct Alarms {
  std::size_t figures = 0;
  std::size_t false_ones = 0;
};

Alarms count_alarms(const NoiseReport& report) {
  Alarms alarms;
  for (const CellNoise& cell : report.cells) {
    for (const FigureNoise& figure : cell.figures) {
      alarms.figures += figure.change.interval ? 1 : 0;
      alarms.false_ones += figure.is_false_alarm() ? 1 : 0;
    }
  }
  return alarms;
}

// The one sentence that a reader takes along: the noisiest cell's throughput.
std::string conclusion(const NoiseReport& report) {
  std::optional<double> worst;
  for (const CellNoise& cell : report.cells) {
    for (const FigureNoise& figure : cell.figures) {
      if (figure.change.figure->name != "throughput" || !figure.resolution) continue;
      worst = std::max(worst.value_or(0), *figure.resolution);
    }
  }
  if (!worst) return "";
  return fmt::format("With {} rounds this machine now tells differences in throughput from noise where they are larger than {:.2f} %.\n",
                     report.rounds, 100 * *worst);
}

}  // namespace

std::string to_text(const NoiseReport& report) {
  std::string text = fmt::format("{}\nthe same runs against themselves: {} rounds A A, {}\n\n", report.machine, report.rounds,
                                 report.are_processes ? "each run in a process of its own" : "in one process");
  for (const CellNoise& cell : report.cells) {
    text += cell.run_name + "\n" + heading();
    for (const FigureNoise& figure : cell.figures) text += line_of(figure);
    text += "\n";
  }
  const Alarms alarms = count_alarms(report);
  text += conclusion(report);
  text += fmt::format("stolen by a hypervisor: {:.1f} % of the CPU time; used by other programs: {:.1f} %\n", 100 * report.stolen_share,
                      100 * report.others_share);
  text += fmt::format("false alarms: {} of {} figures; one in twenty is expected\n", alarms.false_ones, alarms.figures);
  for (const std::string& note : report.notes) text += "note: " + note + "\n";
  return text;
}

ordered_json to_json(const NoiseReport& report) {
  ordered_json cells = ordered_json::array();
  for (const CellNoise& cell : report.cells) {
    ordered_json figures = ordered_json::array();
    for (const FigureNoise& figure : cell.figures) {
      ordered_json json = to_json(figure.change);
      json["resolution"] = figure.resolution ? ordered_json(*figure.resolution) : ordered_json(nullptr);
      for (const double share : asked_for) {
        const std::optional<std::size_t> rounds = figure.rounds_for(share);
        json["rounds_for"][fmt::format("{:.2f}", share)] = rounds ? ordered_json(*rounds) : ordered_json(nullptr);
      }
      json["false_alarm"] = figure.is_false_alarm();
      figures.push_back(std::move(json));
    }
    cells.push_back({{"run_name", cell.run_name}, {"figures", std::move(figures)}});
  }
  const Alarms alarms = count_alarms(report);
  return {{"kind", "zramlab-noise"},
          {"machine", report.machine},
          {"processes", report.are_processes},
          {"rounds", report.rounds},
          {"stolen_share", report.stolen_share},
          {"others_share", report.others_share},
          {"figures_with_interval", alarms.figures},
          {"false_alarms", alarms.false_ones},
          {"cells", std::move(cells)},
          {"notes", report.notes}};
}

}  // namespace zramlab
