#include "traces/importers/read_ahead.h"

#include <utility>

namespace zramlab {

ReadAhead::ReadAhead(Fill fill) : fill_(std::move(fill)), thread_([this] { run(); }) {}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

ByteView ReadAhead::next() {
  std::unique_lock lock(mutex_);
  if (is_lent_) {
    ++used_;
    is_lent_ = false;
    changed_.notify_all();
  }
  changed_.wait(lock, [this] { return filled_ != used_ || is_at_end_; });
  if (filled_ == used_) {
    if (error_) std::rethrow_exception(error_);
    return {};
  }
  is_lent_ = true;
  const Block& block = blocks_[used_ % blocks_.size()];
  return ByteView(block.bytes).first(block.filled);
}

void ReadAhead::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return filled_ - used_ < blocks_.size() || is_stopping_; });
    if (is_stopping_) return;
    Block& block = blocks_[filled_ % blocks_.size()];
    lock.unlock();
    std::exception_ptr error;
    try {
      block.filled = fill_(block.bytes);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    is_at_end_ = error || block.filled < input_block_bytes;
    if (!error && block.filled != 0) ++filled_;
    error_ = error;
    changed_.notify_all();
    if (is_at_end_) return;
  }
}

}  // namespace zramlab
