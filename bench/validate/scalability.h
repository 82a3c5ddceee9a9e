// The universal scalability law of every strategy, on a simulated server.
#pragma once

#include "bench/validate/closed_form.h"
#include "bench/validate/parts.h"

#include <string>
#include <vector>

namespace zramlab {

struct StrategyScalability {
  std::string name;
  std::string machine;
  ScalabilityLaw law;
};

std::vector<StrategyScalability> measure_scalability(const ValidateOptions& options);

}  // namespace zramlab
