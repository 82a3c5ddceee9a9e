// Asks the cache for a line ahead of its use.
#pragma once

namespace zramlab {

// Fetches the cache line at `address` to be written soon. A hint: correct for any address, and free of effect where the CPU
// has no such instruction.
inline void fetch_for_write(const void* address) {
#if defined(__x86_64__)
  // Not __builtin_prefetch: for baseline x86-64 that is a fetch for reading, and a line that another CPU has written would have to be
  // fetched twice.
  asm volatile("prefetchw %0" : : "m"(*static_cast<const char*>(address)));
#else
  __builtin_prefetch(address, 1);
#endif
}

}  // namespace zramlab
