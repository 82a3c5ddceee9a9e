// A fixed array whose memory is taken only where it is touched.
#pragma once

#include "engine/base/reservation.h"

#include <cstddef>
#include <memory>
#include <type_traits>

namespace zramlab {

// `size` elements, all zero. A type that needs no destructor lies in memory that the kernel hands out on first touch, so
// that a sparse table of many slots costs what is used; REQUIRES of such a type: all-zero bytes are its initial value
// (integers and std::atomic of integers). Other types are constructed one by one. THROWS std::bad_alloc.
template <class T>
class ZeroedArray {
 public:
  explicit ZeroedArray(std::size_t size) : size_(size), memory_(lazy ? size * sizeof(T) : 0) {
    if constexpr (lazy) {
      elements_ = memory_.template as<T>();
    } else {
      owned_ = std::make_unique<T[]>(size);
      elements_ = owned_.get();
    }
  }
  ZeroedArray(const ZeroedArray&) = delete;
  ZeroedArray& operator=(const ZeroedArray&) = delete;

  T& operator[](std::size_t index) { return elements_[index]; }
  const T& operator[](std::size_t index) const { return elements_[index]; }
  [[nodiscard]] std::size_t size() const { return size_; }

  // Touches all of it, ahead of a timed run: a first touch later costs 20 us and more once several threads do it.
  void prefault() { memory_.prefault(0, size_ * sizeof(T)); }

 private:
  static constexpr bool lazy = std::is_trivially_destructible_v<T>;

  std::size_t size_;
  Reservation memory_;
  std::unique_ptr<T[]> owned_;
  T* elements_ = nullptr;
};

}  // namespace zramlab
