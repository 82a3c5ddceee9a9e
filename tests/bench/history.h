// Logged operations of one slot, written down by hand. Times are in steps far apart: the clocks' slack plays no part.
#pragma once

#include "bench/verification.h"

#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace zramlab::test {

inline constexpr std::uint64_t step_ticks = 100'000;

struct Interval {
  std::uint64_t start = 0;  // in steps
  std::uint64_t end = 0;
};

class History {
 public:
  explicit History(std::shared_ptr<const PageStore> contents) : contents_(std::move(contents)) {}

  History& on(SlotIndex slot) {
    slot_ = slot;
    return *this;
  }
  History& write(Interval when, ContentIndex content) { return add(when, Operation::write, 0, content); }
  History& discard(Interval when) { return add(when, Operation::discard, 0, no_content); }
  History& partial(Interval when, ContentIndex content, std::uint16_t offset, std::uint16_t length) {
    add(when, Operation::partial, 0, content);
    log_.back().offset = offset;
    log_.back().length = length;
    return *this;
  }
  History& read(Interval when, ContentIndex content) { return read_hash(when, contents_->hash(content)); }
  History& read_zeros(Interval when) { return read_hash(when, content_hash(std::array<std::byte, page_bytes>{})); }
  History& read_hash(Interval when, std::uint64_t hash) { return add(when, Operation::read, hash, no_content); }

  [[nodiscard]] VerificationReport verify() const {
    std::vector<LoggedOperation> log = log_;
    return verify_reads(log, *contents_);
  }
  [[nodiscard]] bool passes() const { return verify().failure_count == 0; }

 private:
  History& add(Interval when, Operation operation, std::uint64_t hash, ContentIndex content) {
    log_.push_back({.start = when.start * step_ticks,
                    .end = when.end * step_ticks,
                    .hash = hash,
                    .slot = slot_,
                    .content = content,
                    .offset = 0,
                    .length = 0,
                    .operation = operation});
    return *this;
  }

  std::shared_ptr<const PageStore> contents_;
  std::vector<LoggedOperation> log_;
  SlotIndex slot_ = 0;
};

}  // namespace zramlab::test
