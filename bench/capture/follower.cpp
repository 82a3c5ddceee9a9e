#include "bench/capture/follower.h"

#include "bench/capture/write_tracker.h"
#include "engine/platform/host/clock.h"

#include <algorithm>
#include <utility>

namespace zramlab {

bool Follower::follow(int timeout_ms, int other) {
  if (timeout_ms > 0) rings_.wait(timeout_ms, other);
  FollowedBatch batch;
  rings_.take(batch.events);
  if (pages_ != nullptr) pages_->read(written_slots(batch.events.events), batch.pages);
  note_lag(batch.events.events);
  events_ += batch.events.events.size();
  for (const BlockEvent& event : batch.events.events) {
    slots_end_ = std::max(slots_end_, (event.sector + event.sectors) / sectors_of_a_page);
  }
  const bool has_events = !batch.events.events.empty();
  recorder_.hand_over(std::move(batch));
  return has_events;
}

void Follower::drain() {
  while (follow(0, -1)) {
  }
}

void Follower::note_lag(const std::vector<BlockEvent>& events) {
  lag_.now_ns = 0;
  if (events.empty()) return;
  const std::uint64_t now_ns = host::clock_ns();
  const std::uint64_t oldest_ns = std::ranges::min_element(events, {}, &BlockEvent::time_ns)->time_ns;
  lag_.now_ns = now_ns - std::min(now_ns, oldest_ns);
  lag_.max_ns = std::max(lag_.max_ns, lag_.now_ns);
}

}  // namespace zramlab
