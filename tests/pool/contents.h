// Contents that can be told apart, and looked for again.
#pragma once

#include "engine/base/random.h"
#include "engine/pool/pool.h"

#include <algorithm>
#include <array>

namespace zramlab {

// The same (seed) gives the same bytes; a shorter length gives the first of them.
inline std::array<std::byte, page_bytes> content_of(std::uint64_t seed) {
  std::array<std::byte, page_bytes> bytes;
  Random random(seed);
  for (std::size_t at = 0; at < page_bytes; at += sizeof(std::uint64_t)) {
    const std::uint64_t word = random();
    std::memcpy(bytes.data() + at, &word, sizeof word);
  }
  return bytes;
}

template <Platform P>
void write_content(Pool<P>& pool, Handle handle, std::size_t length, std::uint64_t seed) {
  pool.write(handle, ByteView(content_of(seed)).first(length));
}

template <Platform P>
bool has_content(Pool<P>& pool, Handle handle, std::size_t length, std::uint64_t seed) {
  std::array<std::byte, page_bytes> scratch;
  const ByteView found = pool.begin_read(handle, length, scratch);
  const bool equal = std::ranges::equal(found, ByteView(content_of(seed)).first(length));
  pool.end_read(handle);
  return equal;
}

}  // namespace zramlab
