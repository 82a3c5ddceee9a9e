#include "bench/gate/baseline_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace zramlab {

namespace {

using nlohmann::ordered_json;

ordered_json pruned(const Thresholds& thresholds, const std::string& gate_name, const ResultRow& row) {
  ordered_json kept = {{"name", row.run_name}, {"run_type", "iteration"}, {"repetition_index", row.repetition}};
  if (const auto threads = row.figures.find("threads"); threads != row.figures.end()) {
    kept["threads"] = static_cast<std::uint64_t>(threads->second);
  }
  if (!row.on.empty()) kept["on"] = row.on;
  kept["simulated"] = row.is_simulated;
  for (const auto& [metric, value] : row.figures) {
    if (thresholds.find(gate_name, metric) == nullptr) continue;
    const auto whole = static_cast<std::int64_t>(value);
    if (static_cast<double>(whole) == value) {
      kept[metric] = whole;
    } else {
      kept[metric] = value;
    }
  }
  return kept;
}

// Where it was measured: what tells whether it may be compared.
ordered_json pruned_context(const ordered_json& context) {
  ordered_json kept = {{"caches", ordered_json::array()}, {"zramlab", ordered_json::object()}};
  const auto found = context.find("zramlab");
  if (found == context.end()) return kept;
  for (const char* key : {"commit", "cpu_model", "libraries"}) {
    if (found->contains(key)) kept["zramlab"][key] = (*found)[key];
  }
  return kept;
}

}  // namespace

std::string baseline_text(const Thresholds& thresholds, const Measurements& measured) {
  std::string text = fmt::format("{{\"context\": {},\n \"benchmarks\": [", pruned_context(measured.context()).dump());
  const char* separator = "\n";
  std::vector<std::string> names = measured.names();
  std::ranges::sort(names);  // the order of runs changes with the strategies that there are
  for (const std::string& name : names) {
    for (const ResultRow& row : measured.rows(name)) {
      text += fmt::format("{}  {}", separator, pruned(thresholds, name, row).dump());
      separator = ",\n";
    }
  }
  return text + "\n ]\n}\n";
}

}  // namespace zramlab
