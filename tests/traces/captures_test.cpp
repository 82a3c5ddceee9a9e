// The shipped captures hold what their README says, and the summary counts it.
#include "tests/traces/support.h"

#include "traces/summary.h"

#include <algorithm>

namespace zramlab::test {
namespace {

struct ShippedCapture {
  const char* name;
  std::uint64_t writes;
  std::uint64_t reads;
  std::uint64_t distinct;
  std::uint64_t lost;
  std::uint64_t slots;
  std::size_t threads;
};

class shipped_capture : public ::testing::TestWithParam<ShippedCapture> {
 protected:
  [[nodiscard]] std::filesystem::path file() const {
    return std::filesystem::path(ZRAMLAB_CAPTURES) / (std::string(GetParam().name) + ".ztrace");
  }
};

TEST_P(shipped_capture, holds_what_was_recorded) {
  const TraceReader trace(file());
  const TraceSummary summary = summarise(trace);
  EXPECT_EQ(summary.count(Operation::write), GetParam().writes);
  EXPECT_EQ(summary.count(Operation::read), GetParam().reads);
  EXPECT_EQ(trace.record_count(), GetParam().writes + GetParam().reads);
  EXPECT_EQ(trace.content_count(), GetParam().distinct);
  EXPECT_EQ(trace.slot_count(), GetParam().slots);
  EXPECT_EQ(trace.threads().size(), GetParam().threads);
  EXPECT_EQ(summary.stand_ins, GetParam().lost);
  EXPECT_EQ(summary.unknown_contents, 0u);
}

TEST_P(shipped_capture, is_intact) { EXPECT_EQ(fault_of(file()), ""); }

TEST_P(shipped_capture, says_where_it_comes_from) {
  const TraceReader trace(file());
  EXPECT_FALSE(trace.metadata().program.empty());
  EXPECT_NE(trace.metadata().kernel.find("6.18"), std::string::npos);
  EXPECT_NE(trace.metadata().provenance.find("memory cgroup"), std::string::npos);
  EXPECT_NE(describe(trace, summarise(trace)).find("frees a swap slot"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(all, shipped_capture,
                         ::testing::Values(ShippedCapture{"gxx", 24'000, 1'686, 12'952, 2'883, 23'152, 2},
                                           ShippedCapture{"node", 24'000, 13'787, 14'327, 520, 10'240, 5},
                                           ShippedCapture{"sqlite", 2'279, 1'664, 2'032, 45, 1'024, 1}),
                         [](const auto& capture) { return std::string(capture.param.name); });

TEST(shipped_captures, together_are_at_most_20_megabytes) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(ZRAMLAB_CAPTURES)) bytes += entry.file_size();
  EXPECT_GT(bytes, 10'000'000u) << "they are there";
  EXPECT_LE(bytes, 20'000'000u);
}

TEST(trace_summary, counts_what_became_of_the_slots) {
  const Folder folder;
  TraceWriter writer(folder.file("a.ztrace"), {}, {.level = 1});
  const ThreadIndex thread = writer.add_thread({1, "\x1b[31mred"});
  const ContentIndex page = writer.add_content(page_of(1));
  const ContentIndex zeros = writer.add_content(Page{});
  const TraceRecord write = {.slot = 3, .content = page, .thread = thread, .cpu = 5};
  const TraceRecord read = {.slot = 3, .thread = thread, .operation = Operation::read};
  const TraceRecord discard = {.slot = 3, .thread = thread, .operation = Operation::discard};
  const TraceRecord partial = {.slot = 9, .content = page, .thread = thread, .operation = Operation::partial,
                               .offset = 1, .length = 2};
  TraceRecord zero_write = write;
  zero_write.content = zeros;
  for (const TraceRecord& record : {read, write, read, zero_write, discard, read, write, partial}) {
    writer.add_record(record);
  }
  writer.finish();
  const TraceReader trace(folder.file("a.ztrace"));
  const TraceSummary summary = summarise(trace);
  EXPECT_EQ(summary.slots_touched, 2u);
  EXPECT_EQ(summary.overwrites, 1u);
  EXPECT_EQ(summary.reads_of_unwritten, 2u);
  EXPECT_EQ(summary.same_filled_contents, 1u);
  EXPECT_EQ(summary.same_filled_writes, 1u);
  EXPECT_EQ(summary.by_cpu, (std::map<std::uint16_t, std::uint64_t>{{0, 5}, {5, 3}}));
  EXPECT_EQ(summary.by_thread, (std::vector<std::uint64_t>{8}));
  const std::string text = describe(trace, summary);
  EXPECT_NE(text.find("?[31mred"), std::string::npos) << text;
}

}  // namespace
}  // namespace zramlab::test
