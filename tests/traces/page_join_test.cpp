// Contents joined to an import: the pages file, its index, and what becomes of lost pages.
#include "tests/traces/support.h"

#include "traces/import.h"

#include <fmt/format.h>

#include <algorithm>

namespace zramlab::test {
namespace {

// Four events: writes to slots 1 and 2, a read of slot 1, a write of slots 2 and 3 at once.
constexpr std::string_view recording =
    "  t-1   [000] .....     1.000001: block_bio_queue: 253,1 WS 8 + 8 [t]\n"
    "  t-1   [000] .....     1.000002: block_bio_queue: 253,1 WS 16 + 8 [t]\n"
    "  t-1   [000] .....     1.000003: block_bio_queue: 253,1 RS 8 + 8 [t]\n"
    "  t-1   [000] .....     1.000004: block_bio_queue: 253,1 WS 16 + 16 [t]\n";

std::string pages_of(std::initializer_list<std::uint64_t> numbers) {
  std::string bytes;
  for (const std::uint64_t number : numbers) {
    const Page page = page_of(number);
    bytes.append(reinterpret_cast<const char*>(page.data()), page.size());
  }
  return bytes;
}

struct Capture {
  std::string_view text = recording;
  std::string index = "# event\tslot\tpage\n0\t1\t0\n1\t2\t1\n3\t2\t2\n3\t3\t0\n";
  std::string pages = pages_of({10, 11, 12});
  LostPages lost_pages = LostPages::borrow;
  std::uint64_t seed = 1;
};

ImportReport import_joined(const Folder& folder, const Capture& capture) {
  ImportRequest request = {.input = folder.with("in", capture.text),
                           .output = folder.file("out.ztrace"),
                           .pages = folder.with("pages", capture.pages),
                           .page_index = folder.with("index", capture.index),
                           .lost_pages = capture.lost_pages,
                           .seed = capture.seed};
  request.writer.level = 1;
  return import_trace(request);
}

std::string error_of_import(const Capture& capture) {
  const Folder folder;
  return error_of([&] { import_joined(folder, capture); });
}

std::vector<TraceRecord> imported_records(const Folder& folder) {
  return records_of(TraceReader(folder.file("out.ztrace")));
}

TEST(page_join, every_write_has_the_content_that_the_index_gives_it) {
  const Folder folder;
  const ImportReport report = import_joined(folder, {});
  const std::vector<TraceRecord> records = imported_records(folder);
  const PageStore pages = TraceReader(folder.file("out.ztrace")).load_contents();
  ASSERT_EQ(records.size(), 5u);
  EXPECT_TRUE(std::ranges::equal(pages.page(records[0].content), page_of(10)));
  EXPECT_TRUE(std::ranges::equal(pages.page(records[1].content), page_of(11)));
  EXPECT_EQ(records[2].content, no_content);
  EXPECT_TRUE(std::ranges::equal(pages.page(records[3].content), page_of(12)));
  EXPECT_EQ(records[4].content, records[0].content);
  EXPECT_EQ(records[4].slot, 3u);
  EXPECT_EQ(report.distinct_pages, 3u);
}

TEST(page_join, pages_that_are_equal_become_one_content) {
  const Folder folder;
  EXPECT_EQ(import_joined(folder, {.pages = pages_of({10, 11, 10})}).distinct_pages, 2u);
  const std::vector<TraceRecord> records = imported_records(folder);
  EXPECT_EQ(records[3].content, records[0].content);
}

const std::string index_with_losses = "0\t1\t-\n1\t2\t1\n3\t2\t-\n3\t3\t-\n";

TEST(page_join, a_lost_page_borrows_a_content_and_says_so) {
  const Folder folder;
  const ImportReport report = import_joined(folder, {.index = index_with_losses});
  EXPECT_EQ(report.borrowed, 3u);
  const std::vector<TraceRecord> records = imported_records(folder);
  for (const std::size_t i : {0, 3, 4}) {
    EXPECT_TRUE(records[i].is_stand_in());
    EXPECT_LT(records[i].content, 3u);
  }
  EXPECT_FALSE(records[1].is_stand_in());
  EXPECT_EQ(TraceReader(folder.file("out.ztrace")).metadata().lost.size(), 1u);
}

TEST(page_join, what_is_borrowed_depends_on_the_seed_and_nothing_else) {
  const auto borrowed = [](std::uint64_t seed) {
    std::string text;
    std::string index;
    for (int i = 0; i < 50; ++i) {
      text += recording.substr(0, recording.find('\n') + 1);
      index += fmt::format("{}\t1\t-\n", i);
    }
    const Folder folder;
    import_joined(folder, {.text = text, .index = index, .pages = pages_of({1, 2, 3, 4, 5, 6, 7}), .seed = seed});
    std::vector<ContentIndex> contents;
    for (const TraceRecord& record : imported_records(folder)) contents.push_back(record.content);
    return contents;
  };
  EXPECT_EQ(borrowed(1), borrowed(1));
  EXPECT_NE(borrowed(1), borrowed(2));
}

TEST(page_join, skip_leaves_out_the_writes_of_lost_pages_and_keeps_the_reads) {
  const Folder folder;
  const ImportReport report = import_joined(folder, {.index = index_with_losses, .lost_pages = LostPages::skip});
  EXPECT_EQ(report.skipped, 3u);
  EXPECT_EQ(report.writes, 1u);
  const std::vector<TraceRecord> records = imported_records(folder);
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].slot, 2u);
  EXPECT_EQ(records[1].operation, Operation::read);
  EXPECT_EQ(records[1].slot, 1u);  // never written: it reads zeros
}

