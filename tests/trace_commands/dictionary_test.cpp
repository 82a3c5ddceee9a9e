// Dictionaries that a trace's pages make.
#include "bench/trace/dictionary/training.h"

#include "engine/base/random.h"
#include "engine/base/same_filled.h"
#include "tests/traces/support.h"

#include <cstring>
#include <set>

namespace zramlab::test {
namespace {

// Pages of sentences from one small vocabulary: a page alone is too short to learn it.
Page sentences(std::uint64_t number) {
  Page page{};
  Random random(number);
  std::size_t at = 0;
  while (at < page.size()) {
    Random word(random.below(300));
    const std::size_t length = std::min<std::size_t>(8 + word.below(24), page.size() - at);
    for (std::size_t i = 0; i < length; ++i) page[at++] = static_cast<std::byte>(word.below(256));
  }
  return page;
}

std::filesystem::path corpus(const Folder& folder, std::uint32_t pages) {
  const std::filesystem::path file = folder.file("corpus.ztrace");
  TraceWriter writer(file, {}, {.level = 1, .block_contents = 100});
  writer.add_thread({1, "t"});
  for (std::uint32_t i = 0; i < pages; ++i) {
    TraceRecord record;
    record.slot = i;
    Page page = sentences(i);
    if (i % 10 == 0) fill_page(page, i);
    record.content = writer.add_content(page);
    writer.add_record(record);
  }
  writer.finish();
  return file;
}

std::set<std::uint64_t> hashes_of(const PageStore& pages) {
  std::set<std::uint64_t> hashes;
  for (ContentIndex i = 0; i < pages.count(); ++i) hashes.insert(pages.hash(i));
  return hashes;
}

TEST(dictionary, is_tried_on_pages_that_it_was_not_trained_on_and_none_is_same_filled) {
  const Folder folder;
  const TraceReader trace(corpus(folder, 600));
  const TrainingPages pages = choose_pages(trace, {.dictionary_bytes = 8192, .pages = 200});
  for (const std::uint64_t hash : hashes_of(pages.training)) EXPECT_FALSE(hashes_of(pages.trial).contains(hash));
  for (ContentIndex i = 0; i < pages.trial.count(); ++i) EXPECT_FALSE(is_same_filled(pages.trial.page(i)));
  EXPECT_GT(pages.training.count(), 120u);
  EXPECT_LT(pages.training.count(), 260u);
}

TEST(dictionary, of_the_same_seed_is_the_same_to_the_byte) {
  const Folder folder;
  const TraceReader trace(corpus(folder, 600));
  const auto train = [&](std::uint64_t seed) {
    const TrainingRequest request{.dictionary_bytes = 8192, .seed = seed, .pages = 200};
    return train_dictionary(choose_pages(trace, request), request);
  };
  EXPECT_EQ(train(1), train(1));
  EXPECT_NE(train(1), train(2));
}

TEST(dictionary, makes_pages_smaller_that_share_what_it_learned) {
  const Folder folder;
  const TraceReader trace(corpus(folder, 600));
  const TrainingRequest request{.dictionary_bytes = 8192, .pages = 200};
  const TrainingPages pages = choose_pages(trace, request);
  const std::vector<std::byte> dictionary = train_dictionary(pages, request);
  EXPECT_LE(dictionary.size(), 8192u);
  const auto file = folder.with("dictionary", {reinterpret_cast<const char*>(dictionary.data()), dictionary.size()});
  const TrialReport trial = try_dictionary(pages, request, file.string());
  EXPECT_EQ(trial.pages, pages.trial.count());
  EXPECT_GT(trial.ratio_with, 1.2 * trial.ratio_without);
}

TEST(dictionary, of_a_trace_with_hardly_a_page_is_refused) {
  const Folder folder;
  const TraceReader trace(corpus(folder, 12));
  EXPECT_NE(error_of([&] { choose_pages(trace, {}); }).find("too few"), std::string::npos);
}

}  // namespace
}  // namespace zramlab::test
