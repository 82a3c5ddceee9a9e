#include "bench/sketch/zstd_frame.h"

#include <array>
#include <cstddef>

namespace zramlab {

namespace {

constexpr std::size_t magic_bytes = 4;
constexpr std::size_t block_header_bytes = 3;
constexpr unsigned compressed_block = 2;
constexpr unsigned huffman_literals = 2;

unsigned byte_at(ByteView frame, std::size_t at) { return at < frame.size() ? std::to_integer<unsigned>(frame[at]) : 0; }

// Bytes of the frame's header behind its magic number.
std::size_t header_bytes(unsigned descriptor) {
  constexpr std::array<std::size_t, 4> dictionary_bytes = {0, 1, 2, 4};
  constexpr std::array<std::size_t, 4> content_size_bytes = {0, 2, 4, 8};
  const bool single_segment = (descriptor & 32) != 0;
  const std::size_t size_bytes = descriptor >> 6 == 0 && single_segment ? 1 : content_size_bytes[descriptor >> 6];
  return 1 + (single_segment ? 0u : 1u) + dictionary_bytes[descriptor & 3] + size_bytes;
}

}  // namespace

bool has_coded_literals(ByteView frame) {
  const std::size_t block = magic_bytes + header_bytes(byte_at(frame, magic_bytes));
  if (((byte_at(frame, block) >> 1) & 3) != compressed_block) return false;
  return (byte_at(frame, block + block_header_bytes) & 3) == huffman_literals;
}

}  // namespace zramlab
