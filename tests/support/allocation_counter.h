// Counts heap allocations of the whole test program, the libraries' included.
#pragma once

#include <cstdint>

namespace zramlab::test {

// False under a sanitizer, which needs malloc for itself.
bool allocations_are_counted();

// Calls to malloc, calloc, realloc and their aligned kin so far, on all threads.
std::uint64_t allocation_count();

}  // namespace zramlab::test
