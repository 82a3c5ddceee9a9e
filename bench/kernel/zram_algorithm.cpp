#include "bench/kernel/zram_algorithm.h"

#include "engine/base/input_error.h"
#include "engine/base/table.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>

namespace zramlab {

namespace {

struct AlgorithmEntry {
  std::string_view name;       // ours and the kernel's
  std::string_view parameter;  // ours that the kernel calls level
  std::size_t work_memory_bytes;
};

constexpr std::array<AlgorithmEntry, 5> algorithms{{
    {"lzo", "", 16384},
    {"lz4", "acceleration", 16384},
    {"lz4hc", "level", 262160},
    {"zstd", "level", 0},
    {"deflate", "level", 0},
}};

const AlgorithmEntry& entry_for(std::string_view name) {
  if (const auto* const entry = find_in(algorithms, name)) return *entry;
  throw usage_error(fmt::format("--codec {}: the kernel's zram has no such algorithm; with --on kernel give one of: {}", name, names_of(algorithms)));
}

// One of ours, as algorithm_params wants it. The kernel opens a dictionary by itself, from its own working directory.
std::string kernel_parameter(const AlgorithmEntry& algorithm, std::string_view parameter) {
  const std::size_t equals = parameter.find('=');
  const std::string_view name = parameter.substr(0, equals);
  const std::string_view value = parameter.substr(equals + 1);
  if (name == "dictionary") return fmt::format("dict={}", std::filesystem::absolute(value).string());
  if (!algorithm.parameter.empty() && name == algorithm.parameter) return fmt::format("level={}", value);
  throw usage_error(fmt::format("--codec {}: the kernel's {} takes no {}; leave it out with --on kernel", algorithm.name, algorithm.name, name));
}

}  // namespace

ZramAlgorithm zram_algorithm_of(std::string_view codec) {
  const std::size_t colon = std::min(codec.find(':'), codec.size());
  const AlgorithmEntry& entry = entry_for(codec.substr(0, colon));
  ZramAlgorithm algorithm{.name = std::string(entry.name), .parameters = {}};
  codec.remove_prefix(std::min(colon + 1, codec.size()));
  while (!codec.empty()) {
    const std::size_t end = std::min(codec.find(','), codec.size());
    if (!algorithm.parameters.empty()) algorithm.parameters += ' ';
    algorithm.parameters += kernel_parameter(entry, codec.substr(0, end));
    codec.remove_prefix(std::min(end + 1, codec.size()));
  }
  return algorithm;
}

std::size_t kernel_work_memory_bytes(std::string_view algorithm) {
  const auto* const entry = find_in(algorithms, algorithm);
  return entry != nullptr ? entry->work_memory_bytes : 0;
}

}  // namespace zramlab
