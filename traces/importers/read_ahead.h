// Bytes that are read on a thread of their own, some blocks ahead of whoever uses them.
#pragma once

#include "engine/base/types.h"

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace zramlab {

#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
inline constexpr std::size_t input_block_bytes = 512;  // so that small inputs cross its end
#else
inline constexpr std::size_t input_block_bytes = std::size_t{256} << 10;  // stays in the L2 cache, with what it is turned into
#endif

class ReadAhead {
 public:
  // Fills a block from its front, and less than all of it only at the end. Called on the other thread.
  using Fill = std::function<std::size_t(ByteSpan block)>;

  explicit ReadAhead(Fill fill);
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;
  // WAITS for the block that is being read.
  ~ReadAhead();

  // The next block, which holds until the next call; empty after the last. THROWS what `fill` threw, once the blocks before it are used.
  ByteView next();

 private:
  struct Block {
    std::vector<std::byte> bytes = std::vector<std::byte>(input_block_bytes);
    std::size_t filled = 0;
  };

  void run();

  // Enough that neither thread sleeps for each block of the other.
  std::array<Block, 4> blocks_;
  Fill fill_;
  std::mutex mutex_;  // guards what follows; a block belongs to the reading thread until it is counted as filled
  std::condition_variable changed_;
  std::uint64_t filled_ = 0;
  std::uint64_t used_ = 0;
  bool is_lent_ = false;  // block used_ is with the user
  bool is_at_end_ = false;
  bool is_stopping_ = false;
  std::exception_ptr error_;
  std::thread thread_;
};

}  // namespace zramlab
