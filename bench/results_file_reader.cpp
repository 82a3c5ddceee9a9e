#include "bench/results_file_reader.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace zramlab {

namespace {

using nlohmann::ordered_json;

constexpr int depth_max = 32;  // of objects and lists in a file; ours have 7. Copies and comparisons go down one call for each.

struct TimeUnit {
  std::string_view name;
  double ns;
};

constexpr std::array<TimeUnit, 4> time_units{{{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}}};

// A row of "benchmarks", and where it stands.
class RowReader {
 public:
  RowReader(const std::string& origin, std::size_t index, const ordered_json& json) : place_(fmt::format("{}: benchmarks[{}]", origin, index)), json_(json) {
    if (!json_.is_object()) throw bad_input(fmt::format("{} is no object", place_));
  }

  [[nodiscard]] bool is_aggregate() const { return text("run_type", "iteration") == "aggregate"; }

  [[nodiscard]] ResultRow read() const {
    ResultRow row;
    row.run_name = text("run_name", text("name", ""));
    if (row.run_name.empty()) throw bad_input(fmt::format("{} has neither a run_name nor a name", place_));
    add_figures(row, "", json_);
    scale_times(row);
    if (const auto found = row.figures.find("repetition_index"); found != row.figures.end()) {
      row.repetition = static_cast<unsigned>(std::clamp(found->second, 0.0, 4e9));
    }
    row.on = text("on", "");
    row.is_simulated = flag("simulated").value_or(false);
    row.is_baseline = text("kind", "strategy") == "baseline";
    row.failed = flag("error_occurred").value_or(false);
    row.interrupted = flag("interrupted").value_or(false);
    row.is_verified = flag("verified");
    return row;
  }

 private:
  [[nodiscard]] std::string text(const char* key, const std::string& otherwise) const {
    const auto found = json_.find(key);
    if (found == json_.end()) return otherwise;
    if (!found->is_string()) throw bad_input(fmt::format("{}.{} is no text", place_, key));
    return found->get<std::string>();
  }

  [[nodiscard]] std::optional<bool> flag(const char* key) const {
    const auto found = json_.find(key);
    if (found == json_.end()) return std::nullopt;
    if (!found->is_boolean()) throw bad_input(fmt::format("{}.{} is neither true nor false", place_, key));
    return found->get<bool>();
  }

  void add_figures(ResultRow& row, const std::string& path, const ordered_json& value) const {
    if (value.is_number()) row.figures[path] = value.get<double>();
    if (!value.is_object()) return;
    for (const auto& [key, member] : value.items()) add_figures(row, path.empty() ? key : path + '.' + key, member);
  }

  void scale_times(ResultRow& row) const {
    const std::string name = text("time_unit", "ns");
    const auto* const unit = std::find_if(time_units.begin(), time_units.end(), [&](const TimeUnit& known) { return known.name == name; });
    if (unit == time_units.end()) throw bad_input(fmt::format("{}.time_unit: '{}' is not one of ns, us, ms, s", place_, name));
    for (const char* const figure : {"real_time", "cpu_time"}) {
      if (const auto found = row.figures.find(figure); found != row.figures.end()) found->second *= unit->ns;
    }
  }

  std::string place_;
  const ordered_json& json_;
};

ordered_json parse(std::string_view text, const std::string& origin) {
  const auto limit_depth = [&](int depth, ordered_json::parse_event_t /*event*/, ordered_json& /*parsed*/) {
    if (depth > depth_max) throw bad_input(fmt::format("{}: nested deeper than any result: not a result file of bench or google-benchmark", origin));
    return true;
  };
  try {
    return ordered_json::parse(text, limit_depth);
  } catch (const ordered_json::parse_error& error) {
    throw bad_input(fmt::format("{}: byte {}: not JSON, or cut off; results are what --json writes", origin, error.byte));
  } catch (const ordered_json::out_of_range& error) {
    throw bad_input(fmt::format("{}: a number is beyond what a program can hold: {}", origin, error.what()));
  }
}

const ordered_json& member(const ordered_json& document, const char* key, ordered_json::value_t type, const std::string& origin) {
  const auto found = document.is_object() ? document.find(key) : document.end();
  if (found != document.end() && found->type() == type) return *found;
  throw bad_input(fmt::format("{}: there is no {} \"{}\": not a result file of bench or google-benchmark", origin,
                              type == ordered_json::value_t::array ? "list" : "object", key));
}

}  // namespace

std::vector<std::string> ResultsDocument::run_names() const {
  std::vector<std::string> names;
  for (const ResultRow& row : rows) {
    if (row.is_comparable() && std::find(names.begin(), names.end(), row.run_name) == names.end()) names.push_back(row.run_name);
  }
  return names;
}

std::vector<const ResultRow*> ResultsDocument::runs_of(std::string_view run_name) const {
  std::vector<const ResultRow*> runs;
  for (const ResultRow& row : rows) {
    if (row.is_comparable() && row.run_name == run_name) runs.push_back(&row);
  }
  return runs;
}

std::vector<double> ResultsDocument::values_of(std::string_view run_name, std::string_view figure) const {
  std::vector<double> values;
  for (const ResultRow* run : runs_of(run_name)) {
    if (const auto found = run->figures.find(figure); found != run->figures.end()) values.push_back(found->second);
  }
  return values;
}

ResultRow read_result_row(const ordered_json& row, const std::string& origin, std::size_t index) { return RowReader(origin, index, row).read(); }

ResultsDocument parse_results(std::string_view text, const std::string& origin) {
  const ordered_json document = parse(text, origin);
  ResultsDocument results;
  results.origin = origin;
  results.context = member(document, "context", ordered_json::value_t::object, origin);
  const ordered_json& rows = member(document, "benchmarks", ordered_json::value_t::array, origin);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const RowReader reader(origin, i, rows[i]);
    if (!reader.is_aggregate()) results.rows.push_back(reader.read());
  }
  if (results.rows.empty()) {
    throw bad_input(fmt::format("{}: {}", origin, rows.empty() ? "it holds no run"
                                                               : "it holds aggregates alone; leave out --benchmark_report_aggregates_only"));
  }
  return results;
}

ResultsDocument read_results_file(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  // Of an empty file operator<< takes nothing and says so; what is no file fails in the stream itself.
  if (stream && stream.peek() != std::ifstream::traits_type::eof()) text << stream.rdbuf();
  if (!stream.is_open() || stream.bad()) throw bad_input(fmt::format("cannot read {}: {}", file, std::strerror(errno)));
  return parse_results(text.str(), file);
}

}  // namespace zramlab
