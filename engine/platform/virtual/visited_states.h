// States that a search has been to.
#pragma once

#include <cstdint>
#include <vector>

namespace zramlab {

// Maps a state's hash to a byte. Open addressing in a power-of-two table that doubles at 3/4 full; 8 bytes a state: 56 bits
// of the hash.
class VisitedStates {
 public:
  explicit VisitedStates(std::size_t expected = std::size_t{1} << 12) : table_(expected) {}

  // The state's byte, and whether the state was new: then the byte is 0 and to be set.
  struct Found {
    std::uint64_t* entry;
    bool is_new;
    [[nodiscard]] std::uint8_t byte() const { return static_cast<std::uint8_t>(*entry); }
    void set(std::uint8_t byte) const { *entry = (*entry & ~std::uint64_t{0xff}) | byte; }
  };
  Found find(std::uint64_t hash) {
    if (count_ * 4 >= table_.size() * 3) grow();
    const std::uint64_t tag = hash << 8 | (std::uint64_t{hash == 0} << 8);  // never all zeros: that is an empty entry
    std::uint64_t* const entry = place(table_, tag);
    const bool is_new = *entry == 0;
    if (is_new) {
      *entry = tag;
      ++count_;
    }
    return {entry, is_new};
  }

  [[nodiscard]] std::size_t count() const { return count_; }
  void clear() {
    table_.assign(table_.size(), 0);
    count_ = 0;
  }

 private:
  static std::uint64_t* place(std::vector<std::uint64_t>& table, std::uint64_t tag) {
    const std::size_t mask = table.size() - 1;
    std::size_t index = (tag * 0x9e3779b97f4a7c15 >> 20) & mask;
    while (table[index] != 0 && table[index] >> 8 != tag >> 8) index = (index + 1) & mask;
    return &table[index];
  }

  void grow() {
    std::vector<std::uint64_t> larger(table_.size() * 2);
    for (const std::uint64_t entry : table_) {
      if (entry != 0) *place(larger, entry & ~std::uint64_t{0xff}) = entry;
    }
    table_.swap(larger);
  }

  std::vector<std::uint64_t> table_;
  std::size_t count_ = 0;
};

}  // namespace zramlab
