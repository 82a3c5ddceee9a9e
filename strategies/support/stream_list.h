// Idle streams in a list, made on demand.
#pragma once

#include "engine/device/stream.h"
#include "engine/sync/spinlock.h"

namespace zramlab {

// OWNS the streams in it; who took one owns it until it gives it back. Waits for nothing: who finds none has to wait elsewhere.
//
// 1. lock_ guards idle_, room_ and surplus_. It is a leaf, and nothing is made or ended under it.
// 2. room_ is how many streams may still be made. Those that others put here from outside do not count.
template <Platform P>
class StreamList {
 public:
  StreamList(Streams<P>& streams, std::uint32_t made_max) : streams_(streams), room_(made_max) {}
  ~StreamList() {
    while (Stream<P>* stream = pop()) streams_.destroy(stream);
  }
  StreamList(const StreamList&) = delete;
  StreamList& operator=(const StreamList&) = delete;

  // The one that came last, or a new one; nullptr when there is none and none may be made, or there is no memory for it.
  Stream<P>* take() {
    {
      Locked guard(lock_);
      if (Stream<P>* const stream = pop()) return stream;
      if (room_.get() == 0) return nullptr;
      room_.set(room_.get() - 1);
    }
    Stream<P>* const made = streams_.make();
    if (made == nullptr) {
      Locked guard(lock_);
      room_.set(room_.get() + 1);
    }
    return made;
  }

  void put(Stream<P>* stream) {
    if (!keeps(stream)) streams_.destroy(stream);
  }

  // Ends one stream: an idle one now, else the next that is put.
  void retire_one() {
    Stream<P>* stream = nullptr;
    {
      Locked guard(lock_);
      stream = pop();
      if (stream == nullptr) surplus_.set(surplus_.get() + 1);
    }
    streams_.destroy(stream);
  }

  // At rest.
  [[nodiscard]] std::uint64_t count() const {
    std::uint64_t count = 0;
    for (Stream<P>* stream = idle_.get(); stream != nullptr; stream = stream->next.get()) ++count;
    return count;
  }

 private:
  bool keeps(Stream<P>* stream) {
    Locked guard(lock_);
    if (surplus_.get() != 0) {
      surplus_.set(surplus_.get() - 1);
      return false;
    }
    stream->next.set(idle_.get());
    idle_.set(stream);
    return true;
  }

  // REQUIRES lock_.
  Stream<P>* pop() {
    Stream<P>* const stream = idle_.get();
    if (stream != nullptr) idle_.set(stream->next.get());
    return stream;
  }

  template <class T>
  using Plain = typename P::template Plain<T>;

  Streams<P>& streams_;
  Spinlock<P> lock_;
  Plain<Stream<P>*> idle_{nullptr};
  Plain<std::uint32_t> room_;
  Plain<std::uint32_t> surplus_{0};
};

}  // namespace zramlab
