// Every way to the kernel's device gives the same pages.
#include "bench/kernel/page_io.h"

#include "bench/kernel/entry_cost.h"
#include "engine/base/input_error.h"
#include "tests/kernel/support.h"
#include "traces/page_store.h"

namespace zramlab::test {
namespace {

constexpr std::uint64_t slots = 8;

class PageIoTest : public testing::TestWithParam<PageIoEntry> {
 protected:
  void SetUp() override {
    SKIP_WITHOUT_ZRAM(tested_algorithm);
    device_.emplace(ZramOptions{.algorithm = tested_algorithm, .parameters = {}, .disksize_bytes = slots * page_bytes, .mem_limit_bytes = 0});
    try {
      io_ = GetParam().make(*device_);
    } catch (const InputError& error) {
      GTEST_SKIP() << error.what();
    }
  }

  std::optional<ZramDevice> device_;
  std::unique_ptr<PageIo> io_;
};

TEST_P(PageIoTest, reads_what_it_wrote) {
  PageStore pages;
  for (std::size_t i = 0; i < slots; ++i) pages.add(page_of(i));
  for (SlotIndex slot = 0; slot < slots; ++slot) ASSERT_EQ(io_->write(slot, pages.page(slot)), Outcome::ok);
  alignas(page_bytes) Page page{};
  for (SlotIndex slot = 0; slot < slots; ++slot) {
    ASSERT_EQ(io_->read(slot, page), Outcome::ok);
    EXPECT_EQ(content_hash(page), pages.hash(slot)) << slot;
  }
  EXPECT_EQ(device_->mm_stat().orig_data_size, slots * page_bytes);
}

TEST_P(PageIoTest, refuses_what_lies_outside) {
  PageStore pages;
  pages.add(page_of(0));
  alignas(page_bytes) Page page{};
  EXPECT_EQ(io_->write(slots, pages.page(0)), Outcome::out_of_range);
  EXPECT_EQ(io_->read(slots, page), Outcome::out_of_range);
}

TEST_P(PageIoTest, has_a_cost_of_entering_and_leaves_same_filled_pages_behind) {
  std::vector<std::unique_ptr<PageIo>> ios;
  ios.push_back(GetParam().make(*device_));
  ios.push_back(GetParam().make(*device_));
  EXPECT_GT(measure_entry_cost_ns(ios, slots, {}), 0);
  const MmStat stat = device_->mm_stat();
  EXPECT_EQ(stat.same_pages, ios.size());
  EXPECT_EQ(stat.compr_data_size, 0u);
}

INSTANTIATE_TEST_SUITE_P(page_ios, PageIoTest, testing::ValuesIn(page_ios), [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace zramlab::test
