// Address space set aside once, which takes memory only where it is touched.
#pragma once

#include <cstddef>

namespace zramlab {

// OWNS one private mapping, all zeros, without swap reserved for it.
class Reservation {
 public:
  // Zero bytes map nothing. THROWS std::bad_alloc when the address space cannot be had.
  explicit Reservation(std::size_t bytes);
  ~Reservation();
  Reservation(const Reservation&) = delete;
  Reservation& operator=(const Reservation&) = delete;

  [[nodiscard]] std::byte* data() const { return data_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  // Touches what is left untouched of [offset, offset + length), so that a timed run meets no page fault there. What
  // lies behind the end is ignored.
  void prefault(std::size_t offset, std::size_t length);

  template <class T>
  [[nodiscard]] T* as() const {
    return reinterpret_cast<T*>(data_);
  }

 private:
  std::byte* data_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace zramlab
