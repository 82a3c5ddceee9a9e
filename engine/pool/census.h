// A recount of a pool: what is in it, counted object by object.
#pragma once

#include "engine/pool/fullness.h"

#include <array>
#include <cstdint>
#include <vector>

namespace zramlab {

struct ClassCensus {
  SizeClass size{};
  std::uint64_t zspages = 0;
  std::uint64_t objects_used = 0;
  std::uint64_t objects_allocated = 0;
  std::uint64_t pages = 0;
  std::uint64_t pages_compactable = 0;  // what compaction could free
  std::array<std::uint64_t, fullness_groups_max> zspages_in_group{};
};

struct PoolCensus {
  std::vector<ClassCensus> classes;  // as SizeClassTable::classes()
  std::uint64_t objects = 0;
  std::uint64_t pages = 0;
  std::uint64_t pages_compactable = 0;
};

}  // namespace zramlab
