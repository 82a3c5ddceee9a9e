// A fixed array whose memory is taken only where it is touched.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace zramlab {

// `size` elements, all zero. A type that needs no destructor lies in memory that the kernel hands out page by page on
// first touch, so that a sparse table of many slots costs what is used; REQUIRES of such a type: all-zero bytes are its
// initial value (integers and std::atomic of integers). Other types are constructed one by one.
// THROWS std::bad_alloc.
template <class T>
class ZeroedArray {
 public:
  explicit ZeroedArray(std::size_t size) : size_(size) {
    if constexpr (lazy) {
      void* memory = mmap(nullptr, bytes(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
      if (memory == MAP_FAILED) throw std::bad_alloc();
      elements_ = static_cast<T*>(memory);
    } else {
      owned_ = std::make_unique<T[]>(size);
      elements_ = owned_.get();
    }
  }

  ~ZeroedArray() {
    if constexpr (lazy) munmap(elements_, bytes());
  }

  ZeroedArray(const ZeroedArray&) = delete;
  ZeroedArray& operator=(const ZeroedArray&) = delete;

  T& operator[](std::size_t index) { return elements_[index]; }
  const T& operator[](std::size_t index) const { return elements_[index]; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  static constexpr bool lazy = std::is_trivially_destructible_v<T>;

  [[nodiscard]] std::size_t bytes() const { return size_ == 0 ? 1 : size_ * sizeof(T); }

  std::size_t size_;
  T* elements_ = nullptr;
  std::unique_ptr<T[]> owned_;
};

}  // namespace zramlab
