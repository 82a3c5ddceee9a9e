// Follows a swap device: takes events as they come, and reads what was written back at once, before it is gone.
#pragma once

#include "bench/capture/page_reader.h"
#include "bench/capture/recorder.h"
#include "bench/capture/ring_buffers.h"

#include <cstdint>
#include <vector>

namespace zramlab {

// How far a follower was behind.
struct FollowerLag {
  std::uint64_t now_ns = 0;  // age of the oldest event of the last round when its pages had been read
  std::uint64_t max_ns = 0;
};

class Follower {
 public:
  // `pages` may be nullptr: contents are not wanted.
  Follower(RingBuffers& rings, PageReader* pages, Recorder& recorder) : rings_(rings), pages_(pages), recorder_(recorder) {}

  // One round: BLOCKS until there is an event, `other` is readable, or the time is over; takes events, reads pages, hands both over.
  // Says whether there was any event. THROWS what recording threw.
  bool follow(int timeout_ms, int other);

  // What is still in the buffers.
  void drain();

  [[nodiscard]] const FollowerLag& lag() const { return lag_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  // The largest slot that was asked for, plus 1.
  [[nodiscard]] std::uint64_t slots_end() const { return slots_end_; }

 private:
  void note_lag(const std::vector<BlockEvent>& events);

  RingBuffers& rings_;
  PageReader* pages_;
  Recorder& recorder_;
  FollowerLag lag_;
  std::uint64_t events_ = 0;
  std::uint64_t slots_end_ = 0;
};

}  // namespace zramlab
