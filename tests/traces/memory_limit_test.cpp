// --memory: what grows goes to a file, holds the same there, and a full disk is an error with a name.
#include "tests/traces/support.h"

#include "traces/content_table.h"
#include "traces/mapping.h"
#include "traces/memory_limit.h"
#include "traces/spilling_allocator.h"

#include <sys/resource.h>

#include <csignal>
#include <fstream>

namespace zramlab::test {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

// A quarter of it is for what grows: 40 MiB.
class MemoryLimit : public ::testing::Test {
 protected:
  MemoryLimit() { limit_memory(memory_limit_min, folder_.file("")); }
  ~MemoryLimit() override { lift_memory_limit(); }
  Folder folder_;
};

// Anonymous writable memory of this process, in bytes.
std::size_t private_bytes() {
  std::ifstream lines("/proc/self/status");
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("VmData:")) return std::stoul(line.substr(7)) * 1024;
  }
  return 0;
}

TEST_F(MemoryLimit, small_mappings_stay_in_memory) {
  const Mapping mapping = Mapping::of_zeros(mebibyte);
  EXPECT_EQ(scratch_bytes(), 0u);
}

TEST_F(MemoryLimit, mappings_beyond_the_share_lie_in_an_unlinked_file) {
  Mapping mapping = Mapping::of_zeros(100 * mebibyte);
  EXPECT_EQ(scratch_bytes(), 100 * mebibyte);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.file("")));
  EXPECT_EQ(mapping.data()[50 * mebibyte], std::byte{0});
  mapping.mutable_data()[50 * mebibyte] = std::byte{7};
  EXPECT_EQ(mapping.data()[50 * mebibyte], std::byte{7});
  mapping = Mapping();
  EXPECT_EQ(scratch_bytes(), 0u);
}

TEST_F(MemoryLimit, what_grows_keeps_what_it_held_on_the_way_to_the_file) {
  Mapping mapping = Mapping::of_zeros(mebibyte);
  mapping.mutable_data()[5] = std::byte{9};
  for (std::size_t bytes = 2 * mebibyte; bytes <= 64 * mebibyte; bytes *= 2) {
    mapping.grow(bytes);
    EXPECT_EQ(mapping.data()[5], std::byte{9});
    EXPECT_EQ(mapping.data()[bytes - 1], std::byte{0});
    mapping.mutable_data()[bytes - 1] = std::byte{3};
  }
  EXPECT_EQ(scratch_bytes(), 64 * mebibyte);
  EXPECT_EQ(mapping.data()[2 * mebibyte - 1], std::byte{3});
}

TEST_F(MemoryLimit, private_memory_stays_below_the_share_whatever_vectors_hold) {
  const std::size_t before = private_bytes();
  SpillingVector<std::uint64_t> numbers;
  for (std::uint64_t i = 0; i < 20 * mebibyte; ++i) numbers.push_back(i * i);
  EXPECT_LT(private_bytes(), before + memory_limit_min / 4 + 8 * mebibyte);
  EXPECT_GE(scratch_bytes(), 160 * mebibyte);
  for (std::uint64_t i = 0; i < numbers.size(); i += 997) ASSERT_EQ(numbers[i], i * i);
}

TEST_F(MemoryLimit, a_page_store_in_a_file_gives_back_its_pages) {
  PageStore store;
  for (std::uint64_t i = 0; i < 12'000; ++i) store.add(page_of(i));
  EXPECT_GT(scratch_bytes(), 0u);
  for (ContentIndex i = 0; i < 12'000; i += 501) {
    EXPECT_EQ(store.hash(i), content_hash(page_of(i)));
    EXPECT_EQ(content_hash(store.page(i)), store.hash(i));
  }
}

// Files of this process cannot grow beyond `bytes`: as good as a full disk, and it ends.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = SIG_DFL;
};

TEST_F(MemoryLimit, no_room_for_the_file_is_an_error_that_names_the_folder_and_what_to_do) {
  const FileSizeLimit full(10 * mebibyte);
  const std::string error = error_of([] { const Mapping mapping = Mapping::of_zeros(100 * mebibyte); });
  for (const std::string& words : {folder_.file("").string(), std::string("100.0 MiB"), std::string("--scratch"), std::string("--memory")}) {
    EXPECT_NE(error.find(words), std::string::npos) << error;
  }
}

TEST_F(MemoryLimit, too_little_is_refused) {
  EXPECT_NE(error_of([&] { limit_memory(mebibyte, folder_.file("")); }).find("--memory"), std::string::npos);
}

TEST_F(MemoryLimit, a_folder_that_is_in_memory_or_not_there_is_refused) {
  EXPECT_NE(error_of([&] { limit_memory(memory_limit_min, folder_.file("nowhere")); }).find("--scratch"), std::string::npos);
  const std::string error = error_of([] { limit_memory(memory_limit_min, "/dev/shm"); });
  EXPECT_NE(error.find("in memory"), std::string::npos) << error;
}

TEST(memory, without_a_limit_nothing_goes_to_a_file) {
  const Mapping mapping = Mapping::of_zeros(200 * mebibyte);
  EXPECT_EQ(scratch_bytes(), 0u);
}

TEST(content_table, finds_what_was_added_and_nothing_else_while_it_grows) {
  ContentTable table;
  for (ContentIndex i = 0; i < 20'000; ++i) ASSERT_EQ(table.find_or_add(page_of(i), i), i);
  for (ContentIndex i = 0; i < 20'000; i += 7) ASSERT_EQ(table.find_or_add(page_of(i), 99'999), i);
  EXPECT_EQ(table.find_or_add(page_of(20'000), 20'000), 20'000u);
}

}  // namespace
}  // namespace zramlab::test
