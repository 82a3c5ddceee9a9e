// The importers of Ariadne's swap-outs, on records made by hand.
#include "tests/traces/import_support.h"

#include <algorithm>
#include <cstring>

namespace zramlab::test {
namespace {

std::string text_of(const Page& page) { return {reinterpret_cast<const char*>(page.data()), page.size()}; }

bool holds(const PageStore& contents, ContentIndex index, const Page& page) {
  return std::ranges::equal(contents.page(index), page);
}

TEST(ariadne, raw_records_bring_their_pages) {
  const Folder folder;
  const Imported trace = import(
      folder, {.input = folder.with("in", ariadne_record("10123,77,8", page_of(1)) + ariadne_record("10200,78,80", page_of(2)) +
                                              ariadne_record("10123,79,16", page_of(1)))});
  EXPECT_EQ(slots_of(trace), (std::vector<SlotIndex>{1, 10, 2}));
  EXPECT_EQ(trace.threads, (std::vector<TraceThread>{{10123, "uid 10123"}, {10200, "uid 10200"}}));
  EXPECT_EQ(trace.report.distinct_pages, 2u);
  const PageStore contents = TraceReader(folder.file("out.ztrace")).load_contents();
  EXPECT_TRUE(holds(contents, trace.records[0].content, page_of(1)));
  EXPECT_TRUE(holds(contents, trace.records[1].content, page_of(2)));
  EXPECT_EQ(trace.records[0].content, trace.records[2].content);
  EXPECT_EQ(trace.report.text().find("contents of writes"), std::string::npos);
}

TEST(ariadne, sectors_within_a_page_are_left_out_and_named) {
  const Imported trace = import_bytes("ariadne", ariadne_record("1,2,8", page_of(1)) + ariadne_record("1,2,9", page_of(1)));
  EXPECT_EQ(trace.records.size(), 1u);
  EXPECT_TRUE(trace.report.unaligned.examples()[0].starts_with("byte 4146: TEST^^^#1,2,9"));
}

TEST(ariadne, a_broken_record_is_an_error_that_names_the_byte) {
  const std::string good = ariadne_record("1,2,8", page_of(1));
  for (const std::string_view fields : {"1,2", "x,2,8", "1,2,8,9", "99999999999,2,8"}) {
    EXPECT_NE(import_error("ariadne", good + ariadne_record(fields, page_of(1))).find("byte 4146"), std::string::npos);
  }
  EXPECT_EQ(import_bytes("ariadne", good + good.substr(0, 4000)).report.unparsable.count(), 1u);
}

TEST(ariadne, its_pages_and_a_pages_file_do_not_go_together) {
  const Folder folder;
  EXPECT_NE(error_of([&] {
              import(folder, {.input = folder.with("in", ariadne_record("1,2,8", page_of(1))),
                              .pages = folder.with("pages", ""),
                              .page_index = folder.with("index", "")});
            }).find("--pages"),
            std::string::npos);
}

TEST(ariadne_meta, takes_the_pages_from_the_data_file_beside_it) {
  const Folder folder;
  static_cast<void>(folder.with("hot.data", text_of(page_of(1)) + text_of(page_of(2))));
  const Imported trace = import(folder, {.input = folder.with("hot.meta", "10123,77,8\n10123,78,16\n")});
  EXPECT_EQ(slots_of(trace), (std::vector<SlotIndex>{1, 2}));
  const PageStore contents = TraceReader(folder.file("out.ztrace")).load_contents();
  EXPECT_TRUE(holds(contents, trace.records[1].content, page_of(2)));
}

TEST(ariadne_meta, files_that_do_not_fit_each_other_are_an_error) {
  const auto error = [](std::string_view meta, std::string_view data) {
    const Folder folder;
    static_cast<void>(folder.with("hot.data", data));
    const auto input = folder.with("hot.meta", meta);
    return error_of([&] { import(folder, {.input = input, .format = "ariadne-meta"}); });
  };
  const std::string page = text_of(page_of(1));
  EXPECT_EQ(error("1,2,8\n", page), "");
  EXPECT_NE(error("1,2,8\n1,3,16\n", page).find("line 2"), std::string::npos);
  EXPECT_NE(error("1,2,8\n", page.substr(1)).find("line 1"), std::string::npos);
  EXPECT_NE(error("1,2,8\n", page + page).find("more pages"), std::string::npos);
  EXPECT_NE(error("1,2,8\nwhat\n", page + page).find("line 2"), std::string::npos);
  const Folder folder;
  const auto alone = folder.with("alone.meta", "1,2,8\n");
  EXPECT_NE(error_of([&] { import(folder, {.input = alone}); }).find("alone.data"), std::string::npos);
}

}  // namespace
}  // namespace zramlab::test
