// What a gate found, for people and for programs.
#pragma once

#include "bench/gate/gate.h"
#include "engine/base/input_error.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace zramlab {

struct GateReport {
  std::vector<Finding> findings;
  std::string thresholds;  // files and programs, as given
  std::string baseline;
  std::string measured;
  std::string cpu_model;
  bool inconclusive_is_allowed = false;

  [[nodiscard]] std::size_t count(GateVerdict verdict) const;
  [[nodiscard]] ExitCode exit_code() const;
  // "pass", "REGRESSION", "inconclusive".
  [[nodiscard]] std::string_view headline() const;
};

// "+23.4 % [20.1, 26.0]": how much worse.
std::string change_text(const Finding& finding);

std::string to_text(const GateReport& report, bool verbose);
std::string to_markdown(const GateReport& report);
std::string to_junit(const GateReport& report);
nlohmann::ordered_json to_json(const GateReport& report);

}  // namespace zramlab
