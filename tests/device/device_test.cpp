// What a device does whatever its strategy.
#include "tests/device/scenario.h"

#include "engine/pool/era.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

Fixture<HostWorld> device_with(const DeviceOptions& options) {
  return {*find_in(strategies<Host>, "per-thread"), options};
}

TEST(DeviceTest, a_same_filled_page_keeps_its_word_and_takes_no_memory) {
  Fixture<HostWorld> device = device_with(small_device(1));
  Page page{};
  fill_page(page, 0x1122334455667788);
  ASSERT_EQ(device->write(0, PageContent{page}), Outcome::ok);
  EXPECT_EQ(device.read(0), page);
  const MmStat stat = device->mm_stat();
  EXPECT_EQ(stat.same_pages, 1u);
  EXPECT_EQ(stat.orig_data_size, page_bytes);
  EXPECT_EQ(stat.compr_data_size, 0u);
  EXPECT_EQ(stat.mem_used_total, 0u);
}

TEST(DeviceTest, a_page_that_differs_in_one_word_is_not_same_filled) {
  for (const std::size_t offset : {std::size_t{0}, std::size_t{8}, std::size_t{2040}, page_bytes - 16, page_bytes - 8}) {
    Page page{};
    page[offset] = std::byte{1};
    std::uint64_t word = 0;
    EXPECT_FALSE(is_same_filled(page, word)) << "byte " << offset;
  }
}

TEST(DeviceTest, a_huge_page_is_stored_as_it_is_and_counted) {
  Fixture<HostWorld> device = device_with(small_device(1));
  ASSERT_EQ(device->write(0, PageContent{random_page(1)}), Outcome::ok);
  ASSERT_EQ(device->write(0, PageContent{random_page(2)}), Outcome::ok);
  const MmStat stat = device->mm_stat();
  EXPECT_EQ(stat.huge_pages, 1u);
  EXPECT_EQ(stat.huge_pages_since, 2u);
  EXPECT_EQ(stat.compr_data_size, page_bytes);
  EXPECT_EQ(stat.mem_used_max, 2 * page_bytes) << "the new object is there before the old one goes";
}

// A page whose compressed form has a given length with the null codec's help: the era decides what is huge.
TEST(DeviceTest, the_era_decides_what_is_huge) {
  // Text is compressible to about a third; random bytes at its end raise the length until it is in the gap between the eras' thresholds.
  const auto codec = make_codec("lz4");
  const auto backend = codec->create();
  std::vector<std::byte> buffer(stream_buffer_bytes);
  const std::size_t threshold_old = SizeClassTable(era_of("6.1").pool).huge_threshold();
  const std::size_t threshold_new = SizeClassTable(era_of("newest").pool).huge_threshold();
  Page between{};
  std::size_t length = 0;
  for (std::size_t random_bytes = 1000; random_bytes < page_bytes; random_bytes += 8) {
    between = text_page(1);
    const Page noise = random_page(9);
    std::copy_n(noise.begin(), random_bytes, between.begin());
    ASSERT_EQ(backend->compress(between, StreamBuffer(buffer.data(), stream_buffer_bytes), length), Outcome::ok);
    if (length >= threshold_old && length < threshold_new) break;
  }
  ASSERT_TRUE(length >= threshold_old && length < threshold_new);
  for (const auto& [era, huge] : {std::pair{"6.1", 1u}, std::pair{"newest", 0u}}) {
    DeviceOptions options = small_device(1);
    options.pool.rules = era_of(era).pool;
    Fixture<HostWorld> device = device_with(options);
    ASSERT_EQ(device->write(0, PageContent{between}), Outcome::ok);
    EXPECT_EQ(device->mm_stat().huge_pages, huge) << era;
    EXPECT_EQ(device.read(0), between);
  }
}

TEST(DeviceTest, before_4_4_a_refused_write_did_not_raise_the_maximum) {
  for (const bool tested_first : {false, true}) {
    DeviceOptions options = small_device(1);
    options.mem_limit_bytes = page_bytes;
    options.limit_tested_before_max = tested_first;
    Fixture<HostWorld> device = device_with(options);
    ASSERT_EQ(device->write(0, PageContent{random_page(1)}), Outcome::ok);
    ASSERT_EQ(device->write(1, PageContent{random_page(2)}), Outcome::limit_reached);
    EXPECT_EQ(device->mm_stat().mem_used_max, (tested_first ? 1 : 2) * page_bytes);
  }
}

