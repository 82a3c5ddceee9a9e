// What the pages of a run were really like.
#pragma once

#include "bench/input.h"
#include "bench/world.h"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace zramlab {

struct MachineProfile;

inline constexpr std::array<double, 4> content_quantiles = {0.1, 0.5, 0.9, 0.99};

// Of the writes of a plan, each counted as often as it is planned, under one codec.
struct ContentReport {
  std::string source;  // "synthetic:gxx"
  std::string codec;
  std::uint64_t distinct_pages = 0;
  double same_filled_share = 0;
  double compression_ratio = 0;  // bytes of the pages that are not same-filled, over what the pool keeps of them
  // Of pages that are not same-filled; zero if there are none.
  std::array<double, content_quantiles.size()> compress_ns{};
  std::array<double, content_quantiles.size()> decompress_ns{};
  bool frozen = false;  // the times are those of the cost table; otherwise they were measured before the clock started
};

// On a simulated machine from its frozen table of costs, else (nullptr) measured now: of at most content_pages_timed of the plan's writes, each
// once. Sizes are exact.
ContentReport describe_content(const Input& input, const Plan& plan, const CodecState& codec, const MachineProfile* machine);

// 100 ms with zstd, and the p99 of as many is good to a few per cent.
inline constexpr std::size_t content_pages_timed = 4096;

std::string to_text(const ContentReport& report);
nlohmann::ordered_json to_json(const ContentReport& report);

}  // namespace zramlab
