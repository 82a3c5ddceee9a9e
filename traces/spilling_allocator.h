// Vectors that obey --memory: large ones lie in mappings, and those go to files beyond the limit.
#pragma once

#include "traces/mapping.h"

#include <cstddef>
#include <new>
#include <vector>

namespace zramlab {

namespace spilling_detail {

// Below this an allocation is not worth a mapping of its own.
inline constexpr std::size_t large_bytes_min = std::size_t{1} << 20;

// Zeros from Mapping::of_zeros(). THROWS what that throws.
void* allocate(std::size_t bytes, Access access);
void free(void* memory) noexcept;

}  // namespace spilling_detail

template <class T, Access access>
struct SpillingAllocator {
  using value_type = T;
  template <class Other>
  struct rebind {
    using other = SpillingAllocator<Other, access>;
  };

  SpillingAllocator() = default;
  template <class Other>
  SpillingAllocator(const SpillingAllocator<Other, access>& /*other*/) noexcept {}

  [[nodiscard]] T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    return static_cast<T*>(bytes < spilling_detail::large_bytes_min ? ::operator new(bytes)
                                                                    : spilling_detail::allocate(bytes, access));
  }
  void deallocate(T* memory, std::size_t count) noexcept {
    if (count * sizeof(T) < spilling_detail::large_bytes_min) {
      ::operator delete(memory);
    } else {
      spilling_detail::free(memory);
    }
  }
  friend bool operator==(const SpillingAllocator&, const SpillingAllocator&) { return true; }
};

// For what is gone through in order.
template <class T>
using SpillingVector = std::vector<T, SpillingAllocator<T, Access::in_order>>;

// For what is looked up here and there.
template <class T>
using SpillingTable = std::vector<T, SpillingAllocator<T, Access::scattered>>;

}  // namespace zramlab
