#include "traces/write_behind.h"

#include <algorithm>
#include <utility>

namespace zramlab {

WriteBehind::WriteBehind(Drain drain) : drain_(std::move(drain)) {
  for (auto& block : blocks_) block.reserve(block_bytes);
  thread_ = std::thread([this] { run(); });
}

WriteBehind::~WriteBehind() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void WriteBehind::append(ByteView bytes) {
  while (!bytes.empty()) {
    // Only this thread changes filled_.
    std::vector<std::byte>& block = blocks_[filled_ % blocks_.size()];
    const ByteView part = bytes.first(std::min(bytes.size(), block_bytes - block.size()));
    block.insert(block.end(), part.begin(), part.end());
    bytes = bytes.subspan(part.size());
    if (block.size() < block_bytes) continue;
    std::unique_lock lock(mutex_);
    hand_over(lock);
  }
}

void WriteBehind::finish() {
  std::unique_lock lock(mutex_);
  if (!blocks_[filled_ % blocks_.size()].empty()) hand_over(lock);
  changed_.wait(lock, [this] { return written_ == filled_ || error_; });
  if (error_) std::rethrow_exception(error_);
}

// Gives the block that append() fills to the thread, and waits for another.
void WriteBehind::hand_over(std::unique_lock<std::mutex>& lock) {
  ++filled_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return filled_ - written_ < blocks_.size() || error_; });
  if (error_) std::rethrow_exception(error_);
}

void WriteBehind::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return filled_ != written_ || is_stopping_; });
    if (is_stopping_) return;
    std::vector<std::byte>& block = blocks_[written_ % blocks_.size()];
    lock.unlock();
    std::exception_ptr error;
    try {
      drain_(block);
    } catch (...) {
      error = std::current_exception();
    }
    block.clear();
    lock.lock();
    ++written_;
    if (error) error_ = error;
    changed_.notify_all();
    if (error) return;
  }
}

}  // namespace zramlab
