// What a contest amounts to: each field's largest difference, and whether that is within what was promised.
#pragma once

#include "bench/referee/contest.h"
#include "bench/referee/length_differences.h"
#include "bench/referee/request.h"
#include "bench/referee/shrink.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace zramlab {

struct FieldJudgement {
  const MmField* field = nullptr;
  std::int64_t difference = 0;         // at the end, the engine's less the kernel's
  double relative = 0;                 // at the end, of the kernel's
  std::int64_t difference_largest = 0; // of all checkpoints, by size
  std::int64_t allowed = 0;            // by how much the engine's may be off at the end; 0: must be equal at every checkpoint
  bool is_judged = true;               // false: shown only
  bool is_within = true;
};

struct RefereeVerdict {
  std::array<FieldJudgement, mm_fields.size()> fields;
  std::uint64_t checkpoints = 0;
  bool is_right = true;

  [[nodiscard]] bool all_equal() const;
};

// A length that is a few bytes off may put a page into another size class, and then another zspage is needed, or none: the pool's memory
// is off by more than the lengths are, either way. Seen on two captures with lz4 and lzo: 0 to 0.29 % (docs/referee.md). So it has a bound of
// its own: this share, or as many pages where that is more.
inline constexpr double pool_tolerance = 0.005;
inline constexpr std::int64_t pool_tolerance_pages = 64;

// With `tolerance` 0 every field must be equal at each checkpoint. Otherwise those fields must that no length decides; at the end
// compr_data_size is within the tolerance and mem_used_total within the pool's; the others are shown.
RefereeVerdict judge(const ContestRun& run, double tolerance);

// Everything that a referee has to say.
struct RefereeReport {
  std::string release;                           // of the kernel
  ContestRun run;
  RefereeVerdict verdict;
  std::optional<LengthDifferences> differences;  // with lengths of our own
  std::uint64_t distinct_pages = 0;              // that the oracle was asked for
  std::optional<Shrunk> shrunk;                  // of a mismatch
  std::optional<Mismatch> first_difference;      // that the shrunk operations show
  bool is_repeated = true;                       // false: a mismatch that did not come again
  std::vector<std::string> recount;              // the engine's counters against its own slots and pool
};

}  // namespace zramlab
