// What was written is what is read.
#include "tests/traces/support.h"

#include "engine/base/input_error.h"
#include "engine/base/same_filled.h"

#include <algorithm>

namespace zramlab::test {
namespace {

TEST(trace_round_trip, every_field_of_every_operation_survives) {
  const Folder folder;
  std::vector<TraceRecord> written;
  {
    TraceWriter writer(folder.file("a.ztrace"), {}, {.level = 1});
    const ThreadIndex thread = writer.add_thread({4711, "cc1plus"});
    const ContentIndex content = writer.add_content(page_of(1));
    written = {{.time_ns = 0, .slot = 7, .content = content, .thread = thread, .cpu = 3},
               {.time_ns = 5, .slot = 7, .content = content, .thread = thread, .flags = stand_in_flag},
               {.time_ns = 5, .slot = 0xfffffffe, .thread = thread, .cpu = 0xffff, .operation = Operation::read},
               {.time_ns = 6, .slot = 7, .thread = thread, .operation = Operation::discard},
               {.time_ns = ~std::uint64_t{0}, .slot = 8, .content = content, .thread = thread,
                .operation = Operation::partial, .offset = 4000, .length = 96},
               {.slot = 9, .content = no_content, .thread = thread}};
    for (const TraceRecord& record : written) writer.add_record(record);
    writer.finish();
  }
  const TraceReader trace(folder.file("a.ztrace"));
  EXPECT_EQ(records_of(trace), written);
  EXPECT_EQ(trace.record_count(), written.size());
  EXPECT_EQ(trace.slot_count(), 0xffffffffu);
  EXPECT_EQ(trace.threads(), (std::vector<TraceThread>{{4711, "cc1plus"}}));
  EXPECT_EQ(fault_of(trace.file()), "");
}

TEST(trace_round_trip, contents_survive_across_several_blocks) {
  const Folder folder;
  constexpr std::uint32_t contents = 2500;
  write_sample(folder.file("a.ztrace"), 9000, contents);
  const TraceReader trace(folder.file("a.ztrace"));
  ASSERT_EQ(trace.content_count(), contents - contents / 5);  // every fifth operation reads
  const PageStore one_thread = trace.load_contents(1);
  const PageStore many_threads = trace.load_contents(4);
  std::uint32_t operation = 0;
  for (const TraceRecord& record : records_of(trace)) {
    if (record.operation == Operation::write) {
      const Page expected = page_of(operation % contents);
      ASSERT_TRUE(std::ranges::equal(one_thread.page(record.content), expected)) << "operation " << operation;
      ASSERT_EQ(many_threads.hash(record.content), content_hash(expected)) << "operation " << operation;
    }
    ++operation;
  }
}

TEST(trace_round_trip, equal_pages_are_stored_once) {
  const Folder folder;
  TraceWriter writer(folder.file("a.ztrace"), {}, {.level = 1});
  EXPECT_EQ(writer.add_content(page_of(1)), 0u);
  EXPECT_EQ(writer.add_content(page_of(2)), 1u);
  EXPECT_EQ(writer.add_content(page_of(1)), 0u);
  writer.finish();
  EXPECT_EQ(TraceReader(folder.file("a.ztrace")).content_count(), 2u);
}

TEST(trace_round_trip, a_trace_without_records_is_a_trace) {
  const Folder folder;
  TraceWriter(folder.file("a.ztrace"), {}, {.level = 1}).finish();
  const TraceReader trace(folder.file("a.ztrace"));
  EXPECT_EQ(trace.record_count(), 0u);
  EXPECT_EQ(trace.slot_count(), 0u);
  EXPECT_EQ(trace.load_contents().count(), 0u);
  EXPECT_EQ(fault_of(trace.file()), "");
}

TEST(trace_round_trip, many_records_without_new_contents_do_not_wait_for_a_full_block) {
  const Folder folder;
  write_sample(folder.file("a.ztrace"), 200'000, 10);
  const TraceReader trace(folder.file("a.ztrace"));
  EXPECT_EQ(records_of(trace).size(), 200'000u);
  EXPECT_EQ(trace.content_count(), 8u);
}

TEST(trace_round_trip, metadata_survives_and_the_last_one_holds) {
  const Folder folder;
  TraceMetadata metadata;
  metadata.program = "first";
  TraceWriter writer(folder.file("a.ztrace"), metadata, {.level = 1});
  metadata = {.program = "g++ \"quoted\"\n",
              .provenance = "p",
              .device = "253,1",
              .kernel = "6.18",
              .recorded_by = "r",
              .imported_from = "i",
              .first_time_ns = 123456789012345678,
              .lost = {"one", "two"},
              .notes = {"note"}};
  writer.set_metadata(metadata);
  writer.finish();
  EXPECT_EQ(TraceReader(folder.file("a.ztrace")).metadata(), metadata);
}

TEST(trace_round_trip, metadata_that_is_not_utf8_can_still_be_written_and_read) {
  const Folder folder;
  TraceMetadata metadata;
  metadata.program = "bad \xff byte";
  TraceWriter(folder.file("a.ztrace"), metadata, {.level = 1}).finish();
  EXPECT_EQ(TraceReader(folder.file("a.ztrace")).metadata().program, "bad \xef\xbf\xbd byte");
}

TEST(trace_round_trip, a_renamed_thread_has_its_last_name) {
  const Folder folder;
  TraceWriter writer(folder.file("a.ztrace"), {}, {.level = 1});
  writer.add_thread({1, "make"});
  writer.add_thread({2, ""});
  writer.rename_thread(0, "cc1plus");
  writer.rename_thread(1, std::string(300, 'x'));
  writer.finish();
  const TraceReader trace(folder.file("a.ztrace"));
  EXPECT_EQ(trace.threads(), (std::vector<TraceThread>{{1, "cc1plus"}, {2, std::string(255, 'x')}}));
}

TEST(trace_round_trip, the_same_trace_is_the_same_file) {
  const Folder folder;
  write_sample(folder.file("a.ztrace"), 5000, 100);
  write_sample(folder.file("b.ztrace"), 5000, 100);
  EXPECT_EQ(read_file(folder.file("a.ztrace")), read_file(folder.file("b.ztrace")));
}

TEST(trace_writer, leaves_nothing_without_finish) {
  const Folder folder;
  {
    TraceWriter writer(folder.file("a.ztrace"), {}, {.level = 1});
    writer.add_content(page_of(1));
    EXPECT_TRUE(std::filesystem::exists(folder.file("a.ztrace.partial")));
  }
  EXPECT_FALSE(std::filesystem::exists(folder.file("a.ztrace.partial")));
  EXPECT_FALSE(std::filesystem::exists(folder.file("a.ztrace")));
}

TEST(output_file, a_handler_removes_what_is_unfinished_and_not_what_is_kept) {
  const Folder folder;
  const auto exists = [&folder](const char* name) { return std::filesystem::exists(folder.file(name)); };
  const OutputFile first(folder.file("first"));
  const OutputFile kept(folder.file("kept"), Unfinished::keep);
  OutputFile published(folder.file("published"));
  published.publish();
  const std::filesystem::path other = folder.with("published.partial", "of somebody else");
  { const OutputFile given_up(folder.file("given-up")); }
  const OutputFile last(folder.file("last"));
  ASSERT_TRUE(exists("first.partial") && exists("kept.partial") && exists("last.partial"));
  remove_unfinished_files();
  EXPECT_FALSE(exists("first.partial"));
  EXPECT_FALSE(exists("last.partial"));
  EXPECT_TRUE(exists("kept.partial"));
  EXPECT_TRUE(exists("published"));
  EXPECT_TRUE(std::filesystem::exists(other));
}

TEST(trace_writer, an_output_that_cannot_be_created_is_named) {
  const Folder folder;
  const std::string error = error_of([&] { TraceWriter(folder.file("no/such/a.ztrace"), {}, {.level = 1}); });
  EXPECT_NE(error.find("no/such/a.ztrace"), std::string::npos) << error;
}

TEST(trace_writer, a_full_disk_is_an_error_and_not_a_file) {
  // Linux's /dev/full refuses every write; the link stands where the writer would write.
  const Folder folder;
  std::filesystem::create_symlink("/dev/full", folder.file("a.ztrace.partial"));
  const std::string error = error_of([&] { write_sample(folder.file("a.ztrace"), 10, 2); });
  EXPECT_NE(error.find("No space left"), std::string::npos) << error;
  EXPECT_NE(error.find("free some space"), std::string::npos) << error;
  EXPECT_FALSE(std::filesystem::exists(folder.file("a.ztrace")));
}

TEST(page_store, grows_page_by_page_and_keeps_every_page) {
  PageStore store;
  for (std::uint64_t i = 0; i < 100; ++i) EXPECT_EQ(store.add(page_of(i)), i);
  for (std::uint64_t i = 0; i < 100; ++i) {
    const auto index = static_cast<ContentIndex>(i);
    EXPECT_TRUE(std::ranges::equal(store.page(index), page_of(i))) << i;
    EXPECT_EQ(store.hash(index), content_hash(page_of(i))) << i;
  }
}

TEST(page_store, knows_a_same_filled_page) {
  Page page{};
  EXPECT_TRUE(is_same_filled(page));
  for (std::size_t i = 0; i < page.size(); ++i) page[i] = std::byte(i % 8);
  EXPECT_TRUE(is_same_filled(page));
  page.back() = std::byte{0};
  EXPECT_FALSE(is_same_filled(page));
}

TEST(page_store, survives_being_moved) {
  PageStore first;
  first.add(page_of(3));
  PageStore second = std::move(first);
  EXPECT_TRUE(std::ranges::equal(second.page(0), page_of(3)));
}

}  // namespace
}  // namespace zramlab::test
