// Latency histogram with a bounded relative error, after HdrHistogram's bucket layout.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace zramlab {

// Counts of values in nanoseconds. A bucket's width is at most 1/64 of its values, so any quantile
// is within 1.6 % of the true one; minimum and maximum are exact.
//
// 1. Not thread safe: each worker has its own, merged at the end.
// 2. record() allocates nothing; the object is 18 KiB and stays in the L2 cache.
// 3. Values at or above 2^40 ns (18 minutes) count in the last bucket; maximum() stays exact.
class Histogram {
 public:
  void record(std::uint64_t value_ns) {
    ++counts_[bucket_of(value_ns)];
    ++count_;
    sum_ns_ += value_ns;
    maximum_ns_ = std::max(maximum_ns_, value_ns);
    minimum_ns_ = std::min(minimum_ns_, value_ns);
  }

  void merge(const Histogram& other) {
    for (std::size_t i = 0; i < bucket_count; ++i) counts_[i] += other.counts_[i];
    count_ += other.count_;
    sum_ns_ += other.sum_ns_;
    maximum_ns_ = std::max(maximum_ns_, other.maximum_ns_);
    minimum_ns_ = std::min(minimum_ns_, other.minimum_ns_);
  }

  // The smallest bucket's upper bound that at least share * count() values do not exceed, in ns;
  // 0 when nothing was recorded. `share` lies in (0, 1].
  [[nodiscard]] std::uint64_t quantile_ns(double share) const {
    if (count_ == 0) return 0;
    const double wanted = share * static_cast<double>(count_);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < bucket_count; ++i) {
      seen += counts_[i];
      if (seen != 0 && static_cast<double>(seen) >= wanted) return std::min(upper_ns(i), maximum_ns_);
    }
    return maximum_ns_;
  }

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::uint64_t sum_ns() const { return sum_ns_; }
  [[nodiscard]] std::uint64_t maximum_ns() const { return maximum_ns_; }
  [[nodiscard]] std::uint64_t minimum_ns() const { return count_ == 0 ? 0 : minimum_ns_; }
  [[nodiscard]] double mean_ns() const {
    return count_ == 0 ? 0.0 : static_cast<double>(sum_ns_) / static_cast<double>(count_);
  }

  // Calls visit(upper bound in ns, count) for each bucket that is not empty, smallest first.
  template <class Visit>
  void for_each_bucket(Visit visit) const {
    for (std::size_t i = 0; i < bucket_count; ++i) {
      if (counts_[i] != 0) visit(upper_ns(i), counts_[i]);
    }
  }

 private:
  // Values below 2^7 have a bucket each; every further power of two has 64.
  static constexpr unsigned sub_bits = 6;
  static constexpr unsigned value_bits = 40;
  static constexpr std::size_t sub_count = std::size_t{1} << sub_bits;
  static constexpr std::size_t bucket_count = (value_bits - sub_bits + 1) * sub_count;

  static constexpr std::size_t bucket_of(std::uint64_t value) {
    value = std::min(value, (std::uint64_t{1} << value_bits) - 1);
    const auto width = static_cast<unsigned>(std::bit_width(value));
    if (width <= sub_bits + 1) return static_cast<std::size_t>(value);
    const unsigned shift = width - sub_bits - 1;
    return shift * sub_count + static_cast<std::size_t>(value >> shift);
  }

  static constexpr std::uint64_t upper_ns(std::size_t bucket) {
    if (bucket < 2 * sub_count) return bucket;
    const std::size_t shift = bucket / sub_count - 1;
    const std::uint64_t leading = bucket - shift * sub_count;
    return ((leading + 1) << shift) - 1;
  }

  std::array<std::uint64_t, bucket_count> counts_{};
  std::uint64_t count_ = 0;
  std::uint64_t sum_ns_ = 0;
  std::uint64_t maximum_ns_ = 0;
  std::uint64_t minimum_ns_ = ~std::uint64_t{0};
};

}  // namespace zramlab
