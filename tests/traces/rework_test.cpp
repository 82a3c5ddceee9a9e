// Parts of traces and merged traces: exactly the records that should be there, with their pages, and nothing else.
#include "tests/traces/support.h"

#include "engine/base/random.h"
#include "traces/rework/device_slots.h"
#include "traces/rework/merge.h"
#include "traces/rework/selection.h"
#include "traces/rework/slot_sampling.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

namespace zramlab::test {
namespace {

constexpr TraceWriterOptions fast{.level = 1, .block_contents = 50};

// A record with what its numbers stand for, so that traces of different numbering can be compared.
struct Told {
  TraceRecord record;  // content and thread 0
  std::uint64_t page_hash = 0;
  TraceThread thread;
  friend bool operator==(const Told&, const Told&) = default;
};

std::vector<Told> told(const std::filesystem::path& file) {
  const TraceReader trace(file);
  const PageStore pages = trace.load_contents();
  std::vector<Told> all;
  for (TraceRecord record : records_of(trace)) {
    Told one;
    one.thread = trace.threads()[record.thread];
    if (record.content != no_content) one.page_hash = pages.hash(record.content);
    record.content = record.content == no_content ? no_content : 0;
    record.thread = 0;
    one.record = record;
    all.push_back(one);
  }
  return all;
}

// The records of `all` that `keeps` takes, by index and record, with times from the first of them on.
template <class Keeps>
std::vector<Told> expected_of(const std::vector<Told>& all, Keeps keeps) {
  std::vector<Told> kept;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (keeps(i, all[i])) kept.push_back(all[i]);
  }
  const std::uint64_t first_ns = kept.empty() ? 0 : kept.front().record.time_ns;
  for (Told& one : kept) one.record.time_ns = one.record.time_ns < first_ns ? 0 : one.record.time_ns - first_ns;
  return kept;
}

// Every page that is stored is stored by a record, and every thread has one.
void expect_nothing_unused(const std::filesystem::path& file) {
  const TraceReader trace(file);
  std::set<ContentIndex> contents;
  std::set<ThreadIndex> threads;
  for (const TraceRecord& record : records_of(trace)) {
    threads.insert(record.thread);
    if (record.content != no_content) contents.insert(record.content);
  }
  EXPECT_EQ(contents.size(), trace.content_count());
  EXPECT_EQ(threads.size(), trace.threads().size());
}

class Rework : public ::testing::Test {
 protected:
  // 10000 records in blocks of 4096, 700 pages in blocks of 200, a few times that go back.
  Rework() {
    TraceWriter writer(input_, {.program = "a sample", .first_time_ns = 5'000'000}, {.level = 1, .block_contents = 200});
    Random random(7);
    for (std::uint32_t i = 0; i < 3; ++i) writer.add_thread({1000 + i, fmt::format("thread {}", i)});
    for (std::uint32_t i = 0; i < 10'000; ++i) {
      TraceRecord record;
      record.time_ns = i * std::uint64_t{1000} - (i % 100 == 99 ? 5000 : 0);
      record.slot = random.below(1500);
      record.thread = i < 6000 ? i % 2 : 2;
      record.cpu = static_cast<std::uint16_t>(random.below(4));
      record.operation = static_cast<Operation>(random.below(operation_count));
      const bool stores = record.operation == Operation::write || record.operation == Operation::partial;
      if (stores && i % 50 != 0) record.content = writer.add_content(page_of(random.below(700)));
      if (record.operation == Operation::partial) record.length = 100;
      writer.add_record(record);
    }
    writer.finish();
    all_ = told(input_);
  }

  ReworkReport select(RecordRange range, KeepsRecord keeps) {
    return write_selection(TraceReader(input_), {.range = range, .keeps = std::move(keeps), .what = "a test", .output = output_, .writer = fast});
  }

