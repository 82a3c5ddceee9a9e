// A read: the slot stays locked from the look into the table to the last byte.
#pragma once

#include "engine/base/same_filled.h"
#include "engine/device/store.h"
#include "engine/device/stream.h"

#include <cstring>

namespace zramlab {

// One read on its way. Kernels to 4.7 decompress without a stream: load(). Later ones take one once they know
// that the slot is compressed: load(lend), where `lend` is called with a function that wants a stream.
template <Platform P>
class ReadSteps {
 public:
  // `own` decompresses for strategies whose reads use no stream; it belongs to the calling thread.
  ReadSteps(Store<P>& store, SlotIndex slot, PageSpan page, Backend& own)
      : store_(store), slot_(slot), page_(page), own_(own) {}
  ReadSteps(const ReadSteps&) = delete;
  ReadSteps& operator=(const ReadSteps&) = delete;

  [[nodiscard]] SlotIndex slot() const { return slot_; }

  // The page is not in the slot yet, but here.
  Outcome deliver(PageView page) {
    std::memcpy(page_.data(), page.data(), page_bytes);
    P::charge(Work::copy, no_content, page_bytes);
    return Outcome::ok;
  }

  Outcome load() {
    return locked_load([this](const SlotState& state) { return decompress(state, own_); });
  }

  // lend(use): takes a stream, calls use(stream) -> Outcome, gives the stream back, returns the outcome.
  template <class Lend>
  Outcome load(Lend lend) {
    return locked_load([&](const SlotState& state) {
      return lend([&](Stream<P>& stream) {
        stream.begin_use();
        const Outcome outcome = decompress(state, stream.backend());
        stream.end_use();
        return outcome;
      });
    });
  }

 private:
  template <class Decompress>
  Outcome locked_load(Decompress decompress) {
    SlotLocked<P> guard(store_.slots(), slot_, Store<P>::Access::reading);
    const SlotState state = store_.slots().state(slot_);
    if (!state.has_object()) {
      fill_page(page_, state.is_same() ? state.payload : 0);
      P::charge(Work::fill, no_content, page_bytes);
      return Outcome::ok;
    }
    return state.is_huge() ? copy_out(state) : decompress(state);
  }

  Outcome copy_out(const SlotState& state) {
    with_object(state, [&](ByteView object) { std::memcpy(page_.data(), object.data(), page_bytes); });
    P::charge(Work::copy, no_content, page_bytes);
    return Outcome::ok;
  }

  Outcome decompress(const SlotState& state, Backend& backend) {
    if (P::fails(Fault::decompress)) return Outcome::backend_failed;
    Outcome outcome = Outcome::ok;
    ContentIndex content = no_content;
    with_object(state, [&](ByteView object) {
      content = backend.content_of(object);
      outcome = backend.decompress(object, page_);
    });
    P::charge(Work::decompress, content, state.size());
    return outcome;
  }

  template <class Use>
  void with_object(const SlotState& state, Use use) {
    alignas(8) std::array<std::byte, page_bytes> scratch;  // only for an object that crosses a page border
    const auto handle = static_cast<Handle>(state.payload);
    use(store_.pool().begin_read(handle, state.size(), scratch));
    store_.pool().end_read(handle);
  }

  Store<P>& store_;
  SlotIndex slot_;
  PageSpan page_;
  Backend& own_;
};

}  // namespace zramlab
