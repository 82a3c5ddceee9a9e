// The next event of each CPU, and the earliest of all: a winner tree with a fixed place for each CPU.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace zramlab {

// A key is a time with the CPU in its lowest bits, so that keys differ and ties go to the lowest CPU: one comparison.
class EventTree {
 public:
  using Key = std::uint64_t;
  static constexpr unsigned cpu_bits = 9;
  static constexpr Key never = ~Key{0};

  static constexpr Key key(std::uint64_t time, std::uint32_t cpu) { return (time << cpu_bits) | cpu; }
  static constexpr std::uint32_t cpu_of(Key key) { return static_cast<std::uint32_t>(key & ((Key{1} << cpu_bits) - 1)); }
  static constexpr std::uint64_t time_of(Key key) { return key >> cpu_bits; }

  explicit EventTree(std::uint32_t cpus) : places_(std::bit_ceil(std::max(cpus, 2u))), keys_(2 * places_, never) {}

  // O(log CPUs). Always up to the root: where a change stops to matter no branch predictor can tell, and asking costs more than going on.
  void set(std::uint32_t cpu, Key key) {
    std::uint32_t node = places_ + cpu;
    keys_[node] = key;
    for (Key earliest = key; node > 1; node >>= 1) {
      earliest = std::min(earliest, keys_[node ^ 1]);
      keys_[node >> 1] = earliest;
    }
  }

  [[nodiscard]] Key of(std::uint32_t cpu) const { return keys_[places_ + cpu]; }
  [[nodiscard]] Key earliest() const { return keys_[1]; }

  // The earliest of all but this CPU.
  [[nodiscard]] Key earliest_without(std::uint32_t cpu) const {
    Key earliest = never;
    for (std::uint32_t node = places_ + cpu; node > 1; node >>= 1) earliest = std::min(earliest, keys_[node ^ 1]);
    return earliest;
  }

 private:
  std::uint32_t places_;
  std::vector<Key> keys_;  // [1] is the root; leaves from places_ on
};

}  // namespace zramlab
