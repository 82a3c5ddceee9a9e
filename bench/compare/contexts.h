// Whether two results may be compared: what was different beside what was measured.
#pragma once

#include "bench/results_file_reader.h"

#include <cstdint>
#include <string>
#include <vector>

namespace zramlab {

struct ContextDifference {
  std::string what;  // "CPU model", "settings.ops"
  std::string a;
  std::string b;
};

enum class Unsaid : std::uint8_t {
  differs,  // what one side says and the other does not is a difference
  passes,   // it is none: both got the same command line, and one is of an older version
};

// Every difference that may make figures differ, in the order of the context. What a machine is makes none where both hold
// simulated runs alone. The version and the commit are what is compared, and no difference.
std::vector<ContextDifference> context_differences(const ResultsDocument& a, const ResultsDocument& b, Unsaid unsaid);

// One message that names them all, and what to do.
std::string describe_differences(const std::vector<ContextDifference>& differences);

}  // namespace zramlab
