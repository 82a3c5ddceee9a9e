// The versions of zsmalloc: what changed in its layout, and with which kernel.
#pragma once

#include <cstdint>
#include <string_view>

namespace zramlab {

// How many pages make a zspage of a class.
enum class ChainRule : std::uint8_t {
  percentage,     // the first highest whole percentage of bytes used (<= 6.2)
  minimum_waste,  // the fewest bytes wasted; a power of two takes one page (>= 6.3)
};

// How finely zspages are sorted by the share of their objects in use, and where one enters its list.
enum class FullnessGroups : std::uint8_t {
  four,    // empty, almost empty (up to 3/4), almost full, full; behind a fuller head (<= 6.3)
  twelve,  // empty, ten steps, full; always at the head (>= 6.4)
};

// From which length on zram stores a page raw.
enum class HugeRule : std::uint8_t {
  three_quarters,   // longer than 3072 bytes (<= 4.16)
  class_watermark,  // as soon as only the class of one object to a page would hold it (>= 4.17)
};

enum class CompactionRule : std::uint8_t {
  none,         // <= 4.0
  re_inserted,  // the destination goes back to its list each round, and may become the next source (4.1 to 6.3)
  kept,         // the destination is kept until it is full (>= 6.4)
};

enum class PoolLock : std::uint8_t {
  per_class,
  whole_pool,  // one spinlock in place of every class lock (6.2 to 6.10)
};

// The layout of one kernel; the defaults are the newest's.
struct PoolRules {
  unsigned chain_size = 8;  // pages a zspage may have, 1 to 16
  ChainRule chain_rule = ChainRule::minimum_waste;
  bool merging = true;         // classes with as many pages and objects as the next larger one become that one (>= 3.19)
  unsigned handle_bytes = 8;   // in front of every object, 0 or 8 (8 since 4.1)
  FullnessGroups groups = FullnessGroups::twelve;
  HugeRule huge_rule = HugeRule::class_watermark;
  CompactionRule compaction = CompactionRule::kept;
};

inline constexpr unsigned chain_size_max = 16;

// A kernel version, and what of it the pool must know.
struct Era {
  unsigned major = 6;
  unsigned minor = 18;
  PoolRules pool;
  PoolLock pool_lock = PoolLock::per_class;

  [[nodiscard]] constexpr bool at_least(unsigned other_major, unsigned other_minor) const {
    return major != other_major ? major > other_major : minor >= other_minor;
  }
};

// "6.1", "4.19", "newest" -> its rules. THROWS InputError (usage) that names --era and says what is accepted.
Era era_of(std::string_view kernel);

// The same era with another CONFIG_ZSMALLOC_CHAIN_SIZE. THROWS InputError (usage) that names --chain-size, unless
// chain_size is 4 to 16, the kernel's own range.
Era with_chain_size(Era era, unsigned chain_size);

}  // namespace zramlab
