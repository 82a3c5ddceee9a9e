// Bytes that are written by a thread of their own, while whoever makes them goes on.
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

class WriteBehind {
 public:
  static constexpr std::size_t block_bytes = std::size_t{256} << 10;

  // Writes a block. Called on the other thread.
  using Drain = std::function<void(ByteView block)>;

  explicit WriteBehind(Drain drain);
  WriteBehind(const WriteBehind&) = delete;
  WriteBehind& operator=(const WriteBehind&) = delete;
  // WAITS for the block that is being written; the others are lost unless finish() was called.
  ~WriteBehind();

  // WAITS where too much is unwritten. THROWS what `drain` threw for a block before.
  void append(ByteView bytes);

  // WAITS until everything is written. THROWS as append() does.
  void finish();

 private:
  void hand_over(std::unique_lock<std::mutex>& lock);
  void run();

  std::array<std::vector<std::byte>, 4> blocks_;
  Drain drain_;
  std::mutex mutex_;  // guards what follows; the blocks from written_ to filled_ belong to the writing thread, the next to append()
  std::condition_variable changed_;
  std::uint64_t filled_ = 0;
  std::uint64_t written_ = 0;
  bool is_stopping_ = false;
  std::exception_ptr error_;
  std::thread thread_;
};

}  // namespace zramlab
