// What /proc/cpuinfo says of the CPU.
#pragma once

#include <string>
#include <string_view>

namespace zramlab {

// The value of the first "key : value" line, or "unknown".
std::string cpuinfo(std::string_view key);

// "Intel(R) Xeon(R) Processor", or "unknown".
std::string cpu_model();

}  // namespace zramlab
