#include "bench/device_run.h"

#include <array>

namespace zramlab {

std::vector<SlotIndex> followed_slots(const DriveResult& driven, const Plan& plan) {
  std::vector<SlotIndex> slots;
  if (plan.slot_count > prefaulted_slots_max) {
    for (const LoggedOperation& operation : driven.log) slots.push_back(operation.slot);
    std::sort(slots.begin(), slots.end());
    slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
    return slots;
  }
  for (SlotIndex slot = 0; slot < plan.slot_count; ++slot) {
    if (driven.sample.follows(slot)) slots.push_back(slot);
  }
  return slots;
}

void read_back(const std::function<Outcome(SlotIndex, PageSpan)>& read, const Plan& plan, DriveResult& driven,
               std::vector<std::string>& failures) {
  alignas(page_bytes) std::array<std::byte, page_bytes> page{};
  for (const SlotIndex slot : followed_slots(driven, plan)) {
    if (const Outcome outcome = read(slot, page); outcome != Outcome::ok) {
      failures.push_back(fmt::format("slot {}: reading back failed: {}", slot, to_string(outcome)));
      continue;
    }
    LoggedOperation logged;
    logged.start = ~std::uint64_t{0} - 1;  // after everything
    logged.end = ~std::uint64_t{0};
    logged.hash = content_hash(page);
    logged.slot = slot;
    logged.operation = Operation::read;
    driven.log.push_back(logged);
  }
}

void judge_failed_writes(const DeviceOptions& device, const StrategyCard& card, Result& result) {
  const std::uint64_t failed = result.device->io_stat.failed_writes;
  if (failed == 0) return;
  const bool is_expected = device.mem_limit_bytes != 0 || (card.fails_without_memory && device.pool.no_wait_failure_share > 0);
  (is_expected ? result.warnings : result.failures).push_back(fmt::format("{} writes failed", failed));
}

void conclude_verification(const VerificationReport& report, const DriveResult& driven, Result& result) {
  for (const std::string& failure : report.failures) result.failures.push_back(failure);
  if (report.failure_count > report.failures.size()) {
    result.failures.push_back(fmt::format("{} wrong reads in all", report.failure_count));
  }
  if (report.reads_uncheckable != 0) {
    result.warnings.push_back(fmt::format(
        "{} reads of slots with partial writes beside other writes could not be checked", report.reads_uncheckable));
  }
  result.reads_checked = report.reads_checked;
  result.reads_uncheckable = report.reads_uncheckable;
  result.share_followed = 1.0 / static_cast<double>(std::uint64_t{1} << driven.sample.shift);
  if (driven.sample.shift != 0) result.warnings.push_back("verification followed a share of the slots: the run is too long to log");
  if (driven.log_full) result.warnings.push_back("the run ended early: its log is full; use --ops, --no-verify or more --memory");
  result.verified = result.failures.empty() ? Verified::yes : Verified::failed;
}

}  // namespace zramlab
