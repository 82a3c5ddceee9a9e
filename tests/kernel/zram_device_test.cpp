// A device of the kernel's: what is written comes back, statistics follow, and it goes away.
#include "bench/kernel/zram_device.h"

#include "bench/kernel/zram_control.h"
#include "engine/base/input_error.h"
#include "tests/kernel/support.h"
#include "traces/page_store.h"

#include <algorithm>

namespace zramlab::test {
namespace {

constexpr std::uint64_t device_slots = 64;

ZramOptions options_with(const std::string& algorithm) {
  return {.algorithm = algorithm, .parameters = {}, .disksize_bytes = device_slots * page_bytes, .mem_limit_bytes = 0};
}

// Pages that O_DIRECT takes: unlike each other, then one of zeros.
PageStore test_pages(std::size_t count) {
  PageStore pages;
  for (std::size_t i = 0; i < count; ++i) pages.add(page_of(i));
  pages.add(Page{});
  return pages;
}

class ZramDeviceTest : public testing::Test {
 protected:
  void SetUp() override { SKIP_WITHOUT_ZRAM(tested_algorithm); }

  Page read(const ZramDevice& device, SlotIndex slot) {
    EXPECT_EQ(device.read(slot, buffer_), Outcome::ok) << slot;
    return buffer_;
  }

 private:
  alignas(page_bytes) Page buffer_{};
};

bool equal(const Page& page, PageView other) { return std::equal(page.begin(), page.end(), other.begin()); }

TEST_F(ZramDeviceTest, gives_back_what_was_written_last) {
  const ZramDevice device(options_with(tested_algorithm));
  const PageStore pages = test_pages(3);
  EXPECT_EQ(device.write(5, pages.page(0)), Outcome::ok);
  EXPECT_EQ(device.write(6, pages.page(1)), Outcome::ok);
  EXPECT_EQ(device.write(5, pages.page(2)), Outcome::ok);
  EXPECT_TRUE(equal(read(device, 5), pages.page(2)));
  EXPECT_TRUE(equal(read(device, 6), pages.page(1)));
  EXPECT_EQ(read(device, 7), Page{}) << "nothing was written there";
}

TEST_F(ZramDeviceTest, counts_pages_same_filled_ones_and_frees) {
  const ZramDevice device(options_with(tested_algorithm));
  const PageStore pages = test_pages(2);
  EXPECT_EQ(device.mm_stat(), MmStat{});
  for (SlotIndex slot = 0; slot < pages.count(); ++slot) EXPECT_EQ(device.write(slot, pages.page(slot)), Outcome::ok);
  const MmStat stat = device.mm_stat();
  EXPECT_EQ(stat.orig_data_size, pages.count() * page_bytes);
  EXPECT_EQ(stat.same_pages, 1u);
  EXPECT_GT(stat.compr_data_size, 0u);
  EXPECT_GE(stat.mem_used_total, stat.compr_data_size);
  EXPECT_EQ(device.discard(0, pages.count()), Outcome::ok);
  EXPECT_EQ(device.mm_stat().orig_data_size, 0u);
  EXPECT_EQ(device.mm_stat().compr_data_size, 0u);
  EXPECT_EQ(device.io_stat().notify_free, pages.count());
  EXPECT_EQ(read(device, 0), Page{});
}

TEST_F(ZramDeviceTest, patches_a_page) {
  const ZramDevice device(options_with(tested_algorithm));
  const PageStore pages = test_pages(2);
  EXPECT_EQ(device.write(1, pages.page(0)), Outcome::ok);
  EXPECT_EQ(device.write_partial(1, 100, pages.page(1).subspan(100, 200)), Outcome::ok);
  const Page found = read(device, 1);
  for (std::size_t i = 0; i < page_bytes; ++i) {
    ASSERT_EQ(found[i], pages.page(i >= 100 && i < 300 ? 1 : 0)[i]) << i;
  }
  EXPECT_EQ(device.write_partial(1, page_bytes - 10, pages.page(1).first(11)), Outcome::out_of_range);
}

TEST_F(ZramDeviceTest, refuses_what_lies_outside) {
  const ZramDevice device(options_with(tested_algorithm));
  const PageStore pages = test_pages(1);
  alignas(page_bytes) Page page{};
  EXPECT_EQ(device.slot_count(), device_slots);
  EXPECT_EQ(device.write(device_slots, pages.page(0)), Outcome::out_of_range);
  EXPECT_EQ(device.read(device_slots, page), Outcome::out_of_range);
  EXPECT_EQ(device.discard(device_slots, 1), Outcome::out_of_range);
}

TEST_F(ZramDeviceTest, is_empty_after_it_was_renewed) {
  ZramDevice device(options_with(tested_algorithm));
  const PageStore pages = test_pages(1);
  EXPECT_EQ(device.write(0, pages.page(0)), Outcome::ok);
  device.renew();
  EXPECT_EQ(device.mm_stat(), MmStat{});
  EXPECT_EQ(read(device, 0), Page{});
  EXPECT_EQ(device.algorithm(), tested_algorithm);
}

TEST_F(ZramDeviceTest, is_removed_with_its_object) {
  std::string name;
  std::string identity;
  {
    const ZramDevice device(options_with(tested_algorithm));
    name = device.name();
    identity = zram_identity(name);
    EXPECT_FALSE(identity.empty());
  }
  EXPECT_NE(zram_identity(name), identity);
}

TEST_F(ZramDeviceTest, is_removed_when_it_cannot_be_set_up) {
  std::string name;
  {
    const ZramDevice probe;
    name = probe.name();
  }
  const std::string message = error_of([&] { ZramDevice(options_with("no-such-algorithm")); });
  EXPECT_NE(message.find("no-such-algorithm"), std::string::npos) << message;
  EXPECT_NE(message.find(tested_algorithm), std::string::npos) << "names those there are: " << message;
}

TEST_F(ZramDeviceTest, of_a_limit_refuses_pages_beyond_it) {
  ZramOptions options = options_with(tested_algorithm);
  options.mem_limit_bytes = 4 * page_bytes;
  const ZramDevice device(options);
  EXPECT_EQ(device.mm_stat().mem_limit, 4 * page_bytes);
  const PageStore pages = test_pages(device_slots);
  const auto refused = [&](SlotIndex slot) { return device.write(slot, pages.page(slot)) == Outcome::no_memory; };
  bool any = false;
  for (SlotIndex slot = 0; slot < device_slots; ++slot) any = refused(slot) || any;
  EXPECT_TRUE(any);
  EXPECT_GT(device.io_stat().failed_writes, 0u);
}

TEST_F(ZramDeviceTest, can_be_compacted) {
  const ZramDevice device(options_with(tested_algorithm));
  device.compact();
  EXPECT_EQ(device.mm_stat().mem_used_total, 0u);
}

TEST(missing_for_zram, names_an_algorithm_that_is_not_there_or_says_why_nothing_is) {
  const auto missing = missing_for_zram("no-such-algorithm");
  ASSERT_TRUE(missing);
  const bool has_zram = !missing_for_zram();
  EXPECT_EQ(missing->find("no-such-algorithm") != std::string::npos, has_zram) << *missing;
}

}  // namespace
}  // namespace zramlab::test
