// Simple generators of pages, which no capture stands behind: for comparison.
#pragma once

#include "traces/page_store.h"
#include "workloads/content/content.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace zramlab {

struct SyntheticEntry {
  std::string_view name;
  std::string_view summary;
  std::string_view parameters;
  PageStore (*fill)(ContentParameters& parameters, std::uint64_t count, std::uint64_t seed);
};

std::span<const SyntheticEntry> synthetics();

}  // namespace zramlab
