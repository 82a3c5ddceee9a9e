// A hash of a page that tells nothing to whoever does not have the key.
#pragma once

#include "engine/base/types.h"

#include <array>
#include <cstdint>

namespace zramlab {

struct HashKey {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

// From the kernel's random numbers. THROWS InputError (failed) if there are none.
HashKey random_hash_key();

using KeyedHash = std::array<std::uint64_t, 2>;

// SipHash-2-4 with 128 bits of output (Aumasson, Bernstein: SipHash, a fast short-input PRF, INDOCRYPT 2012). Without the key nobody
// can tell which page a hash belongs to, not even by trying pages; XXH3 and the like promise nothing of the kind.
KeyedHash keyed_hash(const HashKey& key, ByteView bytes);

}  // namespace zramlab
