// A block of sketches as the payload of a chunk: docs/trace-format.md gives the bytes.
#pragma once

#include "engine/base/types.h"
#include "traces/sketches/page_sketch.h"

#include <span>
#include <vector>

namespace zramlab {

// Limits, beyond which a block is refused before anything is allocated for it.
inline constexpr std::uint64_t block_sketches_max = 1024;
inline constexpr std::size_t sketch_codecs_max = 16;
inline constexpr std::size_t sketch_codec_name_max = 255;
// Packed, before zstd: a step is at most 7 bytes, and a page has at most 4095 of them.
inline constexpr std::uint64_t sketch_bytes_max = 7 * page_bytes + 256;
inline constexpr std::uint64_t sketches_payload_max = std::uint64_t{16} << 20;

struct SketchBlock {
  SketchCodecs codecs;
  std::vector<PageSketch> sketches;
};

// REQUIRES 1 to block_sketches_max sketches with a length for each codec, and codecs within the limits.
std::vector<std::byte> pack_sketches(const SketchCodecs& codecs, std::span<const PageSketch> sketches, int level);

// What pack_sketches() made; nothing is believed. nullptr, or what is wrong with the bytes.
[[nodiscard]] const char* unpack_sketches(ByteView payload, std::size_t count, SketchBlock& block);

}  // namespace zramlab