  Folder folder_;
  std::filesystem::path input_ = folder_.file("in.ztrace");
  std::filesystem::path output_ = folder_.file("out.ztrace");
  std::vector<Told> all_;
};

TEST_F(Rework, a_range_of_records_is_cut_out_at_block_edges_and_within_blocks) {
  for (const auto& [first, last] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{
           {0, 1}, {0, 4096}, {4095, 4097}, {4096, 8192}, {5000, 5010}, {9999, 20'000}, {0, 10'000}, {8191, 9000}}) {
    const ReworkReport report = select({first, last}, [](const TraceRecord&) { return true; });
    const auto expected = expected_of(all_, [&](std::size_t i, const Told&) { return i >= first && i < last; });
    EXPECT_EQ(told(output_), expected) << first << " to " << last;
    EXPECT_EQ(report.records, expected.size());
    EXPECT_EQ(fault_of(output_), "");
    expect_nothing_unused(output_);
  }
}

TEST_F(Rework, records_are_chosen_by_what_they_are) {
  const auto is_wanted = [](const TraceRecord& record) {
    return record.time_ns >= 2'000'000 && record.time_ns < 5'500'000 && record.cpu == 1 && record.operation != Operation::discard;
  };
  select({}, is_wanted);
  EXPECT_EQ(told(output_), expected_of(all_, [&](std::size_t, const Told& one) { return is_wanted(one.record); }));
  EXPECT_EQ(fault_of(output_), "");
  expect_nothing_unused(output_);
  EXPECT_EQ(TraceReader(output_).threads().size(), 2u);  // the third began later
}

TEST_F(Rework, metadata_says_what_was_kept_and_when_it_was_recorded) {
  select({3000, 4000}, [](const TraceRecord&) { return true; });
  const TraceMetadata metadata = TraceReader(output_).metadata();
  EXPECT_EQ(metadata.program, "a sample");
  EXPECT_EQ(metadata.first_time_ns, 5'000'000u + all_[3000].record.time_ns);
  ASSERT_EQ(metadata.notes.size(), 1u);
  for (const char* words : {"in.ztrace", "a test", "1000 of 10000"}) {
    EXPECT_NE(metadata.notes[0].find(words), std::string::npos) << metadata.notes[0];
  }
}

TEST_F(Rework, keeping_nothing_is_an_error_and_leaves_no_file) {
  const std::string error = error_of([&] { select({}, [](const TraceRecord&) { return false; }); });
  EXPECT_NE(error.find("10000 operations"), std::string::npos) << error;
  EXPECT_FALSE(std::filesystem::exists(output_));
}

TEST_F(Rework, the_input_is_never_the_output) {
  output_ = input_;
  const std::string before = read_file(input_);
  const std::string error = error_of([&] { select({}, [](const TraceRecord&) { return true; }); });
  EXPECT_NE(error.find("--output"), std::string::npos) << error;
  EXPECT_EQ(read_file(input_), before);
}

TEST_F(Rework, a_damaged_trace_is_refused_and_leaves_no_file) {
  std::string bytes = read_file(input_);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  input_ = folder_.with("damaged.ztrace", bytes);
  const std::string error = error_of([&] { select({}, [](const TraceRecord&) { return true; }); });
  EXPECT_NE(error.find("byte "), std::string::npos) << error;
  EXPECT_FALSE(std::filesystem::exists(output_));
}

TEST_F(Rework, a_sample_keeps_whole_slots_and_about_its_share_of_them) {
  const auto slots_of_sample = [&](double rate, std::uint64_t seed) {
    const SlotSampling sampling(rate, seed);
    select({}, [&](const TraceRecord& record) { return sampling.keeps(record.slot); });
    std::map<SlotIndex, std::size_t> kept;
    for (const Told& one : told(output_)) ++kept[one.record.slot];
    std::map<SlotIndex, std::size_t> all;
    for (const Told& one : all_) ++all[one.record.slot];
    for (const auto& [slot, count] : kept) EXPECT_EQ(count, all[slot]) << slot;
    std::set<SlotIndex> slots;
    for (const auto& [slot, count] : kept) slots.insert(slot);
    return slots;
  };
  const auto tenth = slots_of_sample(0.1, 1);
  // 1500 slots at a tenth: 150, with a standard deviation of 11.6; five of them.
  EXPECT_GT(tenth.size(), 92u);
  EXPECT_LT(tenth.size(), 208u);
  EXPECT_EQ(slots_of_sample(0.1, 1), tenth);
  EXPECT_NE(slots_of_sample(0.1, 2), tenth);
  const auto half = slots_of_sample(0.5, 1);
  EXPECT_TRUE(std::ranges::includes(half, tenth));
  EXPECT_EQ(slots_of_sample(1.0, 1).size(), std::set<SlotIndex>([&] {
                                              std::set<SlotIndex> all;
                                              for (const Told& one : all_) all.insert(one.record.slot);
                                              return all;
                                            }())
                                                .size());
}

class Merge : public ::testing::Test {
 protected:
  // Records that begin at first_ns of the recorded clock, step_ns apart; pages from first_page on.
  std::filesystem::path trace(const std::string& name, std::uint64_t first_ns, std::uint64_t step_ns, std::uint32_t first_page,
                              const std::string& device) {
    TraceWriter writer(folder_.file(name), {.device = device, .first_time_ns = first_ns}, fast);
    writer.add_thread({7, name});
    for (std::uint32_t i = 0; i < 5000; ++i) {
      TraceRecord record;
      record.time_ns = i * step_ns;
      record.slot = i % 100;
      if (i % 3 == 0) record.operation = Operation::read;
      if (i % 3 != 0) record.content = writer.add_content(page_of(first_page + i % 80));
      writer.add_record(record);
    }
    writer.finish();
    return folder_.file(name);
  }

