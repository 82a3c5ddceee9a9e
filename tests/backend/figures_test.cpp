// Figures known from elsewhere: published by users of the kernel, or the kernel's own.
#include "tests/backend/codecs.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

std::size_t fio_page_length(std::string_view codec) {
  return compressed_form(*make_codec(codec)->create(), fio_page()).size();
}

std::size_t work_memory_bytes(std::string_view codec) { return make_codec(codec)->work_memory_bytes(); }

// The mm_stat of published fio runs over 524 288 such pages, divided (23 068 672, 16 252 928 and 11 010 048 bytes).
TEST(FioPage, has_its_published_length_with_lzo) {
  if (!has_backend("lzo")) GTEST_SKIP() << "built without lzo";
  EXPECT_EQ(fio_page_length("lzo"), 44U);
}

TEST(FioPage, has_its_published_length_with_deflate) { EXPECT_EQ(fio_page_length("deflate"), 31U); }

TEST(FioPage, has_its_published_length_with_zstd) {
  EXPECT_EQ(fio_page_length("zstd"), 21U);
  EXPECT_EQ(fio_page_length("zstd:level=3"), 21U);
}

TEST(FioPage, has_its_known_length_with_lz4) { EXPECT_EQ(fio_page_length("lz4"), 30U); }

// The kernel's LZ4_MEM_COMPRESS is 16384; later versions of the library's state hold 32 bytes more.
TEST(WorkMemory, of_lz4_is_the_kernels) {
  const std::size_t bytes = work_memory_bytes("lz4");
  EXPECT_TRUE(bytes == 16384 || bytes == 16416) << bytes;
  EXPECT_EQ(work_memory_bytes("lz4:acceleration=9"), bytes);
}

// The kernel's LZ4HC_MEM_COMPRESS is 262160, or 262200.
TEST(WorkMemory, of_lz4hc_is_the_kernels_but_for_pointers) {
  EXPECT_GE(work_memory_bytes("lz4hc"), 262144U);
  EXPECT_LE(work_memory_bytes("lz4hc"), 262144U + 256U);
}

// liblzo2 asks for 16384 entries of a pointer's size; the kernel's table has 8192 of 2 bytes, 16384 bytes.
TEST(WorkMemory, of_lzo_is_the_librarys) {
  if (!has_backend("lzo")) GTEST_SKIP() << "built without lzo";
  EXPECT_EQ(work_memory_bytes("lzo"), 16384 * sizeof(void*));
}

// zconf.h's formula for a window of 2^11 and memLevel 9.
TEST(WorkMemory, of_deflate_follows_zlibs_formula) { EXPECT_EQ(work_memory_bytes("deflate"), 8192U + 262144U); }

// Seen with libzstd 1.5.4: 73632 at level 1, 90016 at 3, 275743 at 12 to 22. Its tables may change.
TEST(WorkMemory, of_zstd_grows_with_the_level) {
  EXPECT_GT(work_memory_bytes("zstd:level=1"), 32U * 1024);
  EXPECT_LT(work_memory_bytes("zstd:level=1"), work_memory_bytes("zstd"));
  EXPECT_EQ(work_memory_bytes("zstd:level=3"), work_memory_bytes("zstd"));
  EXPECT_LT(work_memory_bytes("zstd"), work_memory_bytes("zstd:level=19"));
  EXPECT_LT(work_memory_bytes("zstd:level=22"), 1024U * 1024);
}

TEST(WorkMemory, of_null_is_nothing) { EXPECT_EQ(work_memory_bytes("null"), 0U); }

// The context's memory is fixed: a level that needed more than it was given would fail, or give other bytes.
TEST(Zstd, compresses_at_every_level_in_the_memory_it_estimates) {
  for (int level = -10; level <= 22; ++level) {
    SCOPED_TRACE(level);
    const auto codec = make_codec("zstd:level=" + std::to_string(level));
    const std::unique_ptr<Backend> backend = codec->create();
    for (const NamedPage& named : pages_of_every_kind()) compressed_form(*backend, named.page);
  }
}

TEST(Zstd, compresses_at_every_level_with_a_dictionary) {
  const std::string path = write_test_file("dictionary", text_dictionary());
  for (int level = -10; level <= 22; ++level) {
    SCOPED_TRACE(level);
    const auto codec = make_codec("zstd:level=" + std::to_string(level) + ",dictionary=" + path);
    const std::unique_ptr<Backend> backend = codec->create();
    for (const NamedPage& named : pages_of_every_kind()) compressed_form(*backend, named.page);
  }
}

TEST(Levels, trade_length_for_time) {
  const Page page = text_page(21);
  const auto length = [&](std::string_view codec) {
    return compressed_form(*make_codec(codec)->create(), page).size();
  };
  EXPECT_GT(length("lz4:acceleration=1000"), length("lz4"));
  EXPECT_LT(length("lz4hc"), length("lz4"));
  EXPECT_GT(length("zstd:level=-100"), length("zstd"));
  EXPECT_LT(length("zstd:level=19"), length("zstd"));
  EXPECT_GT(length("deflate:level=1"), length("deflate:level=9"));
}

TEST(DecompressionState, is_kept_by_zstd_and_deflate_alone) {
  for (const BackendEntry& entry : backends()) {
    const bool expected = entry.name == "zstd" || entry.name == "deflate";
    if (entry.name == "lz4" || entry.name == "lz4hc" || entry.name == "lzo" || entry.name == "null" || expected) {
      EXPECT_EQ(make_codec(entry.name)->decompression_has_state(), expected) << entry.name;
    }
  }
}

}  // namespace
}  // namespace zramlab::test
