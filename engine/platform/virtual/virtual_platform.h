// The virtual platform: threads as fibers on virtual CPUs, seen through the platform contract.
//
// One text for two machines, which differ in who runs next and in what they keep of each access:
//   SimulatedMachine   lowest clock first; cache lines, run queues and costs (simulated.h)
//   ExploredMachine    a choice at every step; happens-before, stale values, failures (explored.h)
//
// 1. A switch to another thread is possible at every call of this platform that touches shared state, but not at an access to
//    Plain data: there an explored run finds races by happens-before, in whatever order the accesses were run.
// 2. Outside of a run (setup, teardown) all calls work and never switch; a wait that would not end at once aborts.
// 3. Atomics hold at most eight bytes.
#pragma once

#include "engine/base/check.h"
#include "engine/platform/platform.h"
#include "engine/platform/virtual/condition.h"
#include "engine/platform/virtual/crew.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

namespace zramlab {

// What a Machine offers (static where it says so):
//   static Machine* current()              the run the caller is part of; nullptr outside of one
//   static CpuIndex possible_cpus          CPUs that a run may have at most
//   static cluster_count(), cluster_of     clusters of them; cluster_of(cpu) is asked in a run
//   Word                                   an atomic's state, with its value as std::uint64_t in `value`
//   PlainState                             what is kept of Plain data: accessed(state, is_write, place)
//   Footprint                              memory that follows its users from cache to cache
//   load, store, modify, compare_exchange  on a Word
//   spin_until, spin_on_owner, sleep_while, wake, share_line, touch, and the rest of the contract
template <class Machine>
struct VirtualPlatform {
  template <class T>
  class Atomic;
  template <class T>
  class Plain;
  template <class T>
  class BoundedQueue;
  template <class T>
  class CpuSlots;
  using Footprint = typename Machine::Footprint;
  using Crew = VirtualCrew<Machine>;

  // The run has numbered its threads; a worker may say its number again, but no other.
  static void enter(ThreadIndex thread) {
    if (Machine* const here = machine()) here->check_is(thread);
  }
  static void leave() {}
  static ThreadIndex thread() { return machine() != nullptr ? machine()->thread() : 0; }
  static bool is_running(ThreadIndex other) { return machine() != nullptr ? machine()->is_running(other) : other == 0; }
  static CpuIndex cpu() { return machine() != nullptr ? machine()->look_at_cpu() : 0; }
  static CpuIndex cpu_count() { return Machine::possible_cpus; }
  // Possible CPUs that a run leaves out are idle ones to a strategy.
  static bool is_online(CpuIndex /*cpu*/) { return true; }
  static CpuIndex cluster_of(CpuIndex cpu) { return machine() != nullptr ? machine()->cluster_of(cpu) : 0; }
  static CpuIndex cluster_count() { return Machine::cluster_count(); }

  static constexpr bool emulates_preemption = false;
  static constexpr bool has_spinlock_kinds = Machine::has_spinlock_kinds;
  static SpinlockKind spinlock_kind()
    requires(Machine::has_spinlock_kinds)
  {
    return Machine::spinlock_kind;
  }
  // Not part of the contract: whether two accesses to Plain data that nothing orders end a run.
  static constexpr bool finds_races = requires { requires Machine::finds_races; };

  static CpuIndex disable_preemption() {
    if (Machine* const here = machine()) return here->disable_preemption();
    ZRAMLAB_CHECK(!outside_preemption_off, "preemption is already off");
    outside_preemption_off = true;
    return 0;
  }
  static void enable_preemption() {
    if (Machine* const here = machine()) return here->enable_preemption();
    ZRAMLAB_CHECK(outside_preemption_off, "preemption is not off");
    outside_preemption_off = false;
  }
  static void enter_atomic_section() {
    if (Machine* const here = machine()) return here->enter_section();
    ++outside_sections;
  }
  static void leave_atomic_section() {
    if (Machine* const here = machine()) return here->leave_section();
    ZRAMLAB_CHECK(outside_sections != 0, "leave_atomic_section without enter");
    --outside_sections;
  }

  template <class T, class Predicate>
  static void spin_until(const Atomic<T>& word, Predicate predicate, Place place = Place::current()) {
    const auto holds = [&](std::uint64_t value) { return static_cast<bool>(predicate(from_bits<T>(value))); };
    if (Machine* const here = machine()) return here->spin_until(word.word_, ValueCondition(holds), place);
    ZRAMLAB_CHECK(holds(word.word_.value),
                  "this wait has no end: no other thread is there (a failed virtual run leaves its locks held)");
  }
  template <class T, class Predicate>
  static void wait_outside(const Atomic<T>& word, Predicate predicate, Place place = Place::current()) {
    const auto holds = [&](std::uint64_t value) { return static_cast<bool>(predicate(from_bits<T>(value))); };
    if (Machine* const here = machine()) return here->wait_outside(word.word_, ValueCondition(holds), place);
    spin_until(word, predicate, place);
  }

