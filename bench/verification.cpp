#include "bench/verification.h"

#include "engine/base/same_filled.h"
#include "traces/memory_limit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace zramlab {

namespace {

constexpr std::size_t failures_shown_max = 5;

// Clocks are read a little before or after what they time, and CPUs' counters differ by less than this: intervals are widened
// by 100 ns at 2.5 GHz, so that nothing is called wrong for the clock's sake.
constexpr std::uint64_t clock_slack_ticks = 256;

// A page that a slot held from some write on.
struct Version {
  std::uint64_t start;
  std::uint64_t end;
  std::uint64_t hash;
};

std::uint64_t zero_page_hash() {
  static const std::array<std::byte, page_bytes> zeros{};
  static const std::uint64_t hash = content_hash(zeros);
  return hash;
}

// Checks one slot: `operations` are its own, by start.
class SlotChecker {
 public:
  SlotChecker(const PageStore& contents, VerificationReport& report) : contents_(contents), report_(report) {}

  void check(std::span<const LoggedOperation> operations) {
    versions_.assign(1, {0, 0, zero_page_hash()});
    const bool has_partial = std::any_of(operations.begin(), operations.end(), [](const LoggedOperation& operation) {
      return operation.operation == Operation::partial;
    });
    if (has_partial && !is_serial(operations)) {
      report_.reads_uncheckable += count_reads(operations);
      return;
    }
    collect_versions(operations, has_partial);
    for (const LoggedOperation& operation : operations) {
      if (operation.operation == Operation::read) check_read(operation);
    }
  }

 private:
  static bool is_serial(std::span<const LoggedOperation> operations) {
    for (std::size_t i = 1; i < operations.size(); ++i) {
      if (operations[i].start < operations[i - 1].end) return false;
    }
    return true;
  }

  static std::uint64_t count_reads(std::span<const LoggedOperation> operations) {
    return static_cast<std::uint64_t>(std::count_if(operations.begin(), operations.end(), [](const auto& operation) {
      return operation.operation == Operation::read;
    }));
  }

  void collect_versions(std::span<const LoggedOperation> operations, bool has_partial) {
    std::array<std::byte, page_bytes> page{};
    for (const LoggedOperation& operation : operations) {
      if (operation.operation == Operation::read) continue;
      const std::uint64_t start = operation.start > clock_slack_ticks ? operation.start - clock_slack_ticks : 0;
      versions_.push_back({start, operation.end + clock_slack_ticks, hash_after(operation, page, has_partial)});
    }
    // By end: a binary search then finds what was certainly over before a read began.
    std::sort(versions_.begin(), versions_.end(), [](const Version& a, const Version& b) { return a.end < b.end; });
    latest_start_.clear();
    std::uint64_t latest = 0;
    for (const Version& version : versions_) {
      latest = std::max(latest, version.start);
      latest_start_.push_back(latest);
    }
  }

  // The page's hash after a change; `page` follows it for the sake of partial writes, if there are any: touching every content
  // again takes long when they lie in a file.
  std::uint64_t hash_after(const LoggedOperation& operation, PageSpan page, bool has_partial) const {
    if (operation.operation == Operation::discard) {
      fill_page(page, 0);
      return zero_page_hash();
    }
    const PageView content = contents_.page(operation.content);
    if (operation.operation == Operation::write) {
      if (has_partial) std::memcpy(page.data(), content.data(), page_bytes);
      return contents_.hash(operation.content);
    }
    std::memcpy(page.data() + operation.offset, content.data() + operation.offset, operation.length);
    return content_hash(page);
  }

  // A version may be read if it began before the read ended, and no other one lies wholly between the two.
  void check_read(const LoggedOperation& read) {
    ++report_.reads_checked;
    const auto over = std::partition_point(versions_.begin(), versions_.end(),
                                           [&](const Version& version) { return version.end < read.start; });
    const auto over_count = static_cast<std::size_t>(over - versions_.begin());
    // The latest start among versions that were over: whatever ended before that was certainly replaced.
    const std::uint64_t replaced_before = over_count == 0 ? 0 : latest_start_[over_count - 1];
    auto candidate = std::partition_point(versions_.begin(), versions_.end(),
                                          [&](const Version& version) { return version.end < replaced_before; });
    for (; candidate != versions_.end(); ++candidate) {
      if (candidate->start < read.end && candidate->hash == read.hash) return;
    }
    report_failure(read);
  }

  void report_failure(const LoggedOperation& read) {
    ++report_.failure_count;
    if (report_.failures.size() >= failures_shown_max) return;
    const auto known = std::find_if(versions_.begin(), versions_.end(),
                                    [&](const Version& version) { return version.hash == read.hash; });
    report_.failures.push_back(fmt::format(
        "slot {}: a read returned {}", read.slot,
        known != versions_.end() ? "a page that the slot held at another time" : "a page that the slot never held"));
  }

  const PageStore& contents_;
  VerificationReport& report_;
  std::vector<Version> versions_;
  std::vector<std::uint64_t> latest_start_;
};

}  // namespace

std::uint64_t log_capacity() {
  constexpr std::uint64_t share = 16;
  const std::uint64_t limit = memory_limit().value_or(~std::uint64_t{0});
  return std::min(logged_operations_max, limit / share / sizeof(LoggedOperation));
}

SlotSample sample_for(std::uint64_t operations) {
  SlotSample sample;
  const std::uint64_t capacity = log_capacity();
  while ((operations >> sample.shift) > capacity) ++sample.shift;
  return sample;
}

VerificationReport verify_reads(std::span<LoggedOperation> log, const PageStore& contents) {
  std::sort(log.begin(), log.end(), [](const LoggedOperation& a, const LoggedOperation& b) {
    return a.slot != b.slot ? a.slot < b.slot : a.start < b.start;
  });
  VerificationReport report;
  SlotChecker checker(contents, report);
  for (std::size_t first = 0; first < log.size();) {
    std::size_t last = first;
    while (last < log.size() && log[last].slot == log[first].slot) ++last;
    checker.check(log.subspan(first, last - first));
    first = last;
  }
  return report;
}

}  // namespace zramlab
