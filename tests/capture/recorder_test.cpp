// Rounds of following become a trace: in the order of time, whatever order they came in.
#include "bench/capture/recorder.h"

#include "bench/capture/file_sink.h"
#include "bench/capture/write_tracker.h"
#include "engine/base/input_error.h"
#include "tests/traces/support.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace zramlab::test {
namespace {

// Keeps what it is given.
class NotedSink final : public CaptureSink {
 public:
  ContentIndex add_content(PageView page) override {
    contents.push_back(page[0]);
    return static_cast<ContentIndex>(contents.size() - 1);
  }
  ThreadIndex add_thread(const TraceThread& thread) override {
    threads.push_back(thread);
    return static_cast<ThreadIndex>(threads.size() - 1);
  }
  void rename_thread(ThreadIndex thread, const std::string& name) override { threads[thread].name = name; }
  void add_record(const TraceRecord& record) override {
    if (fails) throw InputError(ExitCode::failed, "the disk is full");
    records.push_back(record);
  }
  void flush() override {}
  void finish(const TraceMetadata& /*metadata*/) override {}
  [[nodiscard]] std::uint64_t content_count() const override { return contents.size(); }

  std::vector<std::byte> contents;
  std::vector<TraceThread> threads;
  std::vector<TraceRecord> records;
  bool fails = false;
};

BlockEvent event(BlockEventKind kind, std::uint64_t time_ns, SlotIndex slot, std::string_view name = "cc1plus", std::int32_t thread = 7) {
  BlockEvent event;
  event.time_ns = time_ns;
  event.sector = std::uint64_t{slot} * sectors_of_a_page;
  event.sectors = sectors_of_a_page;
  event.thread_id = thread;
  event.kind = kind;
  event.operation = Operation::write;
  std::copy(name.begin(), name.end(), event.comm.begin());
  return event;
}

void add_page(FollowedBatch& batch, std::uint64_t began_ns, std::uint64_t ended_ns, SlotIndex slot, std::uint8_t byte) {
  batch.pages.pages.push_back({began_ns, ended_ns, slot, byte == 0, batch.pages.bytes.size()});
  if (byte != 0) batch.pages.bytes.insert(batch.pages.bytes.end(), page_bytes, std::byte{byte});
}

TEST(batch_recorder, puts_the_events_of_all_cpus_in_the_order_of_time) {
  NotedSink sink;
  BatchRecorder recorder(sink, {.has_pages = false});
  FollowedBatch batch;
  batch.events = {{event(BlockEventKind::queue, 300, 3), event(BlockEventKind::queue, 500, 5), event(BlockEventKind::queue, 200, 2),
                   event(BlockEventKind::queue, 400, 4)},
                  450, 0};
  recorder.add(batch);
  ASSERT_EQ(sink.records.size(), 3u) << "something before 500 may still come";
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(sink.records[i].slot, 2 + i);
    EXPECT_EQ(sink.records[i].time_ns, 100 * i) << "since the first";
  }
  FollowedBatch second;
  second.events = {{event(BlockEventKind::queue, 460, 9)}, 600, 0};
  recorder.add(second);
  ASSERT_EQ(sink.records.size(), 5u);
  EXPECT_EQ(sink.records[3].slot, 9u);
  EXPECT_EQ(sink.records[4].slot, 5u);
  EXPECT_EQ(recorder.late_events(), 0u);
}

TEST(batch_recorder, a_page_counts_from_when_its_read_was_over) {
  NotedSink sink;
  BatchRecorder recorder(sink, {});
  FollowedBatch batch;
  // The read went on until 900, and the slot was written again at 800: of which write the page is nobody knows.
  batch.events = {{event(BlockEventKind::queue, 100, 1), event(BlockEventKind::complete, 150, 1)}, 700, 0};
  add_page(batch, 600, 900, 1, 11);
  recorder.add(batch);
  EXPECT_TRUE(sink.records.empty());
  FollowedBatch second;
  second.events = {{event(BlockEventKind::queue, 800, 1), event(BlockEventKind::complete, 950, 1)}, 1000, 0};
  add_page(second, 960, 980, 1, 22);
  recorder.add(second);
  ASSERT_EQ(sink.records.size(), 2u);
  EXPECT_TRUE(sink.records[0].is_stand_in());
  EXPECT_FALSE(sink.records[1].is_stand_in());
  EXPECT_EQ(sink.contents, std::vector<std::byte>{std::byte{22}});
}

