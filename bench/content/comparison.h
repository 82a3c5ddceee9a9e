// A content model against the capture that it was fitted to.
#pragma once

#include "bench/calibrate/page_times.h"
#include "traces/reader.h"
#include "workloads/content/model.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace zramlab {

// A figure of both, and how far apart they may be.
struct ContentFigure {
  std::string name;      // "decile 3", "compress p99"
  std::string unit;      // "bytes", "ns", "share"
  double captured = 0;
  double fitted = 0;
  double tolerance = 0;  // relative, of shares absolute; 0: shown, not judged

  // Relative; of shares absolute.
  [[nodiscard]] double difference() const;
  [[nodiscard]] bool is_within() const;
};

struct CodecComparison {
  std::string codec;
  std::vector<ContentFigure> figures;
};

struct ContentComparison {
  ContentFigure same_filled;
  std::vector<CodecComparison> codecs;

  [[nodiscard]] std::size_t figures_outside() const;
};

struct ComparisonRequest {
  std::vector<std::string> codecs;
  std::uint64_t seed = 1;
  std::size_t pages_timed = 4096;  // of each; 0: no times
  std::size_t tries = 7;           // of each time; the shortest counts
};

// The tolerances: size deciles 3 %, median and p99 of codec times 10 %. Shares are within a hundredth.
inline constexpr double size_tolerance = 0.03;
inline constexpr double time_tolerance = 0.10;
inline constexpr double share_tolerance = 0.01;

// Sizes and shares over all writes of the trace, and over as many pages of the model; they depend on nothing else. Times of a
// sample of both, page by page in a mixed order, so that what disturbs one disturbs the other.
ContentComparison compare_contents(const ContentModel& model, const TraceReader& trace, const ComparisonRequest& request,
                                   const TellProgress& tell);

std::string to_text(const ContentComparison& comparison);
nlohmann::ordered_json to_json(const ContentComparison& comparison);

}  // namespace zramlab
