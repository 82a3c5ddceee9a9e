#include "tests/program/interop_rules.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <set>
#include <sstream>

namespace zramlab::test {

namespace {

using nlohmann::json;

constexpr std::size_t bencher_name_max = 1024;
constexpr std::size_t bencher_measure_max = 64;

bool is_finite_number(const json& object, const char* key) {
  return object.contains(key) && object[key].is_number() && std::isfinite(object[key].get<double>());
}

bool is_text(const json& object, const char* key) { return object.contains(key) && object[key].is_string(); }

bool has_known_unit(const json& row) {
  static const std::set<std::string> units = {"ns", "us", "ms", "s"};
  return is_text(row, "time_unit") && units.contains(row["time_unit"].get<std::string>());
}

// Calls check(row, complain) for each row; a document without rows is a complaint itself.
template <class Check>
Complaints check_rows(const json& document, Check check) {
  if (!document.is_object() || !document.contains("benchmarks") || !document["benchmarks"].is_array()) return {"no list \"benchmarks\""};
  Complaints complaints;
  if (document["benchmarks"].empty()) complaints.push_back("no benchmark at all");
  for (const json& row : document["benchmarks"]) {
    const std::string name = is_text(row, "name") ? row["name"].get<std::string>() : "";
    if (name.empty()) complaints.push_back("a row without a name");
    check(row, [&](const std::string& what) { complaints.push_back(fmt::format("{}: {}", name, what)); });
  }
  return complaints;
}

}  // namespace

Complaints complaints_of_compare_py(const json& document) {
  return check_rows(document, [](const json& row, const auto& complain) {
    if (!is_finite_number(row, "real_time") || !is_finite_number(row, "cpu_time")) complain("no times to compare");
    if (!has_known_unit(row)) complain("no time_unit that it knows");
    if (!is_text(row, "run_type")) complain("no run_type");
    if (row["run_type"] == "aggregate" && !is_text(row, "aggregate_name")) complain("an aggregate of what?");
    if (row["run_type"] == "iteration" && !row["repetition_index"].is_number_unsigned()) complain("no repetition_index to sort by");
    if (!row["family_index"].is_number_unsigned()) complain("no family_index to sort by");
  });
}

Complaints complaints_of_googlecpp(const json& document) {
  return check_rows(document, [](const json& row, const auto& complain) {
    for (const char* key : {"real_time", "cpu_time", "iterations", "threads"}) {
      if (!is_finite_number(row, key)) complain(fmt::format("no number {}", key));
    }
    if (!is_text(row, "time_unit")) complain("no time_unit");
  });
}

Complaints complaints_of_cpp_google(const json& document) {
  if (!document.contains("context") || !document["context"].contains("caches") || !document["context"]["caches"].is_array()) {
    return {"no list context.caches"};
  }
  return check_rows(document, [](const json& row, const auto& complain) {
    if (row["name"].get<std::string>().size() > bencher_name_max) complain("the name is too long");
    if (!is_finite_number(row, "real_time")) complain("no real_time");
    if (!has_known_unit(row)) complain("no time_unit that it knows");
  });
}

Complaints complaints_of_custom(const json& document) {
  if (!document.is_array()) return {"no list"};
  Complaints complaints;
  if (document.empty()) complaints.push_back("no benchmark at all");
  std::set<std::string> names;
  for (const json& entry : document) {
    if (!is_text(entry, "name") || !is_text(entry, "unit") || !is_finite_number(entry, "value")) {
      complaints.push_back("not {name, unit, value}: " + entry.dump());
      continue;
    }
    if (!names.insert(entry["name"].get<std::string>()).second) complaints.push_back("twice: " + entry["name"].get<std::string>());
    for (const char* key : {"range", "extra"}) {
      if (entry.contains(key) && !entry[key].is_string()) complaints.push_back(fmt::format("{} is no text: {}", key, entry.dump()));
    }
  }
  return complaints;
}

Complaints complaints_of_bmf(const json& document) {
  if (!document.is_object()) return {"no object"};
  Complaints complaints;
  if (document.empty()) complaints.push_back("no benchmark at all");
  for (const auto& [name, measures] : document.items()) {
    if (name.empty() || name.size() > bencher_name_max) complaints.push_back("a name of no or too many characters");
    if (!measures.is_object() || measures.empty()) complaints.push_back(name + ": no measures");
    for (const auto& [measure, metric] : measures.items()) {
      if (measure.empty() || measure.size() > bencher_measure_max) complaints.push_back(name + ": a measure's name is too long");
      if (!metric.is_object() || !is_finite_number(metric, "value")) complaints.push_back(name + ": no value of " + measure);
      for (const char* key : {"lower_value", "upper_value"}) {
        if (metric.contains(key) && !is_finite_number(metric, key)) complaints.push_back(fmt::format("{}: {} is no number", name, key));
      }
    }
  }
  return complaints;
}

Complaints complaints_of_hgrm(const std::string& text, std::map<double, double>& value_at) {
  Complaints complaints;
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  for (const char* column : {"Value", "Percentile", "TotalCount", "1/(1-Percentile)"}) {
    if (line.find(column) == std::string::npos) complaints.push_back(fmt::format("no column {}", column));
  }
  double last_percentile = 0;
  double last_count = 0;
  while (std::getline(lines, line)) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream columns(line);
    double value = 0;
    double percentile = 0;
    double count = 0;
    if (!(columns >> value >> percentile >> count)) complaints.push_back("not three numbers: " + line);
    if (percentile < last_percentile || percentile > 1 || count < last_count) complaints.push_back("runs backwards: " + line);
    double inverse = 0;
    if (!(columns >> inverse) && percentile < 1) complaints.push_back("no 1/(1-percentile): " + line);
    value_at[percentile] = value;
    last_percentile = percentile;
    last_count = count;
  }
  if (last_percentile != 1) complaints.push_back("does not end at 1");
  return complaints;
}

}  // namespace zramlab::test
