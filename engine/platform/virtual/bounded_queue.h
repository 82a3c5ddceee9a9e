// The virtual worlds' model of oneTBB's bounded queue. Part of virtual_platform.h.
#pragma once

#include "engine/platform/virtual/virtual_platform.h"

#include <deque>

namespace zramlab {

// A model of a concurrent bounded queue: what happens between two steps is atomic, so only the waiting needs care. A push wakes
// one popper, and a pop one pusher, as oneTBB's does.
template <class Machine>
template <class T>
class VirtualPlatform<Machine>::BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  // BLOCKS while the queue is full.
  void push(T item, Place place = Place::current()) {
    take_turn(pops_, [&] { return items_.size() < capacity_; }, [&] { items_.push_back(std::move(item)); }, pushes_, place);
  }

  // BLOCKS while the queue is empty.
  T pop(Place place = Place::current()) {
    T item{};
    const auto take_first = [&] {
      item = std::move(items_.front());
      items_.pop_front();
    };
    take_turn(pushes_, [&] { return !items_.empty(); }, take_first, pops_, place);
    return item;
  }

 private:
  using Changes = Atomic<std::uint32_t>;

  // Waits until `ready` holds, acts in the same step, and tells those who wait for that.
  template <class Ready, class Act>
  void take_turn(Changes& changes, Ready ready, Act act, Changes& told, Place place) {
    may_sleep(place);
    if constexpr (requires { &Machine::takes_locks_at_once; }) {
      const auto act_and_change = [&](std::uint32_t count) {
        act();
        return count ^ ~(~std::uint32_t{0} >> 1);  // any change will do
      };
      if (change_when(changes, [&](std::uint32_t) { return ready(); }, act_and_change, place)) {
        told.fetch_add(1, memory_order_release);
        return;
      }
    }
    wait_until(changes, ready, place);
    act();
    told.fetch_add(1, memory_order_acq_rel);
    wake_one(told);
  }

  // Returns at the very step at which it found that `ready` holds. The read-modify-writes order pushers before poppers, and
  // poppers before pushers that needed their room.
  template <class Ready>
  void wait_until(Changes& changes, Ready ready, Place place) {
    while (true) {
      const std::uint32_t seen = changes.fetch_add(0, memory_order_acq_rel);
      if (ready()) return;
      sleep_while(changes, seen, place);
    }
  }

  std::size_t capacity_;
  std::deque<T> items_;
  // What waiters sleep on: a change of it cannot be missed.
  Changes pushes_{0};
  Changes pops_{0};
};

}  // namespace zramlab
