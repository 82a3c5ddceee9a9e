#include "bench/prepared_pages.h"

#include "engine/backend/table.h"
#include "engine/base/input_error.h"
#include "engine/pool/size_classes.h"
#include "tests/bench/support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace zramlab::test {
namespace {

// zeros, letters, noise, heap.
PageStore mixed_store() {
  PageStore store;
  for (const Page& page : {zero_page(), text_page(1), random_page(1), heap_page(1)}) store.add(page);
  return store;
}
constexpr ContentIndex zeros = 0;
constexpr ContentIndex letters = 1;
constexpr ContentIndex noise = 2;
constexpr std::size_t huge_threshold = 3264;

// Behaves as `real`, but what it does to one page's bytes is not undone.
class LossyCodec final : public Codec {
 public:
  LossyCodec(std::shared_ptr<const Codec> real, Page victim, Outcome outcome)
      : real_(std::move(real)), victim_(victim), outcome_(outcome) {}

  [[nodiscard]] std::unique_ptr<Backend> create() const override { return std::make_unique<Lossy>(*this); }
  [[nodiscard]] std::size_t work_memory_bytes() const override { return real_->work_memory_bytes(); }
  [[nodiscard]] bool decompression_has_state() const override { return false; }

 private:
  class Lossy final : public Backend {
   public:
    explicit Lossy(const LossyCodec& codec) : codec_(codec), real_(codec.real_->create()) {}
    Outcome compress(PageView page, StreamBuffer output, std::size_t& length) override {
      return real_->compress(page, output, length);
    }
    Outcome decompress(ByteView input, PageSpan page) override {
      const Outcome outcome = real_->decompress(input, page);
      if (!std::ranges::equal(page, codec_.victim_)) return outcome;
      page[page_bytes - 1] ^= std::byte{1};
      return codec_.outcome_;
    }

   private:
    const LossyCodec& codec_;
    std::unique_ptr<Backend> real_;
  };

  std::shared_ptr<const Codec> real_;
  Page victim_;
  Outcome outcome_;
};

TEST(prepared_pages, know_what_the_pool_stores_of_each_page) {
  const PageStore store = mixed_store();
  const PreparedPages prepared(store, *make_codec("lz4"), huge_threshold);
  EXPECT_TRUE(prepared.is_same_filled(zeros));
  EXPECT_EQ(prepared.stored_bytes(zeros), 0u);
  EXPECT_FALSE(prepared.is_same_filled(letters));
  EXPECT_GT(prepared.stored_bytes(letters), 0u);
  EXPECT_LT(prepared.stored_bytes(letters), huge_threshold);
  EXPECT_EQ(prepared.stored_bytes(noise), page_bytes) << "noise does not compress: it is stored raw";
}

TEST(prepared_pages, give_every_page_back_with_every_codec) {
  const PageStore store = mixed_store();
  for (const BackendEntry& entry : backends()) {
    const auto codec = make_codec(entry.name);
    const PreparedPages prepared(store, *codec, huge_threshold);
    const auto backend = codec->create();
    for (ContentIndex content = letters; content < store.count(); ++content) {
      Page page{};
      ASSERT_EQ(prepared.restore(content, *backend, page), Outcome::ok) << entry.name;
      EXPECT_EQ(std::memcmp(page.data(), store.page(content).data(), page_bytes), 0) << entry.name << " page " << content;
    }
  }
}

TEST(prepared_pages, refuse_a_codec_that_loses_data) {
  const PageStore store = mixed_store();
  for (const Outcome outcome : {Outcome::ok, Outcome::backend_failed}) {
    const LossyCodec lossy(make_codec("lz4"), text_page(1), outcome);
    try {
      const PreparedPages prepared(store, lossy, huge_threshold);
      FAIL() << "a page was lost and nobody noticed: " << to_string(outcome);
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::failed);
      EXPECT_STREQ(error.what(), "the codec does not give page 1 back as it was");
    }
  }
}

TEST(prepared_pages, a_plan_stores_at_most_the_largest_page_of_each_slot) {
  const PageStore store = mixed_store();
  const PreparedPages prepared(store, *make_codec("lz4"), huge_threshold);
  Plan plan;
  plan.slot_count = 4;
  plan.workers.resize(2);
  const auto add = [&](std::size_t worker, SlotIndex slot, Operation operation, ContentIndex content) {
    PlannedOperation planned;
    planned.slot = slot;
    planned.operation = operation;
    planned.content = content;
    plan.workers[worker].push_back(planned);
  };
  add(0, 0, Operation::write, letters);
  add(1, 0, Operation::write, zeros);
  add(0, 1, Operation::write, noise);
  add(1, 1, Operation::write, letters);
  add(1, 2, Operation::read, noise);
  EXPECT_EQ(prepared.stored_bytes_max(plan), prepared.stored_bytes(letters) + page_bytes);
  add(0, 2, Operation::partial, letters);
  EXPECT_EQ(prepared.stored_bytes_max(plan), prepared.stored_bytes(letters) + 2 * page_bytes) << "a patched page may be huge";
}

}  // namespace
}  // namespace zramlab::test
