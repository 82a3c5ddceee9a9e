#include "tests/support/allocation_counter.h"

#include "engine/base/sanitizers.h"

#include <atomic>
#include <cerrno>
#include <cstddef>

namespace zramlab::test {
namespace {

std::atomic<std::uint64_t> allocations{0};

#if defined(ZRAMLAB_ADDRESS_SANITIZER) || defined(ZRAMLAB_THREAD_SANITIZER)
constexpr bool counted = false;
#else
constexpr bool counted = true;
#endif

}  // namespace

bool allocations_are_counted() { return counted; }

// relaxed: a test reads it on the thread that allocates.
std::uint64_t allocation_count() { return allocations.load(std::memory_order_relaxed); }

namespace {
[[maybe_unused]] void count_allocation() { allocations.fetch_add(1, std::memory_order_relaxed); }
}  // namespace

}  // namespace zramlab::test

#if !defined(ZRAMLAB_ADDRESS_SANITIZER) && !defined(ZRAMLAB_THREAD_SANITIZER)

// The program's own malloc comes before glibc's for every library it loads, operator new included.
extern "C" {

void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t bytes) noexcept {
  zramlab::test::count_allocation();
  return __libc_malloc(bytes);
}

void* calloc(std::size_t count, std::size_t bytes) noexcept {
  zramlab::test::count_allocation();
  return __libc_calloc(count, bytes);
}

void* realloc(void* block, std::size_t bytes) noexcept {
  zramlab::test::count_allocation();
  return __libc_realloc(block, bytes);
}

void* memalign(std::size_t alignment, std::size_t bytes) noexcept {
  zramlab::test::count_allocation();
  return __libc_memalign(alignment, bytes);
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept { return memalign(alignment, bytes); }

int posix_memalign(void** block, std::size_t alignment, std::size_t bytes) noexcept {
  *block = memalign(alignment, bytes);
  return *block == nullptr ? ENOMEM : 0;
}

}  // extern "C"

#endif
