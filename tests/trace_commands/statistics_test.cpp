// Statistics of traces against slow and obvious ways to get them.
#include "bench/trace/stats/statistics.h"

#include "bench/trace/stats/reuse_distances.h"
#include "engine/base/random.h"
#include "tests/traces/support.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <list>
#include <map>
#include <set>

namespace zramlab::test {
namespace {

TEST(reuse_distances, are_those_of_a_list_in_order_of_use) {
  ReuseDistances distances;
  std::list<SlotIndex> by_use;  // the latest first
  Random random(3);
  for (int i = 0; i < 30'000; ++i) {
    // Skewed, over more slots than the tree begins with, so that it is packed several times.
    const SlotIndex slot = random.chance(0.7) ? random.below(50) : random.below(6000);
    const auto found = std::ranges::find(by_use, slot);
    const auto distance = distances.use(slot);
    ASSERT_EQ(distance.has_value(), found != by_use.end()) << i;
    if (found != by_use.end()) {
      ASSERT_EQ(*distance, static_cast<std::uint64_t>(std::distance(by_use.begin(), found))) << i;
      by_use.erase(found);
    }
    by_use.push_front(slot);
  }
}

TEST(rate_over_time, loses_no_operation_however_long_the_trace_is) {
  RateOverTime rate;
  Random random(5);
  std::map<std::uint64_t, std::uint64_t> times;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    TraceRecord record;
    record.time_ns = i * i * 1000 + random.below(1000);
    record.operation = static_cast<Operation>(i % operation_count);
    rate.count(record);
    ++times[record.time_ns];
  }
  ASSERT_LE(rate.intervals().size(), 64u);
  ASSERT_GT(rate.intervals().size(), 32u);
  for (std::size_t i = 0; i < rate.intervals().size(); ++i) {
    std::uint64_t expected = 0;
    for (auto at = times.lower_bound(i * rate.interval_ns()); at != times.lower_bound((i + 1) * rate.interval_ns()); ++at) {
      expected += at->second;
    }
    std::uint64_t counted = 0;
    for (const std::uint64_t count : rate.intervals()[i]) counted += count;
    EXPECT_EQ(counted, expected) << i;
  }
}

// Three slots: what happens to them can be told by hand.
std::filesystem::path small(const Folder& folder) {
  const std::filesystem::path file = folder.file("small.ztrace");
  TraceWriter writer(file, {}, {.level = 1, .block_contents = 2});
  writer.add_thread({7, "kswapd0"});
  writer.add_thread({8, "cc1plus"});
  std::uint64_t time_ns = 0;
  const auto add = [&](Operation operation, SlotIndex slot, std::uint32_t thread, const Page* page) {
    TraceRecord record;
    record.time_ns = time_ns += 1000;
    record.slot = slot;
    record.thread = thread;
    record.cpu = static_cast<std::uint16_t>(thread);
    record.operation = operation;
    if (page != nullptr) record.content = writer.add_content(*page);
    writer.add_record(record);
  };
  const Page zeros{};
  const Page page = page_of(1);
  add(Operation::write, 0, 0, &page);    // writes: 1
  add(Operation::write, 1, 0, &zeros);   // 2
  add(Operation::write, 2, 0, &page);    // 3
  add(Operation::read, 0, 1, nullptr);   // 2 writes and 3 us after its own; 2 slots in between
  add(Operation::write, 0, 0, &page);    // 4: an overwrite
  add(Operation::read, 0, 1, nullptr);   // 0 writes and 1 us after
  add(Operation::discard, 1, 0, nullptr);
  add(Operation::read, 1, 1, nullptr);   // finds nothing
  writer.finish();
  return file;
}

TEST(trace_statistics, of_a_trace_told_by_hand) {
  const Folder folder;
  const TraceReader trace(small(folder));
  const TraceStatistics statistics = measure_statistics(trace, {"lz4", "null"});
  EXPECT_EQ(statistics.first_uses, 3u);
  EXPECT_EQ(statistics.reuse_slots.count(), 5u);
  EXPECT_EQ(statistics.reuse_slots.maximum_ns(), 2u);
  EXPECT_EQ(statistics.refault_writes.count(), 2u);
  EXPECT_EQ(statistics.refault_writes.maximum_ns(), 2u);
  EXPECT_EQ(statistics.refault_writes.minimum_ns(), 0u);
  EXPECT_EQ(statistics.residency_ns.sum_ns(), 4000u);
  EXPECT_EQ(statistics.by_thread[1][static_cast<std::size_t>(Operation::read)], 3u);
  EXPECT_EQ(statistics.by_cpu.at(0)[static_cast<std::size_t>(Operation::write)], 4u);
  EXPECT_EQ(statistics.summary.overwrites, 1u);
  EXPECT_EQ(statistics.summary.reads_of_unwritten, 1u);

  // Three writes of a page, one of a same-filled page that takes nothing.
  const CodecSizes& lz4 = statistics.sizes[0];
  EXPECT_EQ(lz4.by_page.pages(), 1u);
  EXPECT_EQ(lz4.by_write.pages(), 3u);
  EXPECT_EQ(lz4.same_filled_writes, 1u);
  EXPECT_EQ(lz4.by_write.bytes(), 3 * lz4.by_page.bytes());
  EXPECT_DOUBLE_EQ(lz4.ratio(), 4.0 * page_bytes / static_cast<double>(lz4.by_write.bytes()));
  EXPECT_EQ(statistics.sizes[1].huge_share(), 1.0);  // null makes nothing smaller
  EXPECT_DOUBLE_EQ(statistics.sizes[1].ratio(), 4.0 / 3.0);
}

TEST(trace_statistics, of_a_capture_add_up_in_text_and_json) {
  const TraceReader trace(std::string(ZRAMLAB_CAPTURES) + "/gxx.ztrace");
  const TraceStatistics statistics = measure_statistics(trace, {"lz4"});
  const auto json = nlohmann::json::parse(statistics_json(trace, statistics));
  EXPECT_EQ(json["operations"], trace.record_count());
  for (const char* parts : {"threads", "cpus"}) {
    std::uint64_t sum = 0;
    for (const auto& part : json[parts]) {
      for (const char* kind : {"write", "read", "discard", "partial"}) sum += part[kind].get<std::uint64_t>();
    }
    EXPECT_EQ(sum, trace.record_count()) << parts;
  }
  std::uint64_t over_time = 0;
  for (const auto& part : json["rate"]["intervals"]) {
    for (const auto& [kind, count] : part.items()) over_time += count.get<std::uint64_t>();
  }
  EXPECT_EQ(over_time, trace.record_count());
  EXPECT_EQ(json["first_uses"].get<std::uint64_t>() + json["reuse_distance_slots"]["count"].get<std::uint64_t>(), trace.record_count());
  EXPECT_EQ(json["first_uses"], json["slots"]["distinct"]);
  EXPECT_EQ(json["codecs"][0]["compressed_bytes_of_pages"]["pages"].get<std::uint64_t>(),
            trace.content_count() - json["pages"]["same_filled"].get<std::uint64_t>());
  const std::string text = statistics_text(trace, statistics);
  for (const char* words : {"reuse", "refault", "lz4", "writes"}) EXPECT_NE(text.find(words), std::string::npos) << words;
}

}  // namespace
}  // namespace zramlab::test
