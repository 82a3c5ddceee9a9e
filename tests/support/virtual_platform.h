// The virtual platform of the tests: threads of run_virtual see the world through it.
//
// 1. A switch to another thread is possible at every call of this platform, but not at an access to Plain data: there a race
//    is found by happens-before, in whatever order the accesses were run.
// 2. Atomics are sequentially consistent: no stale value is ever loaded. Memory orders count for races on Plain data only: a
//    relaxed store in place of a release is found when Plain data depends on it.
// 3. Outside of a run (setup, teardown) all calls work and never switch; a wait that would not end at once aborts.
#pragma once

#include "engine/base/check.h"
#include "engine/platform/platform.h"
#include "tests/support/virtual_machine.h"

#include <atomic>
#include <concepts>
#include <cstring>
#include <deque>
#include <type_traits>
#include <utility>

namespace zramlab {

struct Virtual {
  using Machine = VirtualMachine;

  template <class T>
  class Atomic;
  template <class T>
  class Plain;
  template <class T>
  class BoundedQueue;

  // run_virtual has numbered its threads; a worker may say its number again, but no other.
  static void enter(ThreadIndex thread);
  static void leave() {}
  static ThreadIndex thread() { return machine() != nullptr ? machine()->thread() : 0; }
  static bool is_running(ThreadIndex other);
  static CpuIndex cpu();
  static CpuIndex cpu_count() { return Machine::possible_cpus; }

  static constexpr bool emulates_preemption = false;
  static CpuIndex disable_preemption();
  static void enable_preemption();
  static void enter_atomic_section();
  static void leave_atomic_section();

  template <class T, class Predicate>
  static void spin_until(const Atomic<T>& word, Predicate predicate, Place place = Place::current());
  static void spin_on_owner(const Atomic<std::uint32_t>& word, std::uint32_t value, ThreadIndex owner,
                            Place place = Place::current());
  static void sleep_while(const Atomic<std::uint32_t>& word, std::uint32_t value, Place place = Place::current());
  static void wake_one(Atomic<std::uint32_t>& word) { wake(&word, 1); }
  static void wake_all(Atomic<std::uint32_t>& word) { wake(&word, ~std::uint32_t{0}); }
  static void may_sleep(Place place = Place::current());

  static Ticks now();
  static Ticks now_ordered() { return now(); }
  static std::uint64_t to_ns(Ticks ticks) { return ticks; }
  static void charge(Work work, ContentIndex content, std::size_t bytes);
  static bool fails(Fault fault);

  // For tests and canaries, not part of the contract: ends the run with a failure unless `holds`.
  static void require(bool holds, const char* what);
  // How many CPUs are possible, 8 unless set. REQUIRES no run and no object that asked before.
  static void set_cpu_count(CpuIndex cpus) { Machine::possible_cpus = cpus; }

 private:
  static Machine* machine() { return Machine::current(); }
  static void step(Machine::Step kind) {
    if (Machine* const here = machine()) here->step(kind);
  }
  static void wake(const void* word, std::uint32_t count);

  // Sections outside of a run, where nobody else can be.
  static inline thread_local constinit std::uint32_t outside_sections = 0;
  static inline thread_local constinit bool outside_preemption_off = false;
  static inline thread_local constinit Ticks outside_ticks = 0;
};

template <class T>
class Virtual::Atomic {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Atomic() = default;
  Atomic(T value) : value_(value) {}  // NOLINT: implicit, as std::atomic's
  Atomic(const Atomic&) = delete;
  Atomic& operator=(const Atomic&) = delete;

  [[nodiscard]] T load(std::memory_order order) const {
    step(Machine::Step::load);
    acquire(order);
    return value_;
  }

  void store(T value, std::memory_order order) {
    step(Machine::Step::store);
    // A store that is no release ends what readers of the former value would have learned.
    if (Machine* const here = machine()) synchronisation_.in(here->run()).clear();
    write(value, order);
  }

  T exchange(T value, std::memory_order order) {
    return modify([&](T) { return value; }, order);
  }

  bool compare_exchange_strong(T& expected, T desired, std::memory_order success, std::memory_order failure) {
    step(Machine::Step::modify);
    return compare_exchange(expected, desired, success, failure);
  }

  bool compare_exchange_weak(T& expected, T desired, std::memory_order success, std::memory_order failure) {
    step(Machine::Step::modify);
    if (machine() == nullptr || !machine()->spurious()) return compare_exchange(expected, desired, success, failure);
    acquire(failure);
    expected = value_;
    return false;
  }

