// Planted bugs in idle lists of streams.
#include "bench/explore/canaries/canary.h"
#include "engine/sync/spinlock.h"
#include "engine/sync/wait_queue.h"

#include <array>

namespace zramlab {
namespace planted {
namespace {

enum class ListBug {
  wakes_nobody,        // dropped notify
  wakes_before_push,
  pushes_unlocked,
  unlocks_before_push,
  if_for_while,        // a woken writer makes a stream of its own when somebody was faster
  counts_unlocked,     // looks at the limit and counts in two sections
  loses_place,         // a stream that cannot be made keeps its place
  gives_up_last_place, // and its writer then waits for nobody
  counts_down_twice,
  forgets_surplus,     // a lowered limit leaves idle streams
  keeps_surplus,       // and busy ones
  puts_twice,
  puts_before_copy,
  drops_stream,        // a failed write does not put its stream back
  wakes_under_lock,    // sleeps there
};

// An idle list as in the kernels from 3.15 on, with a bug.
template <ListBug bug>
class BrokenIdleList final : public Strategy<P> {
 public:
  BrokenIdleList(Streams<P>& streams, const DeviceOptions& options) : streams_(streams), limit_(options.streams_max) {
    push(streams_.make());
  }
  ~BrokenIdleList() override {
    while (Stream* stream = pop()) streams_.destroy(stream);
  }

  Outcome write(Steps& page) override {
    Stream& stream = get();
    page.compress(stream);
    if (bug == ListBug::drops_stream && page.has_failed()) return page.publish();
    page.allocate(Allocation::may_sleep);
    if (bug == ListBug::puts_before_copy) put(stream);
    page.copy(stream);
    if (bug != ListBug::puts_before_copy) put(stream);
    if (bug == ListBug::puts_twice && page.has_failed()) put(stream);
    return page.publish();
  }

  Outcome resize(std::uint32_t limit) override {
    Locked guard(lock_);
    limit_.set(limit);
    while (bug != ListBug::forgets_surplus && made_.get() > limit && idle_.get() != nullptr) {
      streams_.destroy(pop());
      made_.set(made_.get() - 1);
    }
    return Outcome::ok;
  }

  [[nodiscard]] std::uint64_t idle_streams() const override {
    std::uint64_t count = 0;
    for (Stream* stream = idle_.get(); stream != nullptr && count < 9; stream = stream->next.get()) ++count;
    return count;
  }

 private:
  Stream& get() {
    Stream* stream = try_get();
    if (stream == nullptr && bug == ListBug::if_for_while) {
      waiters_.sleep_until([&] { return is_some_idle(); }, WaitQueue<P>::Waiting::non_exclusive);
      stream = try_get();
      if (stream == nullptr) stream = streams_.make();
    } else if (stream == nullptr) {
      waiters_.sleep_until([&] { return (stream = try_get()) != nullptr; }, WaitQueue<P>::Waiting::non_exclusive);
    }
    return *stream;
  }

  bool is_some_idle() {
    Locked guard(lock_);
    return idle_.get() != nullptr;
  }

  Stream* try_get() {
    {
      Locked guard(lock_);
      if (idle_.get() != nullptr) return pop();
      if (made_.get() >= limit_.get()) return nullptr;
      if (bug != ListBug::counts_unlocked) made_.set(made_.get() + 1);
    }
    if (bug == ListBug::counts_unlocked) {
      Locked guard(lock_);
      made_.set(made_.get() + 1);
    }
    Stream* const stream = streams_.make();
    if (stream == nullptr && bug != ListBug::loses_place) {
      Locked guard(lock_);
      made_.set(made_.get() - 1);
    }
    return stream;
  }

  void put(Stream& stream) {
    if (bug == ListBug::wakes_before_push) waiters_.wake();
    if (!keep(stream)) return streams_.destroy(&stream);
    if (bug != ListBug::wakes_nobody && bug != ListBug::wakes_before_push) waiters_.wake();
  }

