// The bar: fed the kernel's own lengths, the pool has the kernel's mem_used_total after every single write.
#include "engine/platform/host/host.h"
#include "engine/pool/pool.h"
#include "tests/pool/kernel_recording.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace zramlab {
namespace {

// zram's table, reduced to what decides about memory: which object a slot holds, and the counters of mm_stat.
//
// 1. The new object is allocated before the old one is freed, as the newest kernel does.
// 2. A length of 0 stands for a same-filled page, which has no object, and 4096 for one that is stored raw.
class Table {
 public:
  explicit Table(std::size_t slots) : slots_(slots) {}

  void write(std::size_t slot, std::int64_t length) {
    Handle handle = no_handle;
    if (length != 0) {
      const auto bytes = static_cast<std::size_t>(length);
      // Huge or not is one more thing on which kernel and model must agree.
      EXPECT_TRUE(bytes == page_bytes || bytes < pool.classes().huge_threshold()) << bytes;
      EXPECT_EQ(pool.allocate(bytes, Allocation::may_sleep, handle), Outcome::ok);
    }
    discard(slot);
    slots_[slot] = {handle, length, true};
    count(slots_[slot], 1);
  }

  void discard(std::size_t slot) {
    if (slots_[slot].handle != no_handle) pool.free(slots_[slot].handle);
    count(slots_[slot], -1);
    slots_[slot] = {};
  }

  Pool<Host> pool{PoolOptions{.rules = era_of("newest").pool}};
  std::int64_t compr_data_size = 0;
  std::int64_t same_pages = 0;
  std::int64_t huge_pages = 0;

 private:
  struct Slot {
    Handle handle = no_handle;
    std::int64_t length = 0;
    bool stored = false;
  };

  void count(const Slot& slot, int change) {
    if (!slot.stored) return;
    compr_data_size += slot.length * change;
    if (slot.length == 0) same_pages += change;
    if (slot.length == static_cast<std::int64_t>(page_bytes)) huge_pages += change;
  }

  std::vector<Slot> slots_;
};

constexpr std::size_t slots_max = 1 << 20;
constexpr std::size_t checkpoint_every = 1000;

void expect_checkpoint(const Table& table, const Recording& kernel, std::size_t number) {
  EXPECT_EQ(table.compr_data_size, kernel.at("checkpoint_compr_data_size")[number]);
  EXPECT_EQ(table.same_pages, kernel.at("checkpoint_same_pages")[number]);
  EXPECT_EQ(table.huge_pages, kernel.at("checkpoint_huge_pages")[number]);
}

bool is_checkpoint(std::size_t done, std::size_t all) { return done % checkpoint_every == 0 || done == all; }

// The captures hold the order of the writes; the recordings what the kernel made of them.
void expect_same_as_kernel(const std::string& capture, const std::string& codec, std::size_t writes_expected) {
  const Recording writes = read_recording(capture + ".writes");
  const Recording kernel = read_recording(capture + "-" + codec);
  const std::vector<std::int64_t>& slots = writes.at("slot");
  ASSERT_EQ(slots.size(), writes_expected);
  ASSERT_EQ(kernel.at("pages_used").size(), writes_expected);
  Table table(slots_max);
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const auto page = static_cast<std::size_t>(writes.at("page")[i]);
    table.write(static_cast<std::size_t>(slots[i]), kernel.at("length")[page]);
    ASSERT_EQ(table.pool.pages_used(), static_cast<std::uint64_t>(kernel.at("pages_used")[i])) << "after write " << i;
    if (is_checkpoint(i + 1, slots.size())) expect_checkpoint(table, kernel, i / checkpoint_every);
  }
  EXPECT_EQ(table.pool.recount().pages, table.pool.pages_used());
}

TEST(KernelParity, memory_equals_the_kernels_after_every_write_of_gxx_with_lz4) {
  expect_same_as_kernel("gxx", "lz4", 21117);
}

TEST(KernelParity, memory_equals_the_kernels_after_every_write_of_gxx_with_lzo) {
  expect_same_as_kernel("gxx", "lzo", 21117);
}

TEST(KernelParity, memory_equals_the_kernels_after_every_write_of_node_with_lz4) {
  expect_same_as_kernel("node", "lz4", 23480);
}

TEST(KernelParity, memory_equals_the_kernels_after_every_write_discard_and_compaction) {
  const Recording kernel = read_recording("churn-lz4");
  const std::vector<std::int64_t>& operations = kernel.at("operation");
  ASSERT_EQ(operations.size(), 24000u);
  Table table(slots_max);
  std::uint64_t compactions = 0;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const auto slot = static_cast<std::size_t>(kernel.at("slot")[i]);
    switch (operations[i]) {
      case 0: table.write(slot, kernel.at("length")[i]); break;
      case 1: table.discard(slot); break;
      case 2: compactions += table.pool.compact() > 0 ? 1 : 0; break;
      default: FAIL() << "operation " << operations[i];
    }
    ASSERT_EQ(table.pool.pages_used(), static_cast<std::uint64_t>(kernel.at("pages_used")[i])) << "after operation " << i;
    ASSERT_EQ(table.pool.pages_compacted(), static_cast<std::uint64_t>(kernel.at("pages_compacted")[i]))
        << "after operation " << i;
    if (is_checkpoint(i + 1, operations.size())) expect_checkpoint(table, kernel, i / checkpoint_every);
  }
  EXPECT_GE(compactions, 15u) << "the recording has too few compactions to show anything";
  EXPECT_EQ(table.pool.recount().pages, table.pool.pages_used());
}

}  // namespace
}  // namespace zramlab