TEST(batch_recorder, zeros_are_a_freed_slot_or_a_page_of_zeros_as_the_kernel_has_it) {
  for (const bool zeros_are_freed : {true, false}) {
    NotedSink sink;
    BatchRecorder recorder(sink, {.zeros_are_freed = zeros_are_freed});
    FollowedBatch batch;
    batch.events = {{event(BlockEventKind::queue, 100, 1), event(BlockEventKind::complete, 150, 1)}, 700, 0};
    add_page(batch, 200, 210, 1, 0);
    recorder.add(batch);
    recorder.finish();
    ASSERT_EQ(sink.records.size(), 1u);
    EXPECT_EQ(sink.records[0].content == no_content, zeros_are_freed);
    EXPECT_EQ(recorder.counts().freed, zeros_are_freed ? 1u : 0u);
  }
}

TEST(batch_recorder, names_threads_as_they_were_called_last) {
  NotedSink sink;
  BatchRecorder recorder(sink, {.has_pages = false});
  FollowedBatch batch;
  batch.events = {{event(BlockEventKind::queue, 1, 1, "sh", 7), event(BlockEventKind::queue, 2, 2, "kswapd0", 8),
                   event(BlockEventKind::queue, 3, 3, "sixteen_letters_", 7)},
                  10, 0};
  recorder.add(batch);
  ASSERT_EQ(sink.threads.size(), 2u);
  EXPECT_EQ(sink.threads[0].name, "sixteen_letters_");
  EXPECT_EQ(sink.threads[0].recorded_id, 7u);
  EXPECT_EQ(sink.records[2].thread, 0u);
}

TEST(batch_recorder, counts_events_that_come_after_younger_ones_were_recorded) {
  NotedSink sink;
  BatchRecorder recorder(sink, {.has_pages = false});
  FollowedBatch batch;
  batch.events = {{event(BlockEventKind::queue, 100, 1)}, 200, 0};
  recorder.add(batch);
  batch.events = {{event(BlockEventKind::queue, 50, 2)}, 300, 0};
  recorder.add(batch);
  EXPECT_EQ(recorder.late_events(), 1u);
  ASSERT_EQ(sink.records.size(), 2u);
  EXPECT_EQ(sink.records[1].time_ns, 0u) << "no time is before the first";
}

TEST(recorder, gives_everything_to_the_sink_before_it_is_finished) {
  NotedSink sink;
  Recorder recorder(sink, {.has_pages = false});
  constexpr std::uint64_t count = 1000;
  for (std::uint64_t i = 0; i < count; ++i) {
    FollowedBatch batch;
    batch.events = {{event(BlockEventKind::queue, 10 * i, static_cast<SlotIndex>(i))}, 10 * i + 5, 0};
    recorder.hand_over(std::move(batch));
  }
  recorder.finish();
  EXPECT_EQ(sink.records.size(), count);
  EXPECT_EQ(recorder.counts().writes, count);
}

TEST(recorder, what_the_sink_threw_reaches_who_follows) {
  NotedSink sink;
  sink.fails = true;
  Recorder recorder(sink, {.has_pages = false});
  const auto follow_for_ever = [&] {
    for (std::uint64_t i = 0;; ++i) {
      FollowedBatch batch;
      batch.events = {{event(BlockEventKind::queue, i, 1)}, i + 1, 0};
      recorder.hand_over(std::move(batch));
    }
  };
  EXPECT_NE(error_of(follow_for_ever).find("the disk is full"), std::string::npos);
}

TEST(written_slots, are_those_of_completed_writes_in_order_and_each_once) {
  BlockEvent many = event(BlockEventKind::complete, 1, 7);
  many.sectors = 3 * sectors_of_a_page;
  BlockEvent read = event(BlockEventKind::complete, 1, 1);
  read.operation = Operation::read;
  BlockEvent failed = event(BlockEventKind::complete, 1, 2);
  failed.has_failed = true;
  const std::vector<BlockEvent> events = {many, event(BlockEventKind::complete, 2, 3), read, failed, event(BlockEventKind::queue, 3, 4),
                                          event(BlockEventKind::complete, 4, 8)};
  EXPECT_EQ(written_slots(events), (std::vector<SlotIndex>{3, 7, 8, 9}));
}

TEST(file_sink, leaves_what_was_flushed_when_it_is_not_finished) {
  const Folder folder;
  const auto file = folder.file("a.ztrace");
  {
    FileSink sink(file, {}, 1);
    const ThreadIndex thread = sink.add_thread({1, "a"});
    sink.add_record({.slot = 3, .content = sink.add_content(page_of(1)), .thread = thread});
    sink.flush();
    sink.add_record({.slot = 4, .content = sink.add_content(page_of(2)), .thread = thread});
  }
  EXPECT_FALSE(std::filesystem::exists(file));
  const TraceReader left(file.string() + ".partial", Incomplete::accept);
  EXPECT_FALSE(left.complete());
  EXPECT_EQ(left.record_count(), 1u);
  EXPECT_EQ(left.content_count(), 1u);
  EXPECT_NE(error_of([&] { expect_no_partial(file); }).find("bench trace recover"), std::string::npos);
}

}  // namespace
}  // namespace zramlab::test
