#include "traces/format.h"

#include <fmt/format.h>
#include <xxhash.h>

namespace zramlab {

std::uint64_t header_checksum(const FileHeader& header) {
  return XXH3_64bits(&header, offsetof(FileHeader, checksum));
}

std::uint64_t chunk_checksum(const ChunkHeader& header, ByteView payload) {
  const std::uint64_t seed = XXH3_64bits(&header, offsetof(ChunkHeader, checksum));
  return XXH3_64bits_withSeed(payload.data(), payload.size(), seed);
}

InputError trace_fault(const std::filesystem::path& file, std::uint64_t offset, std::string_view what,
                       std::string_view remedy) {
  return bad_input(fmt::format("{}: byte {}: {}; {}", file.string(), offset, what, remedy));
}

}  // namespace zramlab
