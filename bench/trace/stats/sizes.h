// How well a trace's pages compress.
#pragma once

#include "engine/base/types.h"
#include "traces/reader.h"
#include "traces/spilling_allocator.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace zramlab {

// Counts of compressed lengths; same-filled pages apart.
class SizeDistribution {
 public:
  void add(std::size_t length, std::uint64_t count) {
    counts_[length] += count;
    pages_ += count;
    bytes_ += length * count;
  }
  [[nodiscard]] std::uint64_t pages() const { return pages_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  // The smallest length that `share` of the pages do not exceed; 0 without pages.
  [[nodiscard]] std::size_t quantile(double share) const;
  [[nodiscard]] std::uint64_t at_least(std::size_t length) const;

 private:
  std::array<std::uint64_t, page_bytes + 1> counts_{};
  std::uint64_t pages_ = 0;
  std::uint64_t bytes_ = 0;
};

// One codec's part. Lengths that zram would not store are those of a page.
struct CodecSizes {
  std::string codec;
  std::size_t huge_threshold = 0;
  SizeDistribution by_page;   // each distinct page once
  SizeDistribution by_write;  // as often as it is written
  std::uint64_t same_filled_writes = 0;

  // Uncompressed over stored, of all writes; 0 without any.
  [[nodiscard]] double ratio() const;
  [[nodiscard]] double huge_share() const;  // of writes that are compressed
};

// Compresses every distinct page with each codec, one block of pages in memory. Writes without content are left out.
// THROWS InputError for what cannot be read and for codecs that there are not.
std::vector<CodecSizes> measure_sizes(const TraceReader& trace, const std::vector<std::string>& codecs);

}  // namespace zramlab