TEST(DeviceTest, discard_frees_whole_slots_and_skips_the_partial_one_in_front) {
  Fixture<HostWorld> device = device_with(small_device(1));
  for (SlotIndex slot = 0; slot < 4; ++slot) ASSERT_EQ(device->write(slot, PageContent{text_page(slot)}), Outcome::ok);
  // From the middle of slot 0 to the middle of slot 3: slots 1 and 2.
  EXPECT_EQ(device->discard(page_bytes / 2, 3 * page_bytes), Outcome::ok);
  EXPECT_EQ(device.read(0), text_page(0));
  EXPECT_EQ(device.read(1), zero_page());
  EXPECT_EQ(device.read(2), zero_page());
  EXPECT_EQ(device.read(3), text_page(3));
  EXPECT_EQ(device->io_stat().notify_free, 2u);
  EXPECT_EQ(device->mm_stat().orig_data_size, 2 * page_bytes);
  EXPECT_EQ(device->discard(0, 9 * page_bytes), Outcome::out_of_range);
  device.expect_all_accounted_for();
}

TEST(DeviceTest, a_locked_slot_is_not_freed_by_notify_and_counts_as_a_miss) {
  Fixture<HostWorld> device = device_with(small_device(1));
  ASSERT_EQ(device->write(0, PageContent{text_page(1)}), Outcome::ok);
  SlotTable<Host>& slots = device->store().slots();
  slots.lock(0, SlotTable<Host>::Access::writing);
  EXPECT_EQ(device->notify_free(0), Outcome::ok);
  slots.unlock(0, SlotTable<Host>::Access::writing);
  EXPECT_EQ(device->debug_stat().miss_free, 1u);
  EXPECT_EQ(device.read(0), text_page(1));
  EXPECT_EQ(device->notify_free(0), Outcome::ok);
  EXPECT_EQ(device.read(0), zero_page());
}

TEST(DeviceTest, a_slot_beyond_the_disk_is_out_of_range) {
  Fixture<HostWorld> device = device_with(small_device(1));
  Page page{};
  EXPECT_EQ(device->write(8, PageContent{page}), Outcome::out_of_range);
  EXPECT_EQ(device->read(8, page), Outcome::out_of_range);
  EXPECT_EQ(device->notify_free(8), Outcome::out_of_range);
}

TEST(DeviceTest, steps_are_timed_on_request_and_the_gaps_belong_to_the_strategy) {
  Fixture<HostWorld> device = device_with(small_device(1));
  StepTimes times;
  ASSERT_EQ(device->write(0, PageContent{text_page(1)}, &times), Outcome::ok);
  for (const Step step : {Step::prepare, Step::get, Step::compress, Step::allocate, Step::copy, Step::put, Step::publish}) {
    EXPECT_GT(times.of(step), 0u) << step_names[static_cast<std::size_t>(step)];
  }
}

// The published figure: 2 GiB of one pattern with zstd, scaled to 4096 pages (zram's history, 4.3).
TEST(DeviceTest, the_fio_pattern_takes_the_memory_that_was_published) {
  struct Published {
    const char* codec;
    std::uint64_t compressed_bytes_a_page;
    std::uint64_t pages_for_2_gib;  // mem_used_total / 4096 without the one that overwriting adds
  };
  // 33558528, 25178112 and 16781312 bytes, less the zspage that steady overwriting adds (1, 3 and 1 pages).
  for (const Published& published : {Published{"lzo", 44, 8192}, Published{"deflate", 31, 6144}, Published{"zstd", 21, 4096}}) {
    bool built = false;
    for (const BackendEntry& entry : backends()) built = built || entry.name == published.codec;
    if (!built) continue;  // lzo in a build without it
    DeviceOptions options = small_device(1);
    constexpr std::size_t share = 64;  // of the 524288 pages
    options.slot_count = 524288 / share;
    options.codec = make_codec(published.codec);
    Fixture<HostWorld> device = device_with(options);
    const Page page = fio_page();
    for (SlotIndex slot = 0; slot < options.slot_count; ++slot) ASSERT_EQ(device->write(slot, PageContent{page}), Outcome::ok);
    EXPECT_EQ(device->mm_stat().compr_data_size, published.compressed_bytes_a_page * options.slot_count) << published.codec;
    EXPECT_EQ(device->mm_stat().mem_used_total, published.pages_for_2_gib / share * page_bytes) << published.codec;
    ASSERT_EQ(device->write(0, PageContent{page}), Outcome::ok);
    EXPECT_GT(device->mm_stat().mem_used_max, published.pages_for_2_gib / share * page_bytes) << "new before old";
  }
}

}  // namespace
}  // namespace zramlab::test
