// One strategy's run on a device, in any world: drive it, check every answer, report.
#pragma once

#include "bench/driver.h"
#include "bench/targets.h"
#include "engine/device/recount.h"
#include "strategies/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace zramlab {

// The slots that the log follows: on a large and sparse disk those that were touched, else untouched ones too.
std::vector<SlotIndex> followed_slots(const DriveResult& driven, const Plan& plan);

// Writes may fail for want of memory that was limited, or made scarce, on purpose. Any other failure is the lab's.
void judge_failed_writes(const DeviceOptions& device, const StrategyCard& card, Result& result);

// Reads each followed slot once more, after the last operation, and logs it as a read that all else precedes.
void read_back(const std::function<Outcome(SlotIndex, PageSpan)>& read, const Plan& plan, DriveResult& driven, std::vector<std::string>& failures);

// Says in `result` what verify_reads found.
void conclude_verification(const VerificationReport& report, const DriveResult& driven, Result& result);

template <Platform P>
class DeviceRun {
 public:
  using Drive = std::function<DriveResult(DeviceTarget<P>&, const DriveOptions&)>;

  DeviceRun(const StrategyEntry<P>& entry, const DeviceOptions& device)
      : entry_(entry), device_(device, entry.make) {}

  Device<P>& device() { return device_; }

  // REQUIRES that the device is fresh.
  Result run(const Plan& plan, const DriveOptions& drive_options, const Drive& drive) {
    DeviceTarget<P> target(device_);
    DriveOptions options = drive_options;
    options.verify = drive_options.verify && entry_.card.stores_pages;
    std::optional<MmStat> mm_stat_start;
    options.on_start = [&] { mm_stat_start = device_.mm_stat(); };
    options.sample_memory = [this] { return sample_memory(); };
    DriveResult driven = drive(target, options);
    Result result;
    result.is_baseline = !entry_.card.stores_pages;
    result.device = report();
    result.device->mm_stat_start = mm_stat_start;
    result.pinned = driven.pinned;
    if (entry_.card.reads_sleep && device_.store().options().slot_lock != SlotLockKind::sleeping_bit) {
      result.warnings.push_back(fmt::format("{} reads sleep under the slot lock, which {} does not allow: no kernel had both",
                                            entry_.name, to_string(device_.store().options().slot_lock)));
    }
    if (options.verify) verify(driven, plan, result);
    if (!entry_.card.stores_pages) result.verified = Verified::not_stored;
    judge_failed_writes(device_.store().options(), entry_.card, result);
    if (result.device->io_stat.failed_reads != 0) {
      result.failures.push_back(fmt::format("{} reads failed", result.device->io_stat.failed_reads));
    }
    if (!result.failures.empty()) result.verified = Verified::failed;
    result.measured = std::move(driven.measured);
    return result;
  }

 private:
  void verify(DriveResult& driven, const Plan& plan, Result& result) {
    // Statistics first: reading back is not part of the run.
    for (const std::string& difference : recount(device_)) result.failures.push_back("recount: " + difference);
    read_back([this](SlotIndex slot, PageSpan page) { return device_.read(slot, page); }, plan, driven, result.failures);
    conclude_verification(verify_reads(driven.log, *plan.contents), driven, result);
  }

  // A look from outside, which disturbs nobody and costs a simulated run nothing.
  MemorySample sample_memory() {
    const auto& counters = device_.store().counters();
    return {.orig_data_size = P::peek(counters.pages_stored) * page_bytes,
            .compr_data_size = P::peek(counters.compr_data_size),
            .mem_used_total = device_.store().pool().peek_pages_used() * page_bytes,
            .stream_bytes = device_.streams().peek_count() * device_.streams().bytes_each() + buffer_bytes_};
  }

  DeviceReport report() {
    Streams<P>& streams = device_.streams();
    const Codec& codec = streams.codec();
    const bool readers_have_own =
        !entry_.card.reads_take_stream && entry_.card.stores_pages && codec.decompression_has_state();
    return {.mm_stat = device_.mm_stat(),
            .mm_stat_start = {},
            .io_stat = device_.io_stat(),
            .debug_stat = device_.debug_stat(),
            .streams = streams.count(),
            .stream_bytes = streams.count() * streams.bytes_each() + buffer_bytes_,
            .stream_bytes_max = streams.count_max() * streams.bytes_each() + buffer_bytes_,
            .reader_bytes = readers_have_own ? device_.store().options().threads * codec.work_memory_bytes() : 0,
            .slot_lock = std::string(to_string(device_.store().options().slot_lock))};
  }

  const StrategyEntry<P>& entry_;
  Device<P> device_;
  const std::uint64_t buffer_bytes_ = device_.strategy().buffer_bytes();
};

}  // namespace zramlab
