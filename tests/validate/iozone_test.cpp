// The job behind the tables of 2014: what holds whatever the machine's constants are.
#include "bench/validate/iozone.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

double rate(std::string_view strategy, IozoneJob job) {
  job.records = 60;
  return iozone_rate(strategy, job, load_machine("laptop-2x2-2014"));
}

TEST(iozone, one_process_writes_alike_with_one_stream_and_with_three) {
  const IozoneJob job{.processes = 1, .streams = 3};
  EXPECT_NEAR(rate("idle-list", job) / rate("single-stream", job), 1, 0.02);
}

TEST(iozone, where_streams_are_short_waiting_asleep_costs_more_than_spinning) {
  IozoneJob job{.processes = 3, .streams = 1};
  job.times.record_ns = 1000;
  EXPECT_LT(rate("idle-list", job), rate("single-stream", job));
}

TEST(iozone, streams_for_all_are_faster_than_one_where_compression_is_most_of_the_work) {
  IozoneJob job{.processes = 3, .streams = 3};
  job.times.compress_ns = 10'000;
  EXPECT_GT(rate("idle-list", job), 1.5 * rate("single-stream", job));
}

TEST(iozone, a_growing_file_is_slower_to_write) {
  IozoneJob job{.processes = 3, .streams = 3};
  job.times.growth_ns = 7500;
  const double rewrite = rate("idle-list", job);
  job.test = IozoneTest::initial_write;
  EXPECT_LT(rate("idle-list", job), rewrite);
}

TEST(iozone, readers_do_not_exclude_each_other_but_writers_do) {
  IozoneJob job{.processes = 4, .same_filled = true};
  job.test = IozoneTest::read;
  const double read = rate("rw-semaphore", job);
  job.test = IozoneTest::mixed;
  EXPECT_LT(rate("rw-semaphore", job), read);
}

// iozone's "stonewalling": without it the writer, which takes fifty times as long, would be waited for.
TEST(iozone, what_counts_ends_when_the_first_process_is_done) {
  IozoneJob job{.processes = 2};
  job.times.compress_ns = 500'000;
  job.test = IozoneTest::read;
  const double two_readers = rate("global-mutex", job);
  job.test = IozoneTest::mixed;
  EXPECT_GT(rate("global-mutex", job), 0.45 * two_readers);
}

TEST(iozone, a_file_is_whole_also_where_another_was_done_first) {
  IozoneJob job{.test = IozoneTest::read, .processes = 4};
  job.times.compress_ns = 20'000;
  job.times.decompress_ns = 200'000;
  const double whole = 4 * (page_bytes / 1024.0) / 200e-6;  // KB/s, were there no hyper-threads and nothing else to do
  EXPECT_LT(rate("global-mutex", job), whole);
}

TEST(iozone, the_same_job_takes_the_same_time) {
  const IozoneJob job{.processes = 3, .streams = 3};
  EXPECT_EQ(rate("idle-list", job), rate("idle-list", job));
}

}  // namespace
}  // namespace zramlab::test
