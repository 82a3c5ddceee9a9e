#include "traces/spilling_allocator.h"

#include <map>
#include <mutex>
#include <utility>

namespace zramlab::spilling_detail {
namespace {

// Large allocations are few: what keeps them may be slow.
struct Mappings {
  std::mutex mutex;
  std::map<void*, Mapping> by_address;
};

// Never destroyed: vectors of static storage may outlive any static of this file.
Mappings& mappings() {
  static auto* const all = new Mappings;
  return *all;
}

}  // namespace

void* allocate(std::size_t bytes, Access access) {
  Mapping mapping = Mapping::of_zeros(bytes, access);
  void* const memory = mapping.mutable_data();
  const std::scoped_lock lock(mappings().mutex);
  mappings().by_address.emplace(memory, std::move(mapping));
  return memory;
}

void free(void* memory) noexcept {
  const std::scoped_lock lock(mappings().mutex);
  mappings().by_address.erase(memory);
}

}  // namespace zramlab::spilling_detail
