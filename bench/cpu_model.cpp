#include "bench/cpu_model.h"

#include <fstream>

namespace zramlab {

std::string cpuinfo(std::string_view key) {
  std::ifstream stream("/proc/cpuinfo");
  for (std::string line; std::getline(stream, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with(key) && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

std::string cpu_model() { return cpuinfo("model name"); }

}  // namespace zramlab