  // Not part of the contract, for locks: waits until predicate(word) holds and changes it in the same step. False: this run does
  // not take locks at once, and nothing was done.
  template <class T, class Predicate, class Change>
  static bool change_when(Atomic<T>& word, Predicate predicate, Change change, Place place = Place::current())
    requires requires { &Machine::takes_locks_at_once; }
  {
    Machine* const here = machine();
    if (here == nullptr || !here->takes_locks_at_once) return false;
    const auto holds = [&](std::uint64_t value) { return static_cast<bool>(predicate(from_bits<T>(value))); };
    const auto on_bits = [&](std::uint64_t bits) { return to_bits(static_cast<T>(change(from_bits<T>(bits)))); };
    here->change_when(word.word_, ValueCondition(holds), on_bits, place);
    return true;
  }

  template <class OwnerOf>
  static bool spin_on_owner(const Atomic<std::uint32_t>& word, OwnerOf owner_of, Place place = Place::current()) {
    const auto owner = [&](std::uint64_t value) { return owner_of(from_bits<std::uint32_t>(value)); };
    Machine* const here = machine();
    return here != nullptr && here->spin_on_owner(word.word_, OwnerFunction(owner), place);
  }

  static void sleep_while(const Atomic<std::uint32_t>& word, std::uint32_t value, Place place = Place::current()) {
    may_sleep(place);
    if (Machine* const here = machine()) return here->sleep_while(word.word_, value, place);
    ZRAMLAB_CHECK(word.word_.value != value,
                  "this sleep has no end: no other thread is there (a failed virtual run leaves its locks held)");
  }
  static void wake_one(Atomic<std::uint32_t>& word) { wake(word, 1); }
  static void wake_all(Atomic<std::uint32_t>& word) { wake(word, ~std::uint32_t{0}); }
  static void may_sleep(Place place = Place::current()) {
    if (Machine* const here = machine()) return here->check_may_sleep(place);
    ZRAMLAB_CHECK(outside_sections == 0 && !outside_preemption_off, "sleeping is not allowed here");
  }

  static void sleep_until(Ticks time, Place place = Place::current()) {
    may_sleep(place);
    if (Machine* const here = machine()) return here->sleep_until(time, place);
    outside_ticks = std::max(outside_ticks, time);
  }

  template <class First, class... Others>
  static void share_line(const First& first, const Others&... others) {
    (Machine::share_line(first.word_, others.word_), ...);
  }
  static void fetch(const void*) {}
  static void touch(Footprint& footprint) {
    if (Machine* const here = machine()) here->touch(footprint);
  }

  template <class T>
  static T peek(const Atomic<T>& word) {
    Machine* const here = machine();
    return from_bits<T>(here != nullptr ? here->peek(word.word_) : word.word_.value);
  }
  template <class T>
  static void poke(Atomic<T>& word, std::type_identity_t<T> value) {
    if (Machine* const here = machine()) return here->poke(word.word_, to_bits(value));
    word.word_.value = to_bits(value);
  }
  template <class T>
  static void look_again(const Atomic<T>& word) {
    if (Machine* const here = machine()) here->look_again(word.word_);
  }

  static void begin_operation() {
    if constexpr (requires(Machine& here) { here.begin_operation(); }) {
      if (Machine* const here = machine()) here->begin_operation();
    }
  }

  static Ticks now() { return machine() != nullptr ? machine()->now() : ++outside_ticks; }
  static Ticks now_ordered() { return now(); }
  static std::uint64_t to_ns(Ticks ticks) { return Machine::to_ns(ticks); }
  static void charge(Work work, ContentIndex content, std::size_t bytes) {
    if (Machine* const here = machine()) here->charge(work, content, bytes);
  }
  static bool fails(Fault fault) { return machine() != nullptr && machine()->fails(fault); }

  // For tests and canaries, not part of the contract: ends the run with a failure unless `holds`.
  static void require(bool holds, const char* what) {
    if (holds) return;
    ZRAMLAB_CHECK(machine() != nullptr, what);
    machine()->require_failed(what);
  }
  // How many CPUs are possible, 8 unless set. REQUIRES no run and no object that asked before.
  static void set_cpu_count(CpuIndex cpus) { Machine::possible_cpus = cpus; }

 private:
  static Machine* machine() { return Machine::current(); }

  template <class T>
  static std::uint64_t to_bits(T value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof(T));
    return bits;
  }
  template <class T>
  static T from_bits(std::uint64_t bits) {
    T value;
    std::memcpy(&value, &bits, sizeof(T));
    return value;
  }

