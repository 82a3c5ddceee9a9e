#include "bench/device_memory.h"

#include "engine/base/input_error.h"
#include "engine/base/units.h"
#include "traces/memory_limit.h"

#include <fmt/format.h>

namespace zramlab {
namespace {

// A tenth for the gaps between objects, as for prefaulting; a slot and its turn.
constexpr std::uint64_t gap_share = 10;
constexpr std::uint64_t slot_bytes = 24;

}  // namespace

void check_device_memory(const PreparedPages& prepared, const Plan& plan) {
  const std::optional<std::uint64_t> limit = memory_limit();
  if (!limit) return;
  const std::uint64_t stored = prepared.stored_bytes_max(plan);
  const std::uint64_t device = stored + stored / gap_share + plan.slot_count * slot_bytes;
  if (device <= *limit / 2) return;
  throw usage_error(fmt::format("--memory: the device itself would hold up to {}, more than half of {}; allow more, or replay a part "
                                "(bench trace sample --rate, bench trace cut)",
                                format_bytes(static_cast<double>(device)), format_bytes(static_cast<double>(*limit))));
}

void warn_of_scratch_file(Result& result) {
  if (scratch_bytes() == 0) return;
  result.warnings.push_back(fmt::format("{} of pages and operations lie in a scratch file (--memory): some may have come from disk while "
                                        "the clock ran",
                                        format_bytes(static_cast<double>(scratch_bytes()))));
}

}  // namespace zramlab