TEST(page_join, an_index_that_does_not_fit_the_recording_is_an_error_with_its_line) {
  struct Misfit {
    std::string index;
    std::string_view expected;
  };
  const Misfit misfits[] = {
      {"0\t1\t0\n1\t9\t1\n", "line 2: the index has event 1 and slot 9"},
      {"0\t1\t0\n1\t2\t1\n2\t1\t0\n", "line 3"},                       // a row for a read
      {"0\t1\t0\n1\t2\t1\n", "the index ends"},                        // a write without a row
      {"0\t1\t0\n1\t2\t1\n3\t2\t2\n3\t3\t0\n4\t1\t0\n", "line 5"},     // a row without an event
      {"0\t1\t0\n1\t2\t3\n", "line 2: page 3, but the pages file holds 3"},
      {"0\t1\tx\n", "line 1"},
      {"0 1 0\n", "line 1: not a row"},
      {"0\t1\t0\n1\t2\t1\n0\t1\t0\n", "line 3: the events of the index go backwards"},
      {"99999999999999999999999\t1\t0\n", "line 1"},
  };
  for (const Misfit& misfit : misfits) {
    const std::string error = error_of_import({.index = misfit.index});
    EXPECT_NE(error.find(misfit.expected), std::string::npos) << misfit.index << error;
    EXPECT_NE(error.find("index"), std::string::npos) << error;
  }
}

TEST(page_join, an_index_may_have_the_line_ends_of_another_system) {
  const Folder folder;
  EXPECT_EQ(import_joined(folder, {.index = "0\t1\t0\r\n1\t2\t-\r\n3\t2\t2\r\n3\t3\t0\r\n"}).borrowed, 1u);
}

TEST(page_join, the_rows_of_an_event_that_is_left_out_are_left_out_too) {
  const Folder folder;
  const std::string text = "  t-1   [000] .....     1.000001: block_bio_queue: 253,1 WS 8 + 8 [t]\n"
                           "  t-1   [000] .....     1.000001: block_bio_queue: 253,1 WS 9 + 8 [t]\n"
                           "  t-1   [000] .....     1.000002: block_bio_queue: 253,1 WS 16 + 8 [t]\n";
  EXPECT_EQ(import_joined(folder, {.text = text, .index = "0\t1\t0\n1\t1\t1\n1\t2\t1\n2\t2\t2\n"}).writes, 2u);
}

TEST(page_join, a_pages_file_that_ends_within_a_page_is_an_error) {
  std::string pages = pages_of({10, 11, 12});
  pages.pop_back();
  EXPECT_NE(error_of_import({.pages = pages}).find("in the middle of page 2"), std::string::npos);
}

TEST(page_join, there_is_nothing_to_borrow_from_no_pages) {
  EXPECT_NE(error_of_import({.index = "0\t1\t-\n", .pages = ""}).find("--lost-pages skip"), std::string::npos);
}

TEST(page_join, pages_and_index_go_together) {
  const Folder folder;
  const auto error = error_of([&] {
    import_trace({.input = folder.with("in", recording), .output = folder.file("out"), .pages = folder.file("in")});
  });
  EXPECT_NE(error.find("--page-index"), std::string::npos) << error;
}

TEST(page_join, a_failed_import_leaves_no_file) {
  const Folder folder;
  EXPECT_NE(error_of([&] { import_joined(folder, {.index = ""}); }), "");
  EXPECT_FALSE(std::filesystem::exists(folder.file("out.ztrace")));
  EXPECT_FALSE(std::filesystem::exists(folder.file("out.ztrace.partial")));
}

}  // namespace
}  // namespace zramlab::test