  template <class Difference>
  T fetch_add(Difference difference, std::memory_order order) {
    return modify([&](T value) { return static_cast<T>(value + difference); }, order);
  }
  template <class Difference>
  T fetch_sub(Difference difference, std::memory_order order) {
    return modify([&](T value) { return static_cast<T>(value - difference); }, order);
  }
  T fetch_and(T mask, std::memory_order order)
    requires std::integral<T>
  {
    return modify([&](T value) { return static_cast<T>(value & mask); }, order);
  }
  T fetch_or(T mask, std::memory_order order)
    requires std::integral<T>
  {
    return modify([&](T value) { return static_cast<T>(value | mask); }, order);
  }
  T fetch_xor(T mask, std::memory_order order)
    requires std::integral<T>
  {
    return modify([&](T value) { return static_cast<T>(value ^ mask); }, order);
  }

 private:
  friend struct Virtual;

  static bool acquires(std::memory_order order) { return order != memory_order_relaxed && order != memory_order_release; }
  static bool releases(std::memory_order order) {
    return order == memory_order_release || order == memory_order_acq_rel || order == std::memory_order_seq_cst;
  }

  void acquire(std::memory_order order) const {
    if (machine() != nullptr && acquires(order)) machine()->acquire(synchronisation_);
  }

  void write(T value, std::memory_order order) {
    value_ = value;
    Machine* const here = machine();
    if (here == nullptr) return;
    if (releases(order)) here->release(synchronisation_);
    here->written(this);
  }

  // A read-modify-write, of any order, hands on what a release before it published (the language's release sequence).
  template <class Change>
  T modify(Change change, std::memory_order order) {
    step(Machine::Step::modify);
    acquire(order);
    const T before = value_;
    write(change(before), order);
    return before;
  }

  bool compare_exchange(T& expected, T desired, std::memory_order success, std::memory_order failure) {
    const bool equal = std::memcmp(&value_, &expected, sizeof(T)) == 0;
    acquire(equal ? success : failure);
    if (equal) {
      write(desired, success);
    } else {
      expected = value_;
    }
    return equal;
  }

  T value_{};
  mutable Synchronisation synchronisation_;
};

template <class T>
class Virtual::Plain {
 public:
  Plain() = default;
  explicit Plain(T value) : value_(std::move(value)) {}

  [[nodiscard]] const T& get(Place place = Place::current()) const {
    if (machine() != nullptr) machine()->access_plain(history_, false, place);
    return value_;
  }
  void set(T value, Place place = Place::current()) {
    if (machine() != nullptr) machine()->access_plain(history_, true, place);
    value_ = std::move(value);
  }

 private:
  T value_{};
  mutable RaceHistory history_;
};

// A model of a concurrent bounded queue: what happens between two steps is atomic, so only the waiting needs care.
template <class T>
class Virtual::BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  // BLOCKS while the queue is full.
  void push(T item, Place place = Place::current()) {
    wait_until([&] { return items_.size() < capacity_; }, place);
    items_.push_back(std::move(item));
    changed();
  }

  // BLOCKS while the queue is empty.
  T pop(Place place = Place::current()) {
    wait_until([&] { return !items_.empty(); }, place);
    T item = std::move(items_.front());
    items_.pop_front();
    changed();
    return item;
  }

 private:
  // Returns at the very step at which it found that `ready` holds. The read-modify-write orders pushers before poppers, and
  // poppers before pushers that needed their room.
  template <class Ready>
  void wait_until(Ready ready, Place place) {
    may_sleep(place);
    while (true) {
      const std::uint32_t seen = changes_.fetch_add(0, memory_order_acq_rel);
      if (ready()) return;
      sleep_while(changes_, seen, place);
    }
  }

  void changed() {
    changes_.fetch_add(1, memory_order_relaxed);
    wake_all(changes_);
  }

  std::size_t capacity_;
  std::deque<T> items_;
  Atomic<std::uint32_t> changes_{0};  // what a waiter sleeps on: it cannot miss one
};

template <class T, class Predicate>
void Virtual::spin_until(const Atomic<T>& word, Predicate predicate, Place place) {
  step(Machine::Step::wait);
  const auto holds = [&] { return static_cast<bool>(predicate(word.value_)); };
  if (machine() == nullptr) {
    ZRAMLAB_CHECK(holds(), "this wait has no end: no other thread is there (a failed virtual run leaves its locks held)");
    return;
  }
  machine()->spin(&word, Condition(holds), place);
  word.acquire(memory_order_acquire);
}

static_assert(Platform<Virtual>);
static_assert(HasBoundedQueue<Virtual>);

}  // namespace zramlab