  bool keep(Stream& stream) {
    if (bug == ListBug::pushes_unlocked) {
      push(&stream);
      return true;
    }
    {
      Locked guard(lock_);
      if (bug == ListBug::wakes_under_lock) P::may_sleep();
      if (made_.get() > limit_.get() && bug != ListBug::keeps_surplus) {
        made_.set(made_.get() - (bug == ListBug::counts_down_twice ? 2 : 1));
        return false;
      }
      if (bug != ListBug::unlocks_before_push) push(&stream);
    }
    if (bug == ListBug::unlocks_before_push) push(&stream);
    return true;
  }

  void push(Stream* stream) {
    stream->next.set(idle_.get());
    idle_.set(stream);
  }
  Stream* pop() {
    Stream* const stream = idle_.get();
    if (stream != nullptr) idle_.set(stream->next.get());
    return stream;
  }

  Streams<P>& streams_;
  Spinlock<P> lock_;
  Plain<Stream*> idle_{nullptr};
  Plain<std::uint32_t> made_{1};
  Plain<std::uint32_t> limit_;
  WaitQueue<P> waiters_;
};

template <ListBug bug, ThreadIndex thread_count = 2, std::uint32_t streams = 1>
constexpr auto list = make_device<BrokenIdleList<bug>, Traffic::writes, thread_count, streams>;
template <ListBug bug, std::uint32_t streams = 1, std::uint32_t faults = 0>
constexpr auto resized = make_device<BrokenIdleList<bug>, Traffic::resizing, 2, streams, faults>;

constexpr std::uint32_t no_streams = may_fail(Fault::stream_creation);
constexpr std::uint32_t no_compression = may_fail(Fault::compress);

using F = VirtualFailure;
constexpr std::array all{
    Canary{"list-wakes-nobody", "dropped notify at release", F::deadlock, list<ListBug::wakes_nobody>},
    Canary{"list-wakes-before-push", "wakes before it pushes", F::deadlock, list<ListBug::wakes_before_push>},
    Canary{"list-pushes-unlocked", "pushes without the lock", F::race, list<ListBug::pushes_unlocked>},
    Canary{"list-unlocks-before-push", "unlocks before it pushes", F::race, list<ListBug::unlocks_before_push>},
    Canary{"list-if-for-while", "if for while: makes a stream beyond the limit", F::wrong_at_rest, list<ListBug::if_for_while, 3>, 3},
    Canary{"list-counts-unlocked", "looks at the limit and counts in two sections", F::wrong_at_rest, list<ListBug::counts_unlocked, 3, 2>, 3},
    Canary{"list-loses-place", "a stream that cannot be made keeps its place", F::deadlock,
           make_device<BrokenIdleList<ListBug::loses_place>, Traffic::resizing, 2, 2, no_streams>, 3, no_streams},
    Canary{"list-gives-up-last-place", "gives up the last place and waits for nobody", F::deadlock,
           resized<ListBug::gives_up_last_place, 2, no_streams>, 3, no_streams},
    Canary{"list-counts-down-twice", "a surplus stream counted down twice", F::wrong_at_rest, resized<ListBug::counts_down_twice, 2>, 3},
    Canary{"list-forgets-surplus", "a lowered limit leaves idle streams", F::wrong_at_rest, resized<ListBug::forgets_surplus, 2>, 3},
    Canary{"list-keeps-surplus", "a lowered limit leaves busy streams", F::wrong_at_rest, resized<ListBug::keeps_surplus, 2>, 3},
    Canary{"list-puts-twice", "a failed write puts its stream twice", F::race,
           make_device<BrokenIdleList<ListBug::puts_twice>, Traffic::writes, 2, 1, no_compression>, 2, no_compression, false, F::wrong_at_rest},
    Canary{"list-puts-before-copy", "puts the stream before the copy", F::race, list<ListBug::puts_before_copy>},
    Canary{"list-drops-stream", "a failed write keeps its stream", F::deadlock,
           make_device<BrokenIdleList<ListBug::drops_stream>, Traffic::writes, 2, 1, no_compression>, 2, no_compression, false, F::wrong_at_rest},
    Canary{"list-sleeps-under-lock", "may sleep under the list's spinlock", F::sleep_in_atomic, list<ListBug::wakes_under_lock>},
};

}  // namespace
}  // namespace planted

std::span<const Canary> idle_list_canaries() { return planted::all; }

}  // namespace zramlab
