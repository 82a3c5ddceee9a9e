#include "bench/capture/write_tracker.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace zramlab {

std::vector<SlotIndex> written_slots(const std::vector<BlockEvent>& events) {
  std::vector<SlotIndex> slots;
  for (const BlockEvent& event : events) {
    if (event.kind != BlockEventKind::complete || event.operation != Operation::write || event.has_failed) continue;
    const std::uint64_t end = (event.sector + event.sectors) / sectors_of_a_page;
    for (std::uint64_t slot = event.sector / sectors_of_a_page; slot < end; ++slot) slots.push_back(static_cast<SlotIndex>(slot));
  }
  std::ranges::sort(slots);
  const auto repeated = std::ranges::unique(slots);
  slots.erase(repeated.begin(), repeated.end());
  return slots;
}

void StandIns::add(std::int32_t thread_id, ContentIndex content) {
  for (Latest* const latest : {&all_, &of_thread_[thread_id]}) {
    if (latest->contents.size() < kept) {
      latest->contents.push_back(content);
    } else {
      latest->contents[latest->next] = content;
      latest->next = (latest->next + 1) % kept;
    }
  }
}

ContentIndex StandIns::choose(std::int32_t thread_id) {
  const auto found = of_thread_.find(thread_id);
  const Latest& latest = found == of_thread_.end() ? all_ : found->second;
  if (latest.contents.empty()) return no_content;
  return latest.contents[random_.below(static_cast<std::uint32_t>(latest.contents.size()))];
}

void WriteTracker::add(const BlockEvent& event) {
  if (!event.operation || event.sectors == 0) {
    counts_.flushes += event.kind == BlockEventKind::queue;
    return;
  }
  const std::uint64_t last = (event.sector + event.sectors) / sectors_of_a_page;
  const bool is_whole = event.sector % sectors_of_a_page == 0 && event.sectors % sectors_of_a_page == 0;
  if (!is_whole || last > std::numeric_limits<SlotIndex>::max()) {
    counts_.unaligned += event.kind == BlockEventKind::queue;
    return;
  }
  for (std::uint64_t slot = event.sector / sectors_of_a_page; slot < last; ++slot) {
    if (event.kind == BlockEventKind::queue) {
      queue(event, static_cast<SlotIndex>(slot));
    } else {
      complete(event, static_cast<SlotIndex>(slot));
    }
  }
}

void WriteTracker::queue(const BlockEvent& event, SlotIndex slot) {
  const bool writes = event.operation == Operation::write;
  if (writes || event.operation == Operation::discard) {
    if (const auto found = slots_.find(slot); found != slots_.end() && found->second.waiting) {
      lose(found->second, writes ? PageLoss::overwritten : PageLoss::freed);
    }
  }
  window_.push_back({.time_ns = event.time_ns,
                     .slot = slot,
                     .thread_id = event.thread_id,
                     .comm = event.comm,
                     .cpu = event.cpu,
                     .operation = *event.operation,
                     .is_decided = !writes || !has_pages_});
  ++(writes ? counts_.writes : event.operation == Operation::read ? counts_.reads : counts_.discards);
  if (!writes || !has_pages_) return;
  Slot& state = slots_[slot];
  state.waiting = first_ + window_.size() - 1;
  state.complete_ns = 0;
}

void WriteTracker::complete(const BlockEvent& event, SlotIndex slot) {
  if (event.operation != Operation::write) return;
  const auto found = slots_.find(slot);
  if (found == slots_.end() || !found->second.waiting) return;
  Slot& state = found->second;
  state.complete_ns = event.time_ns;
  if (!event.has_failed) return;
  ++counts_.refused;
  TrackedOperation& refused = operation(*std::exchange(state.waiting, std::nullopt));
  refused.is_decided = refused.is_left_out = true;
  settle_without_page(state);
  slots_.erase(found);
}

bool WriteTracker::wants_page(SlotIndex slot, std::uint64_t began_ns) const {
  const auto found = slots_.find(slot);
  if (found == slots_.end() || !found->second.waiting) return false;
  return found->second.complete_ns != 0 && found->second.complete_ns <= began_ns;
}

void WriteTracker::page_is(SlotIndex slot, ContentIndex content) {
  const auto found = slots_.find(slot);
  TrackedOperation& written = operation(*found->second.waiting);
  written.content = content;
  written.is_decided = true;
  stand_ins_.add(written.thread_id, content);
  for (const Sequence lost : found->second.lost_before) {
    ++counts_.later_contents;
    stand_in(operation(lost), content);
  }
  slots_.erase(found);
  for (const Sequence orphan : std::exchange(orphans_, {})) stand_in(operation(orphan), content);
}

void WriteTracker::page_is_gone(SlotIndex slot) {
  const auto found = slots_.find(slot);
  lose(found->second, PageLoss::freed);
  settle_without_page(found->second);
  slots_.erase(found);
}

// The write that waits for its page will not have it.
void WriteTracker::lose(Slot& slot, PageLoss loss) {
  const Sequence lost = *std::exchange(slot.waiting, std::nullopt);
  TrackedOperation& write = operation(lost);
  write.loss = loss;
  ++(loss == PageLoss::overwritten ? counts_.overwritten : loss == PageLoss::freed ? counts_.freed : counts_.unread);
  if (lost_pages_ == LostPages::skip) {
    write.is_decided = write.is_left_out = true;
  } else {
    slot.lost_before.push_back(lost);
  }
}

void WriteTracker::stand_in(TrackedOperation& operation, ContentIndex content) {
  operation.content = content;
  operation.is_decided = true;
}

// Those that hoped for the slot's next page get another of their thread's.
void WriteTracker::settle_without_page(Slot& slot) {
  for (const Sequence lost : std::exchange(slot.lost_before, {})) {
    TrackedOperation& write = operation(lost);
    const ContentIndex content = stand_ins_.choose(write.thread_id);
    if (content == no_content) {
      orphans_.push_back(lost);
    } else {
      stand_in(write, content);
    }
  }
}

void WriteTracker::give_up_before(std::uint64_t time_ns) {
  for (TrackedOperation& waiting : window_) {
    if (waiting.time_ns >= time_ns) break;
    if (waiting.is_decided) continue;
    const auto found = slots_.find(waiting.slot);
    if (found == slots_.end()) continue;  // an orphan
    // Also what was overwritten long ago, by a write that itself has been waiting since: it is in the way of all behind it.
    if (found->second.waiting && operation(*found->second.waiting).time_ns < time_ns) lose(found->second, PageLoss::unread);
    settle_without_page(found->second);
    if (!found->second.waiting) slots_.erase(found);
  }
}

void WriteTracker::finish() {
  give_up_before(std::numeric_limits<std::uint64_t>::max());
  // There is no page at all: what was written is unknown.
  for (const Sequence orphan : std::exchange(orphans_, {})) stand_in(operation(orphan), no_content);
}

std::optional<TrackedOperation> WriteTracker::take() {
  if (window_.empty() || !window_.front().is_decided) return std::nullopt;
  const TrackedOperation next = window_.front();
  window_.pop_front();
  ++first_;
  return next;
}

}  // namespace zramlab
