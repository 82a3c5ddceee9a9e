#include "bench/gate/measurements.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace zramlab {

namespace {

using nlohmann::ordered_json;

std::string text_at(const ordered_json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string gate_name(const ResultRow& row) {
  return row.is_simulated ? fmt::format("{}/on:{}", row.run_name, row.on) : row.run_name;
}

}  // namespace

void Measurements::add(const ResultsDocument& document) {
  read_context(document.context);
  for (const ResultRow& row : document.rows) {
    const std::string name = gate_name(row);
    if (row.failed) throw InputError(ExitCode::failed, fmt::format("{}: {} gave wrong answers: that is no result", document.origin, name));
    if (row.interrupted) continue;
    auto& rows = rows_[name];
    if (rows.empty()) names_.push_back(name);
    rows.push_back(row);
  }
  if (sources_.find(document.origin) == std::string::npos) sources_ += (sources_.empty() ? "" : ", ") + document.origin;
}

void Measurements::read_context(const ordered_json& context) {
  if (context_.is_null()) context_ = context;
  const auto found = context.find("zramlab");
  if (found == context.end() || !found->is_object()) return;
  if (cpu_model_.empty()) cpu_model_ = text_at(*found, "cpu_model");
  if (!libraries_.empty() || !found->contains("libraries")) return;
  for (const auto& [library, version] : (*found)["libraries"].items()) {
    libraries_ += fmt::format("{}{} {}", libraries_.empty() ? "" : ", ", library, version.is_string() ? version.get<std::string>() : "");
  }
}

const std::vector<ResultRow>& Measurements::rows(std::string_view name) const {
  static const std::vector<ResultRow> none;
  const auto found = rows_.find(name);
  return found == rows_.end() ? none : found->second;
}

bool Measurements::is_simulated(std::string_view name) const { return contains(name) && rows(name).front().is_simulated; }

std::uint64_t Measurements::threads(std::string_view name) const {
  if (!contains(name)) return 1;
  const auto& figures = rows(name).front().figures;
  const auto found = figures.find("threads");
  return found == figures.end() ? 1 : static_cast<std::uint64_t>(found->second);
}

std::vector<double> Measurements::samples(std::string_view name, std::string_view metric) const {
  std::vector<double> values;
  for (const ResultRow& row : rows(name)) {
    if (const auto found = row.figures.find(metric); found != row.figures.end()) values.push_back(found->second);
  }
  return values;
}

}  // namespace zramlab
