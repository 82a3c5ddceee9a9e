// How far a run had come, and what its device took, at moments that lie evenly over it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace zramlab {

// What a device takes at some moment. Each figure is right for some moment, not for the same one.
struct MemorySample {
  std::uint64_t orig_data_size = 0;
  std::uint64_t compr_data_size = 0;
  std::uint64_t mem_used_total = 0;
  std::uint64_t stream_bytes = 0;
};

struct SeriesPoint {
  std::uint64_t at_ns = 0;  // since what counts began
  std::uint64_t operations = 0;
  MemorySample memory;
};

// Gathers points for as long as the run goes on: when there are too many, every other one goes, and the interval doubles. So a short
// run and a long one have about as many, and neither has to say beforehand how long it is.
class Series {
 public:
  static constexpr std::size_t points_max = 200;

  explicit Series(std::uint64_t interval_ns) : interval_ns_(interval_ns) { points_.reserve(points_max + 1); }

  [[nodiscard]] bool is_due(std::uint64_t now_ns) const { return now_ns >= due_ns_; }
  [[nodiscard]] std::uint64_t interval_ns() const { return interval_ns_; }

  // REQUIRES that points come in the order of their times.
  void add(const SeriesPoint& point) {
    if (points_.size() == points_max) halve();
    points_.push_back(point);
    due_ns_ = point.at_ns + interval_ns_;
  }

  // The last point, whenever it comes.
  void finish(const SeriesPoint& point) {
    while (!points_.empty() && points_.back().at_ns >= point.at_ns) points_.pop_back();
    points_.push_back(point);
  }

  [[nodiscard]] const std::vector<SeriesPoint>& points() const { return points_; }

 private:
  void halve() {
    for (std::size_t i = 0; 2 * i < points_.size(); ++i) points_[i] = points_[2 * i];
    points_.resize((points_.size() + 1) / 2);
    interval_ns_ *= 2;
  }

  std::uint64_t interval_ns_;
  std::uint64_t due_ns_ = 0;
  std::vector<SeriesPoint> points_;
};

}  // namespace zramlab
