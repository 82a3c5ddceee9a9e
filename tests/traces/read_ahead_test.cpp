// Reading ahead: the same bytes and the same errors as without, whoever is faster.
#include "tests/traces/support.h"

#include "engine/base/random.h"
#include "traces/importers/byte_source.h"
#include "traces/importers/read_ahead.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace zramlab::test {
namespace {

// Long enough that a thread reads it ahead, and not a whole number of blocks.
std::string long_text() {
  std::string text;
  Random random(5);
  while (text.size() < 12'000'000) text += fmt::format("{} {:x}\n", text.size(), random());
  return text;
}

// Everything the source has, asked for in pieces of changing sizes, some above and some below a block.
std::string read_in_pieces(ByteSource& source) {
  std::string all;
  std::vector<std::byte> piece;
  for (std::size_t size = 1;; size = size * 3 % 700'001 + 1) {
    piece.resize(size);
    const std::size_t bytes = source.read(piece);
    all.append(reinterpret_cast<const char*>(piece.data()), bytes);
    if (bytes < size) return all;
  }
}

TEST(read_ahead, gives_the_bytes_of_a_long_file_plain_or_zstd) {
  const Folder folder;
  const std::string text = long_text();
  for (const auto& file : {folder.with("plain", text), folder.with("zstd", zstd_of(text))}) {
    for (const auto ahead : {ByteSource::Ahead::when_long, ByteSource::Ahead::never}) {
      ByteSource source(file, ahead);
      EXPECT_TRUE(read_in_pieces(source) == text) << file;
      std::array<std::byte, 10> more{};
      EXPECT_EQ(source.read(more), 0) << "the end stays the end";
    }
  }
}

TEST(read_ahead, gives_the_same_bytes_block_by_block) {
  const Folder folder;
  const std::string text = long_text();
  for (const auto& file : {folder.with("plain", text), folder.with("zstd", zstd_of(text))}) {
    ByteSource source(file);
    std::string all;
    // A piece in between: what is left of a block is the next one.
    std::array<std::byte, 1000> piece{};
    for (;;) {
      const ByteView block = source.next_block();
      all.append(reinterpret_cast<const char*>(block.data()), block.size());
      if (block.empty()) break;
      all.append(reinterpret_cast<const char*>(piece.data()), source.read(piece));
    }
    EXPECT_TRUE(all == text) << file;
  }
}

TEST(read_ahead, tells_of_broken_zstd_after_all_that_is_good) {
  const Folder folder;
  const std::string text = long_text();
  const std::string good = zstd_of(text);
  const auto error = [&](ByteSource::Ahead ahead) {
    ByteSource source(folder.with("broken", good + "no frame"), ahead);
    std::vector<std::byte> piece(text.size());
    EXPECT_EQ(source.read(piece), text.size());
    return error_of([&] { static_cast<void>(source.read(piece)); });
  };
  EXPECT_NE(error(ByteSource::Ahead::when_long).find(fmt::format("byte {}: broken zstd data", good.size())), std::string::npos);
  EXPECT_EQ(error(ByteSource::Ahead::when_long), error(ByteSource::Ahead::never));
}

TEST(read_ahead, blocks_come_in_order_and_then_what_was_thrown) {
  std::uint8_t next = 0;
  std::atomic<bool> is_thrown{false};
  ReadAhead ahead([&](ByteSpan block) {
    if (next == 9) {
      is_thrown = true;
      throw std::runtime_error("the tenth block");
    }
    std::ranges::fill(block, std::byte{next++});
    return block.size();
  });
  for (std::uint8_t i = 0; i < 9; ++i) {
    const ByteView block = ahead.next();
    ASSERT_EQ(block.size(), input_block_bytes);
    EXPECT_EQ(block.front(), std::byte{i});
    EXPECT_EQ(block.back(), std::byte{i});
    // From now on there is room for the tenth, and the error most likely there before the last blocks are asked for.
    if (i == 6) {
      while (!is_thrown) std::this_thread::yield();
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  EXPECT_THROW(ahead.next(), std::runtime_error);
}

TEST(read_ahead, never_has_more_blocks_than_its_own_and_ends_unread) {
  std::atomic<int> filled{0};
  {
    ReadAhead ahead([&](ByteSpan block) {
      ++filled;
      return block.size();
    });
    for (int i = 0; i < 20; ++i) {
      ASSERT_FALSE(ahead.next().empty());
      // The block that is lent, and three that wait.
      EXPECT_LE(filled.load(), i + 4);
    }
  }
  const int at_the_end = filled.load();
  EXPECT_GE(at_the_end, 20);
  EXPECT_LE(at_the_end, 23);
}

}  // namespace
}  // namespace zramlab::test
