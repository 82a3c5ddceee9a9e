// Our backend's compressed lengths against the kernel's, page by page.
#pragma once

#include "bench/referee/length_oracle.h"
#include "bench/referee/pages.h"
#include "engine/backend/backend.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace zramlab {

// Stored bytes, ours less the kernel's; a page counts once for each distinct content.
class LengthDifferences {
 public:
  // Differences from `least` to `most`, both included.
  struct Bucket {
    std::int32_t least = 0;
    std::int32_t most = 0;
    std::uint64_t pages = 0;
  };

  void add(std::uint32_t ours, std::uint32_t kernels);

  [[nodiscard]] std::uint64_t pages() const { return pages_; }
  [[nodiscard]] std::uint64_t same_filled() const { return same_filled_; }  // not in the buckets
  [[nodiscard]] std::uint64_t equal() const { return equal_; }
  [[nodiscard]] std::uint64_t raw_in_one_only() const { return raw_in_one_only_; }
  [[nodiscard]] std::int32_t least() const { return least_; }
  [[nodiscard]] std::int32_t most() const { return most_; }
  // Of the sums over all distinct pages; 0 without pages.
  [[nodiscard]] double relative_of_total() const;
  // From the most negative to the most positive: 0, ±1, ±2 to 3, ±4 to 7 and so on. Without empty ones at either end.
  [[nodiscard]] std::vector<Bucket> buckets() const;

  [[nodiscard]] std::string text() const;
  [[nodiscard]] nlohmann::ordered_json json() const;

 private:
  static constexpr std::size_t steps = 13;  // 0, then powers of two up to 4096

  std::uint64_t pages_ = 0;
  std::uint64_t same_filled_ = 0;
  std::uint64_t equal_ = 0;
  std::uint64_t raw_in_one_only_ = 0;
  std::uint64_t ours_total_ = 0;
  std::uint64_t kernels_total_ = 0;
  std::int32_t least_ = 0;
  std::int32_t most_ = 0;
  std::vector<std::uint64_t> shorter_ = std::vector<std::uint64_t>(steps + 1);
  std::vector<std::uint64_t> longer_ = std::vector<std::uint64_t>(steps + 1);
};

// Of the distinct pages that the actions write whole, stored raw from huge_threshold on as the pool says.
LengthDifferences compare_lengths(std::span<const Action> actions, RefereePages& pages, const Codec& codec, std::size_t huge_threshold,
                                  LengthOracle& oracle);

}  // namespace zramlab
