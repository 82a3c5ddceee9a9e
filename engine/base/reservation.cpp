#include "engine/base/reservation.h"

#include "engine/base/types.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace zramlab {

Reservation::Reservation(std::size_t bytes) : bytes_((bytes + page_bytes - 1) / page_bytes * page_bytes) {
  if (bytes_ == 0) return;
  void* const mapping =
      ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapping == MAP_FAILED) throw std::bad_alloc();
  data_ = static_cast<std::byte*>(mapping);
  // The kernel reaches its memory through huge mappings; so should the model, where the machine lets it. Not an error
  // where it does not.
  (void)::madvise(data_, bytes_, MADV_HUGEPAGE);
}

Reservation::~Reservation() {
  if (data_ != nullptr) ::munmap(data_, bytes_);
}

void Reservation::prefault(std::size_t offset, std::size_t length) {
  const std::size_t begin = std::min(offset, bytes_) / page_bytes * page_bytes;
  const std::size_t end = std::min(length, bytes_ - begin) + begin;
  if (begin == end) return;
#ifdef MADV_POPULATE_WRITE
  if (::madvise(data_ + begin, end - begin, MADV_POPULATE_WRITE) == 0) return;
#endif
  // Before Linux 5.14. Reading and writing back would race with a user; the caller has none yet (see the pool).
  for (std::size_t at = begin; at < end; at += page_bytes) {
    volatile std::byte* const touched = data_ + at;
    *touched = *touched;
  }
}

}  // namespace zramlab
