#include "bench/captures.h"
#include "bench/sketch/zstd_frame.h"
#include "bench/cost_tables.h"
#include "engine/backend/table.h"
#include "engine/base/input_error.h"
#include "engine/base/same_filled.h"
#include "tests/support/pages.h"
#include "tests/traces/support.h"
#include "workloads/content/content.h"
#include "workloads/content/synthetics.h"
#include "workloads/content/written_pages.h"
#include "workloads/trace_replay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace zramlab::test {
namespace {

Content content_of(const std::string& text, std::uint64_t seed = 1) { return load_content(text, seed, find_shipped); }

std::string usage_of(const std::string& text) {
  try {
    content_of(text);
    return {};
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::usage) << text << ": " << error.what();
    return error.what();
  }
}

std::size_t stored_bytes(PageView page, std::string_view codec) {
  const auto backend = make_codec(codec)->create();
  std::array<std::byte, stream_buffer_bytes> output{};
  std::size_t length = 0;
  EXPECT_EQ(backend->compress(page, output, length), Outcome::ok);
  return length;
}

TEST(content, that_nobody_knows_is_a_mistake_that_names_what_there_is) {
  EXPECT_NE(usage_of("corpse:x").find("trace, corpus, synthetic"), std::string::npos);
  EXPECT_NE(usage_of("synthetic").find("synthetic:NAME"), std::string::npos);
  EXPECT_NE(usage_of("synthetic:zero:pages=x").find("pages=x"), std::string::npos);
  EXPECT_NE(usage_of("synthetic:zero:paegs=5").find("paegs"), std::string::npos);
  EXPECT_NE(usage_of("synthetic:zero:pages=5,pages=6").find("twice"), std::string::npos);
  EXPECT_NE(usage_of("synthetic:fio-compress:percentage=101").find("100"), std::string::npos);
  const std::string error = error_of([] { content_of("synthetic:gyy"); });
  EXPECT_NE(error.find("gxx"), std::string::npos) << error;
  EXPECT_NE(error.find("fio-compress"), std::string::npos) << error;
  EXPECT_NE(error_of([] { content_of("trace:gyy"); }).find("gxx"), std::string::npos);
}

TEST(synthetic_content, is_the_same_for_a_seed_and_as_many_pages_as_asked) {
  std::vector<std::string> names = shipped_names(".model");
  ASSERT_FALSE(names.empty());
  for (const SyntheticEntry& entry : synthetics()) names.emplace_back(entry.name);
  for (const std::string& name : names) {
    const std::string text = "synthetic:" + name + ":pages=33";
    const Content content = content_of(text, 5);
    EXPECT_EQ(content.pages->count(), 33u) << name;
    EXPECT_EQ(content.source, text);
    EXPECT_EQ(contents_key(*content.pages), contents_key(*content_of(text, 5).pages)) << name;
  }
}

TEST(synthetic_content, as_fio_makes_it_has_its_pattern_and_its_share_of_zeros) {
  const Content pattern = content_of("synthetic:fio-pattern:pages=2");
  EXPECT_TRUE(std::ranges::equal(pattern.pages->page(1), fio_page()));
  const Content compressible = content_of("synthetic:fio-compress:pages=4,percentage=75,chunk=1024");
  for (ContentIndex content = 0; content < 4; ++content) {
    const PageView page = compressible.pages->page(content);
    for (std::size_t chunk = 0; chunk < page_bytes; chunk += 1024) {
      const auto zeros = page.subspan(chunk + 256, 768);
      EXPECT_TRUE(std::ranges::all_of(zeros, [](std::byte byte) { return byte == std::byte{0}; }));
    }
    EXPECT_NEAR(static_cast<double>(stored_bytes(page, "lz4")), 1024, 64);
  }
  EXPECT_TRUE(is_same_filled(content_of("synthetic:zero:pages=1").pages->page(0)));
  EXPECT_GE(stored_bytes(content_of("synthetic:random:pages=1").pages->page(0), "zstd"), page_bytes);
}

TEST(trace_content, is_each_distinct_page_once_or_a_sample_of_the_writes) {
  const TraceReader trace(find_capture("node"));
  const PageStore contents = trace.load_contents();
  EXPECT_EQ(contents_key(*content_of("trace:node").pages), contents_key(contents));
  const std::vector<ContentIndex> writes = written_pages(trace);
  const auto same_filled = static_cast<double>(std::ranges::count_if(writes, [&](ContentIndex content) { return is_same_filled(contents.page(content)); }));
  const Content sample = content_of("trace:node:pages=2000");
  ASSERT_EQ(sample.pages->count(), 2000u);
  std::size_t found = 0;
  for (ContentIndex content = 0; content < 2000; ++content) found += is_same_filled(sample.pages->page(content)) ? 1 : 0;
  EXPECT_NEAR(static_cast<double>(found) / 2000, same_filled / static_cast<double>(writes.size()), 0.05);
}

TEST(trace_without_pages, is_replayed_with_chosen_ones_and_refused_without) {
  const Folder folder;
  {
    TraceWriter writer(folder.file("bare.ztrace"), {});
    writer.add_thread({});
    for (std::uint32_t i = 0; i < 50; ++i) {
      TraceRecord record;
      record.time_ns = i;
      record.slot = i % 7;
      record.operation = i % 5 == 4 ? Operation::read : Operation::write;
      writer.add_record(record);
    }
    writer.finish();
  }
  const TraceReader trace(folder.file("bare.ztrace"));
  const auto pages = content_of("synthetic:random:pages=10").pages;
  const auto plan_with = [&](std::optional<std::uint64_t> seed) {
    return plan_trace(trace, pages, 2, WorkerMapping::round_robin, ReplayOrder::strict, 1, seed);
  };
  EXPECT_NE(error_of([&] { plan_with(std::nullopt); }).find("--content"), std::string::npos);
  const Plan plan = plan_with(3);
  std::set<ContentIndex> used;
  for (const auto& worker : plan.workers) {
    for (const PlannedOperation& operation : worker) {
      if (operation.operation != Operation::write) continue;
      ASSERT_LT(operation.content, 10u);
      used.insert(operation.content);
    }
  }
  EXPECT_GT(used.size(), 5u);
}

TEST(zstd_frame, tells_coded_literals_from_raw_ones) {
  const auto zstd = make_codec("zstd")->create();
  const auto coded = [&](const Page& page) {
    std::array<std::byte, stream_buffer_bytes> output{};
    std::size_t length = 0;
    EXPECT_EQ(zstd->compress(page, output, length), Outcome::ok);
    return has_coded_literals(ByteView(output).first(length));
  };
  EXPECT_TRUE(coded(text_page(1)));
  EXPECT_FALSE(coded(random_page(1)));
  EXPECT_FALSE(coded(zero_page()));
  EXPECT_FALSE(has_coded_literals({}));
}

}  // namespace
}  // namespace zramlab::test
