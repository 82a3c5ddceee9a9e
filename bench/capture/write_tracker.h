// Which page each recorded write stored: events and pages that were read back, put together.
#pragma once

#include "bench/capture/block_event.h"
#include "engine/base/random.h"
#include "engine/base/types.h"
#include "traces/import.h"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace zramlab {

// The slots of the writes that are complete in `events`, ascending, each once: those whose page can be had.
std::vector<SlotIndex> written_slots(const std::vector<BlockEvent>& events);

// How a write's page was lost.
enum class PageLoss : std::uint8_t {
  none,
  overwritten,  // the slot was written again before its page was read
  freed,        // the slot was freed before: it read as zeros
  unread,       // the device or the recording ended before
};

// An operation on one slot, with what it stored.
struct TrackedOperation {
  std::uint64_t time_ns = 0;
  SlotIndex slot = 0;
  std::int32_t thread_id = 0;
  std::array<char, 16> comm{};
  std::uint16_t cpu = 0;
  Operation operation = Operation::write;
  PageLoss loss = PageLoss::none;
  ContentIndex content = no_content;  // of a lost page: what stands in for it

  bool is_decided = true;
  bool is_left_out = false;  // not to be recorded: a write that the device refused, or a lost one that is to be skipped
};

struct TrackerCounts {
  std::uint64_t writes = 0;
  std::uint64_t reads = 0;
  std::uint64_t discards = 0;
  std::uint64_t overwritten = 0;
  std::uint64_t freed = 0;
  std::uint64_t unread = 0;
  std::uint64_t later_contents = 0;  // of the lost: its slot's later contents stand in
  std::uint64_t refused = 0;         // writes that the device did not do
  std::uint64_t unaligned = 0;       // requests that are not of whole pages, left out
  std::uint64_t flushes = 0;         // requests without data, left out

  [[nodiscard]] std::uint64_t lost_pages() const { return overwritten + freed + unread; }
};

// Stand-ins for lost pages: the latest contents that the same thread wrote, or, before it wrote any, anybody.
class StandIns {
 public:
  explicit StandIns(std::uint64_t seed) : random_(seed) {}
  void add(std::int32_t thread_id, ContentIndex content);
  // no_content: nobody wrote anything yet.
  [[nodiscard]] ContentIndex choose(std::int32_t thread_id);

 private:
  static constexpr std::size_t kept = 64;  // of each thread
  struct Latest {
    std::vector<ContentIndex> contents;
    std::size_t next = 0;
  };

  Random random_;
  Latest all_;
  std::unordered_map<std::int32_t, Latest> of_thread_;
};

// 1. Everything is told in the order of time: events, and pages when their read was over.
// 2. A page belongs to a write if it was read after that write was complete, and no other write of its slot was asked for before the
//    read was over. Anything else would be a guess.
// 3. Operations come out in the order in which they were asked for, once they are decided. A lost page waits for its slot's next one.
class WriteTracker {
 public:
  // Without `has_pages` nothing is waited for: what was written stays unknown.
  WriteTracker(bool has_pages, LostPages lost_pages, std::uint64_t seed)
      : has_pages_(has_pages), lost_pages_(lost_pages), stand_ins_(seed) {}

  void add(const BlockEvent& event);

  // Whether a page of this slot, read from `began_ns` on, is what the write that is waiting there stored.
  [[nodiscard]] bool wants_page(SlotIndex slot, std::uint64_t began_ns) const;
  // REQUIRES wants_page().
  void page_is(SlotIndex slot, ContentIndex content);
  void page_is_gone(SlotIndex slot);

  // Gives up waiting for what was asked for before this: its completion was lost, or its page could not be read.
  void give_up_before(std::uint64_t time_ns);
  // Nothing more will come.
  void finish();

  // The next operation; nullopt: it is not decided yet, or there is none.
  std::optional<TrackedOperation> take();

  [[nodiscard]] const TrackerCounts& counts() const { return counts_; }

 private:
  using Sequence = std::uint64_t;
  struct Slot {
    std::optional<Sequence> waiting;     // the write whose page is to be read
    std::uint64_t complete_ns = 0;       // of that write; 0: not yet
    std::vector<Sequence> lost_before;   // writes that were overwritten: this slot's next page stands in for theirs
  };

  void queue(const BlockEvent& event, SlotIndex slot);
  void complete(const BlockEvent& event, SlotIndex slot);
  void lose(Slot& slot, PageLoss loss);
  void stand_in(TrackedOperation& operation, ContentIndex content);
  void settle_without_page(Slot& slot);
  TrackedOperation& operation(Sequence sequence) { return window_[sequence - first_]; }

  bool has_pages_;
  LostPages lost_pages_;
  StandIns stand_ins_;
  std::deque<TrackedOperation> window_;
  Sequence first_ = 0;  // of the window's front
  std::unordered_map<SlotIndex, Slot> slots_;  // those with a write that waits, or that waited for a later page
  std::vector<Sequence> orphans_;  // lost before anybody wrote anything
  TrackerCounts counts_;
};

}  // namespace zramlab