  static void wake(Atomic<std::uint32_t>& word, std::uint32_t count) {
    if (Machine* const here = machine()) here->wake(word.word_, count);
  }

  // Sections outside of a run, where nobody else can be.
  static inline thread_local constinit std::uint32_t outside_sections = 0;
  static inline thread_local constinit bool outside_preemption_off = false;
  static inline thread_local constinit Ticks outside_ticks = 0;
};

template <class Machine>
template <class T>
class VirtualPlatform<Machine>::Atomic {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(std::uint64_t));

 public:
  Atomic() { word_.value = to_bits(T{}); }
  Atomic(T value) { word_.value = to_bits(value); }  // NOLINT: implicit, as std::atomic's
  Atomic(const Atomic&) = delete;
  Atomic& operator=(const Atomic&) = delete;

  [[nodiscard]] T load(std::memory_order order, Place place = Place::current()) const {
    Machine* const here = machine();
    return from_bits<T>(here != nullptr ? here->load(word_, order, place) : word_.value);
  }

  void store(T value, std::memory_order order, Place place = Place::current()) {
    if (Machine* const here = machine()) return here->store(word_, to_bits(value), order, place);
    word_.value = to_bits(value);
  }

  T exchange(T value, std::memory_order order, Place place = Place::current()) {
    return modify([&](T) { return value; }, order, place);
  }

  bool compare_exchange_strong(T& expected, T desired, std::memory_order success, std::memory_order failure,
                               Place place = Place::current()) {
    return compare_exchange(expected, desired, success, failure, false, place);
  }
  bool compare_exchange_weak(T& expected, T desired, std::memory_order success, std::memory_order failure,
                             Place place = Place::current()) {
    return compare_exchange(expected, desired, success, failure, true, place);
  }

  T fetch_add(T difference, std::memory_order order, Place place = Place::current())
    requires std::integral<T>
  {
    return modify([&](T value) { return static_cast<T>(value + difference); }, order, place);
  }
  T fetch_sub(T difference, std::memory_order order, Place place = Place::current())
    requires std::integral<T>
  {
    return modify([&](T value) { return static_cast<T>(value - difference); }, order, place);
  }
  T fetch_and(T mask, std::memory_order order, Place place = Place::current())
    requires std::integral<T>
  {
    return modify([&](T value) { return static_cast<T>(value & mask); }, order, place);
  }
  T fetch_or(T mask, std::memory_order order, Place place = Place::current())
    requires std::integral<T>
  {
    return modify([&](T value) { return static_cast<T>(value | mask); }, order, place);
  }
  T fetch_xor(T mask, std::memory_order order, Place place = Place::current())
    requires std::integral<T>
  {
    return modify([&](T value) { return static_cast<T>(value ^ mask); }, order, place);
  }

 private:
  friend struct VirtualPlatform<Machine>;

  template <class Change>
  T modify(Change change, std::memory_order order, Place place) {
    const auto on_bits = [&](std::uint64_t bits) { return to_bits(static_cast<T>(change(from_bits<T>(bits)))); };
    if (Machine* const here = machine()) return from_bits<T>(here->modify(word_, on_bits, order, place));
    const std::uint64_t before = word_.value;
    word_.value = on_bits(before);
    return from_bits<T>(before);
  }

  bool compare_exchange(T& expected, T desired, std::memory_order success, std::memory_order failure, bool weak,
                        Place place) {
    std::uint64_t seen = to_bits(expected);
    if (Machine* const here = machine()) {
      const bool done = here->compare_exchange(word_, seen, to_bits(desired), success, failure, weak, place);
      if (!done) expected = from_bits<T>(seen);
      return done;
    }
    if (word_.value == seen) {
      word_.value = to_bits(desired);
      return true;
    }
    expected = from_bits<T>(word_.value);
    return false;
  }

  mutable typename Machine::Word word_;
};

template <class Machine>
template <class T>
class VirtualPlatform<Machine>::Plain {
 public:
  Plain() = default;
  explicit Plain(T value) : value_(std::move(value)) {}

  [[nodiscard]] const T& get(Place place = Place::current()) const {
    if (Machine* const here = machine()) here->accessed(state_, false, place);
    return value_;
  }
  void set(T value, Place place = Place::current()) {
    if (Machine* const here = machine()) here->accessed(state_, true, place);
    value_ = std::move(value);
  }

 private:
  T value_{};
  [[no_unique_address]] mutable typename Machine::PlainState state_;
};

}  // namespace zramlab

#include "engine/platform/virtual/bounded_queue.h"
#include "engine/platform/virtual/cpu_slots.h"