  ReworkReport merge(const std::vector<std::filesystem::path>& files, MergeRequest request) {
    std::vector<std::unique_ptr<TraceReader>> readers;
    std::vector<const TraceReader*> traces;
    for (const auto& file : files) traces.push_back(readers.emplace_back(std::make_unique<TraceReader>(file)).get());
    request.output = output_;
    request.writer = fast;
    return merge_traces(traces, request);
  }

  // Sorted by time, of ties the earlier trace's first; slots and times moved by what is given for each trace.
  std::vector<Told> expected(const std::vector<std::filesystem::path>& files, const std::vector<std::uint32_t>& slots,
                             const std::vector<std::uint64_t>& times) {
    std::vector<Told> all;
    for (std::size_t i = 0; i < files.size(); ++i) {
      for (Told one : told(files[i])) {
        one.record.slot += slots[i];
        one.record.time_ns += times[i];
        all.push_back(one);
      }
    }
    std::ranges::stable_sort(all, {}, [](const Told& one) { return one.record.time_ns; });
    return all;
  }

  Folder folder_;
  std::filesystem::path output_ = folder_.file("merged.ztrace");
  std::filesystem::path a_ = trace("a", 900, 1000, 0, "253,1");
  std::filesystem::path b_ = trace("b", 400, 700, 40, "253,2");
};

TEST_F(Merge, goes_by_time_and_keeps_slots_and_threads_apart) {
  const ReworkReport report = merge({a_, b_}, {});
  EXPECT_EQ(told(output_), expected({a_, b_}, {0, 100}, {0, 0}));
  EXPECT_EQ(fault_of(output_), "");
  EXPECT_EQ(report.records, 10'000u);
  EXPECT_EQ(TraceReader(output_).threads().size(), 2u);
}

TEST_F(Merge, stores_equal_pages_once) {
  merge({a_, b_}, {});
  // Pages 0 to 79 and 40 to 119.
  EXPECT_EQ(TraceReader(output_).content_count(), 120u);
}

TEST_F(Merge, may_let_traces_share_their_slots_and_keep_their_clocks) {
  merge({a_, b_}, {.slots = MergeSlots::same, .times = MergeTimes::recorded, .output = {}});
  EXPECT_EQ(told(output_), expected({a_, b_}, {0, 0}, {500, 0}));
  EXPECT_EQ(TraceReader(output_).metadata().first_time_ns, 400u);
  EXPECT_EQ(TraceReader(output_).metadata().device, "253,1; 253,2");
}

TEST_F(Merge, of_a_trace_with_itself_doubles_its_records_and_none_of_its_pages) {
  merge({a_, a_, a_}, {});
  EXPECT_EQ(told(output_), expected({a_, a_, a_}, {0, 100, 200}, {0, 0, 0}));
  EXPECT_EQ(TraceReader(output_).content_count(), TraceReader(a_).content_count());
}

TEST_F(Merge, names_each_devices_slots_so_that_they_can_be_told_apart_again) {
  merge({a_, b_}, {});
  const TraceReader merged(output_);
  const std::vector<DeviceSlots> expected{{"253,1", 0, 99}, {"253,2", 100, 199}};
  EXPECT_EQ(devices_of(merged.metadata().device, merged.slot_count()), expected);
}

TEST_F(Merge, refuses_to_write_over_an_input) {
  output_ = b_;
  EXPECT_NE(error_of([&] { merge({a_, b_}, {}); }).find("--output"), std::string::npos);
}

TEST(device_slots, text_of_another_form_is_one_device) {
  const std::vector<DeviceSlots> one{{"zram0 slots a-b; x", 0, 9}};
  EXPECT_EQ(devices_of("zram0 slots a-b; x", 10), one);
  EXPECT_TRUE(devices_of("", 10).empty());
  EXPECT_TRUE(devices_of("253,1", 0).empty());
  const std::vector<DeviceSlots> two{{"a", 0, 4}, {"b", 5, 9}};
  EXPECT_EQ(devices_of(device_text(two), 10), two);
}

}  // namespace
}  // namespace zramlab::test
