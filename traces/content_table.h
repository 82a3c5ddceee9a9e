// Which distinct pages a writer has stored, by the hash of their contents.
#pragma once

#include "engine/base/types.h"
#include "traces/mapping.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace zramlab {

// A hash table with open addressing: 27 to 53 bytes for each page, and half as much again while it grows. All of it obeys
// --memory. Pages are told apart by their XXH3-128: two different ones are taken for one with a chance below 2^-80 even
// in the largest trace.
class ContentTable {
 public:
  // The number of the equal page that was added before, or `next`, which is then this page's.
  ContentIndex find_or_add(PageView page, ContentIndex next);
  // The same for a page of which only such a hash is known.
  ContentIndex find_or_add(const std::array<std::uint64_t, 2>& hash, ContentIndex next);

 private:
  struct Entry {
    std::uint32_t hash[4];
    std::uint32_t number_plus_1;  // 0: free
  };
  static_assert(sizeof(Entry) == 20);

  [[nodiscard]] std::size_t capacity() const { return memory_.size() / sizeof(Entry); }
  [[nodiscard]] Entry* entries() { return reinterpret_cast<Entry*>(memory_.mutable_data()); }
  Entry& place_of(const Entry& wanted);
  void grow();

  Mapping memory_;
  std::size_t used_ = 0;
};

}  // namespace zramlab
