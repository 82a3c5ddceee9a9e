// Were the answers right? Every operation on a slot is logged with its interval; afterwards every read must have returned
// a page that was there: the last write before it, or one that ran beside it.
#pragma once

#include "traces/page_store.h"
#include "workloads/plan.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace zramlab {

// One operation that happened. 40 bytes.
struct LoggedOperation {
  std::uint64_t start = 0;  // ticks; the interval contains the operation
  std::uint64_t end = 0;
  std::uint64_t hash = 0;   // reads: of the page that came back
  SlotIndex slot = 0;
  ContentIndex content = no_content;  // writes and partial writes
  std::uint16_t offset = 0;
  std::uint16_t length = 0;
  Operation operation = Operation::write;
};

// Operations that one run may log, over all workers: 640 MiB. Beyond that a share of the slots is followed.
inline constexpr std::uint64_t logged_operations_max = std::uint64_t{1} << 24;

// logged_operations_max, or what a sixteenth of --memory holds. A log in a scratch file would be written to while the clock runs.
std::uint64_t log_capacity();

// Which slots are followed: all, or about one in 2^shift, chosen by a hash of the slot that is the same in every run.
struct SlotSample {
  unsigned shift = 0;

  [[nodiscard]] bool follows(SlotIndex slot) const {
    return shift == 0 || ((slot * std::uint64_t{0x9e3779b97f4a7c15}) >> (64 - shift)) == 0;
  }
};

// The smallest shift with which `operations` operations fit the log.
SlotSample sample_for(std::uint64_t operations);

struct VerificationReport {
  std::uint64_t reads_checked = 0;
  std::uint64_t reads_uncheckable = 0;  // after partial writes that ran beside other writes
  std::vector<std::string> failures;    // the first few wrong reads, in words
  std::uint64_t failure_count = 0;
};

// Checks every logged read. `log` is reordered. Operations that failed must not be in it: a failed write leaves what was there.
VerificationReport verify_reads(std::span<LoggedOperation> log, const PageStore& contents);

}  // namespace zramlab
