// The layout of a .ztrace file, as docs/trace-format.md gives it byte by byte. Little-endian.
#pragma once

#include "engine/base/input_error.h"
#include "engine/base/types.h"
#include "traces/record.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace zramlab {

static_assert(std::endian::native == std::endian::little, "a .ztrace file is mapped as it is: little-endian only");

inline constexpr std::uint32_t trace_version = 1;

// The carriage return and the 0x1a show a transfer that took the file for text.
inline constexpr std::array<char, 8> trace_magic = {'Z', 'T', 'R', 'A', 'C', 'E', '\r', 0x1a};
inline constexpr std::uint32_t chunk_magic = 0x4b48435a;  // "ZCHK"

enum class ChunkType : std::uint32_t { records = 1, contents = 2, metadata = 3, threads = 4, end = 5, sketches = 6 };

struct FileHeader {
  std::array<char, 8> magic = trace_magic;
  std::uint32_t version = trace_version;
  std::uint32_t header_bytes = 64;
  std::uint32_t page_bytes = static_cast<std::uint32_t>(zramlab::page_bytes);
  std::uint32_t record_bytes = sizeof(TraceRecord);
  std::array<std::uint64_t, 4> reserved = {};
  std::uint64_t checksum = 0;  // XXH3-64 of the 56 bytes before it
};
static_assert(sizeof(FileHeader) == 64);

struct ChunkHeader {
  std::uint32_t magic = chunk_magic;
  ChunkType type = ChunkType::end;
  std::uint64_t payload_bytes = 0;  // without the zeros that pad it to a multiple of 8
  std::uint64_t item_count = 0;
  std::uint64_t checksum = 0;  // XXH3-64 of the payload, seeded with XXH3-64 of the 24 bytes before this
};
static_assert(sizeof(ChunkHeader) == 32);

struct EndPayload {
  std::uint64_t record_count = 0;
  std::uint64_t content_count = 0;
  std::uint64_t slot_count = 0;   // the largest slot + 1
  std::uint64_t chunk_count = 0;  // before this one
};
static_assert(sizeof(EndPayload) == 32);

// Limits: a file beyond one of them is refused before anything is allocated for it.
inline constexpr std::uint64_t block_records_max = 4096;
inline constexpr std::uint64_t block_contents_max = 4096;
inline constexpr std::uint64_t block_contents_bytes_max = block_contents_max * page_bytes;
inline constexpr std::uint64_t contents_payload_max = block_contents_bytes_max + 65536;  // zstd's bound, rounded up
inline constexpr std::uint64_t metadata_payload_max = std::uint64_t{1} << 20;
inline constexpr std::uint64_t threads_payload_max = std::uint64_t{1} << 20;
inline constexpr std::uint64_t contents_max = std::uint64_t{1} << 24;  // 64 GiB of distinct pages
inline constexpr std::uint64_t slots_max = std::uint64_t{1} << 32;

std::uint64_t header_checksum(const FileHeader& header);
std::uint64_t chunk_checksum(const ChunkHeader& header, ByteView payload);

constexpr std::uint64_t padded_bytes(std::uint64_t bytes) { return (bytes + 7) & ~std::uint64_t{7}; }

// The one message for a fault in a trace file: where, what, and what to do about it.
InputError trace_fault(const std::filesystem::path& file, std::uint64_t offset, std::string_view what,
                       std::string_view remedy);

inline constexpr std::string_view damaged_remedy = "the file is damaged: copy it again, or import it again";

}  // namespace zramlab
