// A validation's report: for people, as Markdown, and as JSON.
#pragma once

#include "bench/validate/figure.h"

#include <nlohmann/json_fwd.hpp>

#include <span>
#include <string>

namespace zramlab {

std::string to_text(const PartReport& part);
std::string to_markdown(std::span<const PartReport> parts);
nlohmann::ordered_json to_json(std::span<const PartReport> parts);

// Targets over all parts.
struct Targets {
  std::size_t met = 0;
  std::size_t missed = 0;
};
Targets count_targets(std::span<const PartReport> parts);

}  // namespace zramlab
