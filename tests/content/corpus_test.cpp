#include "engine/base/input_error.h"
#include "tests/traces/support.h"
#include "workloads/content/content.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace zramlab::test {
namespace {

std::string nothing_shipped(const std::string& name, std::string_view) { throw bad_input("nothing is called " + name); }

Content corpus(const std::string& argument) { return load_content("corpus:" + argument, 1, nothing_shipped); }

std::string text_of(PageView page) {
  std::string text(page_bytes, '\0');
  std::ranges::transform(page, text.begin(), [](std::byte byte) { return static_cast<char>(byte); });
  return text;
}

const std::string page_a(page_bytes, 'a');
const std::string page_b(page_bytes, 'b');

TEST(corpus, cuts_files_into_pages_in_order_and_takes_equal_ones_once) {
  const Folder folder;
  const auto one = folder.with("one", page_a + page_b + page_a);
  const auto two = folder.with("two", page_b + std::string(page_bytes, 'c'));
  const Content content = corpus(one.string() + "," + two.string());
  ASSERT_EQ(content.pages->count(), 3u);
  EXPECT_EQ(text_of(content.pages->page(0)), page_a);
  EXPECT_EQ(text_of(content.pages->page(1)), page_b);
  EXPECT_EQ(text_of(content.pages->page(2)), std::string(page_bytes, 'c'));
  ASSERT_EQ(content.notes.size(), 1u);
  EXPECT_NE(content.notes[0].find("2 pages"), std::string::npos) << content.notes[0];
}

TEST(corpus, fills_up_the_last_part_of_a_file_or_leaves_it_out_and_says_so) {
  const Folder folder;
  const auto file = folder.with("file", page_a + "end");
  const Content padded = corpus(file.string());
  ASSERT_EQ(padded.pages->count(), 2u);
  EXPECT_EQ(text_of(padded.pages->page(1)), "end" + std::string(page_bytes - 3, '\0'));
  ASSERT_EQ(padded.notes.size(), 1u);
  EXPECT_NE(padded.notes[0].find("filled up"), std::string::npos);
  const Content dropped = corpus(file.string() + ":tail=drop");
  EXPECT_EQ(dropped.pages->count(), 1u);
  ASSERT_EQ(dropped.notes.size(), 1u);
  EXPECT_NE(dropped.notes[0].find("left out"), std::string::npos);
}

TEST(corpus, takes_no_more_pages_than_it_may) {
  const Folder folder;
  const auto file = folder.with("file", page_a + page_b + std::string(page_bytes, 'c'));
  const Content content = corpus(file.string() + "," + file.string() + ":pages=2");
  EXPECT_EQ(content.pages->count(), 2u);
  ASSERT_EQ(content.notes.size(), 1u);
  EXPECT_NE(content.notes[0].find("2 files were left out"), std::string::npos) << content.notes[0];
}

TEST(corpus, without_a_page_or_with_files_it_cannot_read_is_refused) {
  const Folder folder;
  const auto empty = folder.with("empty", "");
  EXPECT_NE(error_of([&] { corpus(empty.string()); }).find("no page"), std::string::npos);
  EXPECT_NE(error_of([&] { corpus(folder.file("none").string()); }).find("none"), std::string::npos);
  EXPECT_NE(error_of([&] { corpus(folder.file(".").string()); }).find("directory"), std::string::npos);
  EXPECT_NE(error_of([&] { corpus(empty.string() + ":tail=x"); }).find("pad, drop"), std::string::npos);
  EXPECT_NE(error_of([&] { corpus(empty.string() + ":pages=0"); }).find("pages=0"), std::string::npos);
  EXPECT_NE(error_of([&] { corpus(empty.string() + ",,"); }), "");
}

}  // namespace
}  // namespace zramlab::test
