// The virtual worlds' model of oneTBB's bounded queue. Part of virtual_platform.h.
#pragma once

#include "engine/platform/virtual/virtual_platform.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace zramlab {

// A model of oneTBB's concurrent bounded queue. Whoever comes takes a ticket, and gets the item, or the room, of that number however long it
// takes: nobody else may have it meanwhile. A push wakes the popper that has its ticket, and a pop the pusher that waits for its room.
template <class Machine>
template <class T>
class VirtualPlatform<Machine>::BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : items_(capacity), turns_(static_cast<std::uint32_t>(capacity)) {}

  // BLOCKS while the queue is full.
  void push(T item, Place place = Place::current()) {
    may_sleep(place);
    turns_.take(false, [&](std::uint32_t ticket) { items_[ticket % items_.size()] = std::move(item); }, place);
  }

  // BLOCKS while the queue is empty.
  T pop(Place place = Place::current()) {
    may_sleep(place);
    T item{};
    turns_.take(true, [&](std::uint32_t ticket) { item = std::move(items_[ticket % items_.size()]); }, place);
    return item;
  }

 private:
  using Number = Atomic<std::uint32_t>;

  // Where time counts: words of their own, as in the real one. Nobody sleeps for more than that the other's ticket is given; until its place is
  // left, or filled, by who has that ticket it spins.
  class TurnsInTime {
   public:
    explicit TurnsInTime(std::uint32_t capacity) : turns_(capacity) {}

    template <class Act>
    void take(bool pops, Act act, Place place) {
      const auto capacity = static_cast<std::uint32_t>(turns_.size());
      // 32 bits are enough: no run of a virtual world is so long.
      const std::uint32_t ticket = (pops ? pops_ : pushes_).fetch_add(1, memory_order_acq_rel, place);
      if (pops) {
        wait_for(pushes_, ticket + 1, filled_[ticket % filled_.size()], place);
      } else if (ticket >= capacity) {
        wait_for(pops_, ticket + 1 - capacity, room_[ticket % room_.size()], place);
      }
      Number& turn = turns_[ticket % capacity];
      const std::uint32_t own_turn = 2 * (ticket / capacity) + (pops ? 1 : 0);
      spin_until(turn, [own_turn](std::uint32_t now) { return now == own_turn; }, place);
      act(ticket);
      turn.store(own_turn + 1, memory_order_release);
      ring(pops ? room_[(ticket + capacity) % room_.size()] : filled_[ticket % filled_.size()]);
    }

   private:
    // What sleepers are woken by, apart for each remainder of their tickets: only where more than 64 sleep are any of them woken in vain.
    using Bells = std::array<Number, 64>;

    void wait_for(Number& given, std::uint32_t needed, Number& bell, Place place) {
      if (given.load(memory_order_acquire, place) >= needed) return;
      sleepers_.fetch_add(1, memory_order_acq_rel);
      while (true) {
        const std::uint32_t rung = bell.load(memory_order_acquire);
        if (given.load(memory_order_acquire) >= needed) break;
        sleep_while(bell, rung, place);
      }
      sleepers_.fetch_sub(1, memory_order_acq_rel);
    }

    void ring(Number& bell) {
      if (sleepers_.load(memory_order_acquire) == 0) return;
      bell.fetch_add(1, memory_order_release);
      wake_all(bell);
    }

    Number pushes_{0};  // tickets that were given
    Number pops_{0};
    Number sleepers_{0};
    Bells filled_;
    Bells room_;
    std::vector<Number> turns_;  // by place: how often it was filled and emptied
  };

  // Where schedules count: all of it is one word, and one step for whoever need not wait.
  class TurnsInSteps {
   public:
    explicit TurnsInSteps(std::uint32_t capacity) : turns_(capacity) {}

    template <class Act>
    void take(bool pops, Act act, Place place) {
      std::uint32_t ticket = 0;
      const auto begin = [&] { ticket = (pops ? pops_ : pushes_)++; };
      const auto has_turn = [&] { return turn_of(ticket) == 2 * (ticket / static_cast<std::uint32_t>(turns_.size())) + (pops ? 1 : 0); };
      const bool at_once = take_at_once(begin, has_turn, [&] { act(ticket); }, place);
      if (!at_once) take_by_steps(begin, has_turn, [&] { act(ticket); }, place);
      // Who has the next turn learns what was done here: told first, and no step between.
      changes_.fetch_add(1, memory_order_acq_rel);
      ++turn_of(ticket);
      look_again(changes_);
      if (!at_once) wake_all(changes_);  // at once nobody sleeps
    }

   private:
    // How often the ticket's place was filled and emptied.
    std::uint32_t& turn_of(std::uint32_t ticket) { return turns_[ticket % turns_.size()]; }

    // False: this run does not take locks at once.
    template <class Begin, class HasTurn, class Act>
    bool take_at_once(Begin begin, HasTurn has_turn, Act act, Place place) {
      bool acted = false;
      const auto act_in_turn = [&](std::uint32_t count) {
        act();
        acted = true;
        return count + 1;
      };
      const auto begin_and_act = [&](std::uint32_t count) {
        begin();
        return has_turn() ? act_in_turn(count) : count + 1;
      };
      if (!change_when(changes_, [](std::uint32_t) { return true; }, begin_and_act, place)) return false;
      if (!acted) change_when(changes_, [&](std::uint32_t) { return has_turn(); }, act_in_turn, place);
      return true;
    }

    template <class Begin, class HasTurn, class Act>
    void take_by_steps(Begin begin, HasTurn has_turn, Act act, Place place) {
      changes_.fetch_add(1, memory_order_acq_rel, place);
      begin();
      while (true) {
        const std::uint32_t seen = changes_.fetch_add(0, memory_order_acq_rel, place);
        if (has_turn()) return act();
        sleep_while(changes_, seen, place);
      }
    }

    Number changes_{0};  // what waiters sleep on: a change of it cannot be missed
    std::uint32_t pushes_ = 0;
    std::uint32_t pops_ = 0;
    std::vector<std::uint32_t> turns_;
  };

  static constexpr bool explores = requires { &Machine::takes_locks_at_once; };

  std::vector<T> items_;
  std::conditional_t<explores, TurnsInSteps, TurnsInTime> turns_;
};

}  // namespace zramlab
