// Turns what a follower saw into a trace, on a thread of its own, so that following never waits for a compressor or a disk.
#pragma once

#include "bench/capture/page_reader.h"
#include "bench/capture/ring_buffers.h"
#include "bench/capture/sink.h"
#include "bench/capture/write_tracker.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace zramlab {

// One round of following: what was asked for, and the pages that were read back.
struct FollowedBatch {
  EventBatch events;
  ReadPages pages;
};

struct RecorderOptions {
  bool has_pages = true;
  bool zeros_are_freed = true;  // Linux 6.12 and later keep pages of zeros from the device: one that is read was freed
  LostPages lost_pages = LostPages::borrow;
  std::uint64_t seed = 1;
};

// Puts a batch's events and pages in the order of time and gives them to a tracker, those only that nothing older can follow; writes
// what the tracker has decided. Used by one thread.
class BatchRecorder {
 public:
  BatchRecorder(CaptureSink& sink, const RecorderOptions& options);

  void add(const FollowedBatch& batch);
  // Nothing more will come.
  void finish();

  [[nodiscard]] const TrackerCounts& counts() const { return tracker_.counts(); }
  [[nodiscard]] std::uint64_t first_time_ns() const { return first_time_ns_.value_or(0); }
  [[nodiscard]] std::uint64_t last_time_ns() const { return last_time_ns_; }
  [[nodiscard]] std::uint64_t late_events() const { return late_events_; }

 private:
  // An event, or a page whose read was over at that time.
  struct Moment {
    std::uint64_t time_ns = 0;
    BlockEvent event;
    std::optional<ReadPage> page;
    std::vector<std::byte> bytes;
  };
  struct KnownThread {
    ThreadIndex index = 0;
    std::string name;
  };

  void collect(const FollowedBatch& batch);
  void pass_on(std::uint64_t until_ns);
  void pass_on(const Moment& moment);
  void pass_on_page(const ReadPage& page, const std::vector<std::byte>& bytes);
  void write_decided();
  ThreadIndex thread_of(const TrackedOperation& operation);

  CaptureSink& sink_;
  RecorderOptions options_;
  WriteTracker tracker_;
  std::vector<Moment> moments_;  // that something older may still come before
  std::unordered_map<std::int32_t, KnownThread> threads_;
  std::optional<std::uint64_t> first_time_ns_;
  std::uint64_t last_time_ns_ = 0;
  std::uint64_t passed_ns_ = 0;
  std::uint64_t late_events_ = 0;
};

// The same on a thread of its own.
class Recorder {
 public:
  Recorder(CaptureSink& sink, const RecorderOptions& options);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // BLOCKS while more than some 64 MiB of batches wait. THROWS what writing threw.
  void hand_over(FollowedBatch batch);

  // BLOCKS until everything is recorded. THROWS what writing threw.
  void finish();

  [[nodiscard]] TrackerCounts counts();
  // REQUIRES finish().
  [[nodiscard]] const BatchRecorder& recorded() const { return recorder_; }

 private:
  void work();
  void work_on(const FollowedBatch& batch);
  void throw_if_failed();

  CaptureSink& sink_;
  BatchRecorder recorder_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<FollowedBatch> waiting_;
  std::uint64_t waiting_bytes_ = 0;
  bool is_over_ = false;
  TrackerCounts counts_;
  std::exception_ptr error_;
  std::uint64_t flushed_ns_ = 0;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace zramlab
