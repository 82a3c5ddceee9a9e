// The steps of a write, which a strategy puts in order.
#pragma once

#include "engine/base/check.h"
#include "engine/base/same_filled.h"
#include "engine/device/step_times.h"
#include "engine/device/store.h"
#include "engine/device/stream.h"

namespace zramlab {

// A write put off: what it takes to do it later, on any thread. The page's bytes must stay where they are until then.
template <Platform P>
struct DeferredWrite {
  Store<P>* store = nullptr;
  SlotIndex slot = 0;
  const std::array<std::byte, page_bytes>* bytes = nullptr;
  ContentIndex content = no_content;
};

// One write on its way: a strategy calls the steps, and what lies between them is the strategy.
//
//   same_filled()   prepare: is the page one word? Then publish() at once, no stream and no memory needed
//   compress(s)     into the stream's buffer; may be repeated with another stream (the page must not change)
//   allocate(how)   an object of the compressed length; afterwards has_object() says whether there is one
//   copy(s)         the buffer into the object; for a huge page the page itself, and then copy_raw() needs no stream
//   publish()       frees the old object and makes the new one visible; says how the write ended
//
// 1. A step that failed makes the later ones do nothing; publish() reports it, and frees what was allocated.
// 2. REQUIRES of compress and copy: the stream belongs to this thread; checked.
// 3. Allocates nothing on the heap.
template <Platform P>
class WriteSteps {
 public:
  WriteSteps(Store<P>& store, SlotIndex slot, const PageContent& page, StepTimes* times)
      : store_(store), page_(page), slot_(slot), clock_(times) {}
  explicit WriteSteps(const DeferredWrite<P>& write)
      : WriteSteps(*write.store, write.slot, PageContent{*write.bytes, write.content}, nullptr) {}
  WriteSteps(const WriteSteps&) = delete;
  WriteSteps& operator=(const WriteSteps&) = delete;

  // Step prepare. True: the page is one word over and over; only publish() is left to do.
  [[nodiscard]] bool same_filled() {
    clock_.lap(Step::get);
    std::uint64_t word = 0;
    P::charge(Work::same_filled_scan, page_.index, page_bytes);
    if (is_same_filled(page_.bytes, word)) state_ = {SlotState::stored | SlotState::same, word};
    clock_.lap(Step::prepare);
    return state_.is_same();
  }

  void compress(Stream<P>& stream) {
    clock_.lap(Step::get);
    if (outcome_ != Outcome::ok) return;
    stream.begin_use();
    outcome_ = P::fails(Fault::compress) ? Outcome::backend_failed
                                         : stream.backend().compress(page_.bytes, stream.buffer(), length_);
    P::charge(Work::compress, page_.index, length_);
    stream.set_filler();
    stream.end_use();
    if (outcome_ == Outcome::ok) decide_form();
    clock_.lap(Step::compress);
  }

  // Whether the compressed page is too long to be worth it: it will be stored as it is. Known after compress().
  [[nodiscard]] bool is_huge() const { return state_.is_huge(); }

  // Allocation::may_sleep BLOCKS. Does nothing when there is an object already.
  void allocate(Allocation how) {
    if (outcome_ != Outcome::ok || has_object()) return;
    if (how == Allocation::may_sleep) P::may_sleep();
    const Outcome outcome = store_.allocate(state_.size(), how, handle_);
    P::charge(Work::allocate, page_.index, state_.size());
    // Only the limit ends the write here: an allocation that did not wait may be tried again.
    if (outcome == Outcome::limit_reached) outcome_ = outcome;
    store_.fetch_for_publish(slot_);
    clock_.lap(Step::allocate);
  }

  [[nodiscard]] bool has_object() const { return handle_ != no_handle; }

  // Whether the write can only be published as failed.
  [[nodiscard]] bool has_failed() const { return outcome_ != Outcome::ok; }

  void copy(Stream<P>& stream) {
    if (is_huge()) return copy_raw();
    if (outcome_ != Outcome::ok || !has_object()) return;
    ZRAMLAB_CHECK(stream.was_filled_by_me(), "the stream's buffer was filled by another thread since compress()");
    stream.begin_use();
    store_.pool().write(handle_, stream.backend().telling_part(ByteView(stream.buffer().data(), length_)));
    P::charge(Work::copy, page_.index, length_);
    stream.end_use();
    clock_.lap(Step::copy);
  }

  // The copy of a huge page, which needs no stream.
  void copy_raw() {
    if (outcome_ != Outcome::ok || !has_object()) return;
    ZRAMLAB_CHECK(is_huge(), "copy_raw() without a huge page");
    store_.pool().write(handle_, page_.bytes);
    P::charge(Work::copy, page_.index, page_bytes);
    clock_.lap(Step::copy);
  }

  [[nodiscard]] SlotIndex slot() const { return slot_; }

  // In place of all other steps: copies the page, for a write that is done later.
  [[nodiscard]] DeferredWrite<P> defer(std::array<std::byte, page_bytes>& copy) {
    clock_.lap(Step::get);
    std::memcpy(copy.data(), page_.bytes.data(), page_bytes);
    P::charge(Work::copy, page_.index, page_bytes);
    clock_.lap(Step::copy);
    return {&store_, slot_, &copy, page_.index};
  }

  // For a write that was put off: nobody is there to be told that it failed.
  void count_failed() { Counters<P>::add(store_.counters().failed_writes, 1); }

  // The slow path of per-CPU strategies: the stream was dropped for an allocation that may sleep.
  void count_write_stall() { Counters<P>::add(store_.counters().writestall, 1); }

  Outcome publish() {
    clock_.lap(Step::put);
    if (!state_.is_same()) {
      if (outcome_ == Outcome::ok && !has_object()) outcome_ = Outcome::no_memory;
      if (outcome_ != Outcome::ok) return give_up();
      state_.payload = handle_;
    }
    store_.publish(slot_, state_);
    clock_.lap(Step::publish);
    return Outcome::ok;
  }

 private:
  void decide_form() {
    const bool huge = length_ >= store_.pool().classes().huge_threshold();
    const auto size = static_cast<std::uint32_t>(huge ? page_bytes : length_);
    state_.flags_and_size = SlotState::stored | (huge ? SlotState::huge : 0u) | size;
  }

  // The slot keeps what it held.
  Outcome give_up() {
    if (has_object()) store_.pool().free(handle_);
    handle_ = no_handle;
    return outcome_;
  }

  Store<P>& store_;
  PageContent page_;
  SlotIndex slot_;
  Outcome outcome_ = Outcome::ok;
  Handle handle_ = no_handle;
  std::size_t length_ = 0;
  SlotState state_{};
  StepClock<P> clock_;
};

}  // namespace zramlab
