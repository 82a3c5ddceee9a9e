#include "workloads/population.h"

#include "engine/base/input_error.h"
#include "engine/base/random.h"
#include "workloads/workload.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <vector>

namespace zramlab {

namespace {

std::vector<SlotIndex> used_slots(const Plan& plan) {
  std::vector<bool> is_used(plan.slot_count, false);
  for (const auto& operations : plan.workers) {
    for (const PlannedOperation& operation : operations) is_used[operation.slot] = true;
  }
  std::vector<SlotIndex> slots;
  for (std::size_t slot = 0; slot < is_used.size(); ++slot) {
    if (is_used[slot]) slots.push_back(static_cast<SlotIndex>(slot));
  }
  return slots;
}

// Exactly that share of them, rounded; each as likely as the others (Knuth's selection sampling).
std::vector<SlotIndex> choose(const std::vector<SlotIndex>& slots, double share, Random& random) {
  auto wanted = static_cast<std::size_t>(std::llround(share * static_cast<double>(slots.size())));
  std::vector<SlotIndex> chosen;
  for (std::size_t i = 0; i < slots.size() && wanted != 0; ++i) {
    if (!random.chance(static_cast<double>(wanted) / static_cast<double>(slots.size() - i))) continue;
    chosen.push_back(slots[i]);
    --wanted;
  }
  return chosen;
}

}  // namespace

double parse_populate(std::string_view text) {
  if (text == "none") return 0;
  if (text == "all") return 1;
  const bool has_percent = text.ends_with('%');
  const std::string_view number = has_percent ? text.substr(0, text.size() - 1) : text;
  double share = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), share);
  if (has_percent) share /= 100;
  if (error != std::errc{} || end != number.data() + number.size() || !(share >= 0 && share <= 1)) {
    throw usage_error(fmt::format("--populate: '{}' is neither none, all nor a share of the slots, as in 0.5 or 50%", text));
  }
  return share;
}

void populate(Plan& plan, double share, std::uint64_t seed) {
  if (share == 0) return;
  if (plan.contents->count() == 0) throw usage_error("--populate: there are no pages to fill slots with; the trace holds none");
  Random random = Random(seed).fork(~std::uint64_t{0});
  const std::vector<SlotIndex> slots = choose(used_slots(plan), share, random);
  const auto workers = static_cast<ThreadIndex>(plan.workers.size());
  plan.population.assign(workers, {});
  for (ThreadIndex worker = 0; worker < workers; ++worker) {
    const auto [first, own] = slots_of_worker(slots.size(), worker, workers);
    for (std::size_t i = first; i < first + own; ++i) {
      PlannedOperation operation;
      operation.slot = slots[i];
      operation.content = random.below(static_cast<std::uint32_t>(plan.contents->count()));
      plan.population[worker].push_back(operation);
    }
  }
}

}  // namespace zramlab
