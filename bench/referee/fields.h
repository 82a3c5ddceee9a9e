// The nine fields of mm_stat, one by one: of both sides, and how far apart they may be.
#pragma once

#include "engine/device/statistics.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace zramlab {

struct MmField {
  std::string_view name;
  std::uint64_t MmStat::*value;
  bool is_total;  // of compressed lengths, and so what another compressor of the same format changes a little
};

// In mm_stat's order.
inline constexpr std::array<MmField, 9> mm_fields{{
    {"orig_data_size", &MmStat::orig_data_size, false},
    {"compr_data_size", &MmStat::compr_data_size, true},
    {"mem_used_total", &MmStat::mem_used_total, true},
    {"mem_limit", &MmStat::mem_limit, false},
    {"mem_used_max", &MmStat::mem_used_max, true},
    {"same_pages", &MmStat::same_pages, false},
    {"pages_compacted", &MmStat::pages_compacted, true},
    {"huge_pages", &MmStat::huge_pages, true},
    {"huge_pages_since", &MmStat::huge_pages_since, true},
}};

// Both sides after the same actions.
struct Checkpoint {
  std::uint64_t actions = 0;
  MmStat engine;
  MmStat kernel;

  [[nodiscard]] std::int64_t difference(const MmField& field) const {
    return static_cast<std::int64_t>(engine.*field.value - kernel.*field.value);
  }
  // Of the kernel's value; 0 where both are 0, 1 where only the kernel's is.
  [[nodiscard]] double relative_difference(const MmField& field) const;
};

// The fields that differ at all.
std::vector<const MmField*> differing_fields(const Checkpoint& checkpoint);

}  // namespace zramlab
