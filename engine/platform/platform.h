// The platform contract: all that a strategy, a lock or a pool sees of the world.
//
// Code above this seam is a template over a platform P and runs unchanged on real threads
// (engine/platform/host) and on virtual CPUs. Read this file from top to bottom like a specification;
// the concept at the end is the same text for the compiler.
//
// Two rules make a virtual platform possible:
//
//   A. A wait is parked on what it waits for: spin_until(variable, predicate), spin_on_owner,
//      sleep_while. Never a polling loop: virtual time would stand still in it, and a lost wake-up
//      would look like work instead of a deadlock.
//   B. Cost is charged, not measured: charge(work, ...) says what was done; a virtual platform looks
//      the price up in a table keyed by page content, the host has paid it already.
//
// Everything is static: a platform is a world, and a thread is in one world at a time.
//
// 1. Threads. A worker calls P::enter(index) once, before it touches anything templated over P, and
//    P::leave() at its end. P::thread() is its index, dense from 0. The thread that sets up and tears
//    down (a device's constructor, statistics at rest) need not enter: it counts as thread 0 and
//    must be alone.
// 2. CPUs. P::cpu() is the CPU the thread was on a moment ago: unless preemption is disabled it may
//    have migrated before the caller looks at the answer. P::cpu_count() is the number of possible CPUs; P::is_online(cpu)
//    says whether one is there as the world begins. P::cluster_of(cpu), below P::cluster_count(): CPUs of one cluster share
//    their last cache.
// 3. Preemption. P::disable_preemption() returns the CPU on which the thread now stays, with no other
//    thread of this world between it and P::enable_preemption(). Nothing may sleep in between; the pair does not
//    nest. A spinlock brackets its section with enter_atomic_section() / leave_atomic_section(), which nest
//    and forbid sleeping too. The host can only imitate these (docs/limits.md); P::emulates_preemption says so.
// 4. Atomics. P::Atomic<T> has the operations of std::atomic with the memory order always written out.
//    P::Plain<T> is shared data that is not atomic: a lock must order its accesses, and a virtual platform
//    checks that one does.
// 5. Waiting. BLOCKS marks what may give the CPU away; each first asserts, where the platform can, that
//    sleeping is allowed here.
// 6. Cache lines. Each Atomic is a line of its own, unless P::share_line says that others lie in the first one's line; a
//    P::Footprint stands for other memory that moves from cache to cache with its users. The host has real caches, so
//    both are nothing there; a virtual platform prices accesses by them. P::fetch is the reverse: a hint to real caches, and
//    nothing in a virtual world, whose lines it would only throw out of the host's caches.
// 7. The driver. P::peek and P::poke are a load with acquire and a store with release order that cost nothing in a simulated
//    world: for what drives a device and is no part of the machine. So is P::sleep_until: the caller is back on its CPU
//    at that time, if nobody else is there, and pays for no wake-up. P::look_again(word) lets all who wait in P::spin_until for the
//    word look at their conditions, as if it had changed: for conditions that something else can make true. P::wait_outside is
//    P::spin_until of a program, which lets others have its CPU soon, also on a machine whose spinners are a kernel's and do not.
//    P::begin_operation() is where a simulated machine charges what the driver itself takes for an operation, if its profile says so.
#pragma once

#include "engine/base/types.h"

#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>

namespace zramlab {

using std::memory_order_acq_rel;
using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;
using std::memory_order_seq_cst;

// What a thread did, for P::charge. `content` below says to which page it did it.
enum class Work : std::uint8_t { same_filled_scan, compress, decompress, copy, fill, allocate };

// What a virtual platform may make fail, for P::fails. On the host nothing fails by itself.
enum class Fault : std::uint8_t { allocation, compress, decompress, stream_creation };

// How a kernel queues a spinlock's waiters: each at a line of its own (qspinlock, since 4.2), or all at the lock's (ticket, before), where each
// hand-over has to reach every waiter.
enum class SpinlockKind : std::uint8_t { queued, ticket };

// Bytes that two threads may write without sharing a cache line. 64 on every CPU modelled here; not
// hardware_destructive_interference_size, whose value depends on compiler flags.
inline constexpr std::size_t cache_line_bytes = 64;

// No thread: the answer of an owner function when nobody owns.
inline constexpr ThreadIndex no_thread = ~ThreadIndex{0};

// A platform's answer in clock ticks; P::to_ns converts a difference of two.
using Ticks = std::uint64_t;

template <class P>
concept Platform = requires(typename P::template Atomic<std::uint32_t>& word, std::uint32_t value, ThreadIndex thread,
                            Ticks ticks, bool (*predicate)(std::uint32_t), ThreadIndex (*owner_of)(std::uint32_t),
                            typename P::Footprint& footprint) {
  // Shared data.
  typename P::template Atomic<std::uint64_t>;
  typename P::template Plain<int>;

  // Where the caller is. is_running: false only when `other` is known not to be on a CPU now.
  { P::enter(thread) } -> std::same_as<void>;
  { P::leave() } -> std::same_as<void>;
  { P::thread() } -> std::same_as<ThreadIndex>;
  { P::is_running(thread) } -> std::same_as<bool>;
  { P::cpu() } -> std::same_as<CpuIndex>;
  { P::cpu_count() } -> std::same_as<CpuIndex>;
  { P::is_online(CpuIndex{}) } -> std::same_as<bool>;
  { P::cluster_of(CpuIndex{}) } -> std::same_as<CpuIndex>;
  { P::cluster_count() } -> std::same_as<CpuIndex>;

  // Preemption, and sections in which nothing may sleep.
  { P::emulates_preemption } -> std::convertible_to<bool>;
  { P::disable_preemption() } -> std::same_as<CpuIndex>;
  { P::enable_preemption() } -> std::same_as<void>;
  { P::enter_atomic_section() } -> std::same_as<void>;
  { P::leave_atomic_section() } -> std::same_as<void>;

  // Returns once predicate(word) held for a value that was loaded with acquire order. Does not sleep.
  { P::spin_until(word, predicate) } -> std::same_as<void>;
  { P::wait_outside(word, predicate) } -> std::same_as<void>;
  // Spins while owner_of(word) is a thread that runs. True: nobody owned (no_thread), though somebody may again by now. False: the owner is off
  // its CPU, or waiting longer by spinning makes no sense. Does not sleep. The caller looks again.
  { P::spin_on_owner(word, owner_of) } -> std::same_as<bool>;
  // BLOCKS while word == value, until wake_one or wake_all on the same word; may return for no reason.
  { P::sleep_while(word, value) } -> std::same_as<void>;
  { P::wake_one(word) } -> std::same_as<void>;
  { P::wake_all(word) } -> std::same_as<void>;
  // Asserts that sleeping is allowed here, for an operation that may sleep but did not have to.
  { P::may_sleep() } -> std::same_as<void>;

  // Whether the world says how its spinlocks' waiters stand, by P::spinlock_kind(), because none of them can be preempted. Else they stand in no
  // queue.
  { P::has_spinlock_kinds } -> std::convertible_to<bool>;

  // Lines and footprints. touch: the caller uses all of it now. P::share_line(word, others...) is for constructors. fetch: the line at
  // an address will soon be written.
  { P::touch(footprint) } -> std::same_as<void>;
  { P::share_line(word, word) } -> std::same_as<void>;
  { P::fetch(static_cast<const void*>(nullptr)) } -> std::same_as<void>;

  // BLOCKS until now() >= `time`; returns at once where it is that late already. May return early, for no reason.
  { P::sleep_until(ticks) } -> std::same_as<void>;

  { P::begin_operation() } -> std::same_as<void>;
  { P::peek(word) } -> std::same_as<std::uint32_t>;
  { P::poke(word, value) } -> std::same_as<void>;
  { P::look_again(word) } -> std::same_as<void>;

  // Time and cost. now_ordered() is for the border between two steps: after all that came before it, where now() may be
  // some instructions off and costs less.
  { P::now() } -> std::same_as<Ticks>;
  { P::now_ordered() } -> std::same_as<Ticks>;
  { P::to_ns(ticks) } -> std::same_as<std::uint64_t>;
  { P::charge(Work::copy, ContentIndex{}, std::size_t{}) } -> std::same_as<void>;
  { P::fails(Fault::allocation) } -> std::same_as<bool>;
};

// P::BoundedQueue<T>, constructed with a capacity: push(T) and pop() -> T, first in first out; both BLOCK. The
// host's is oneTBB's concurrent_bounded_queue.
template <class P>
concept HasBoundedQueue = requires(typename P::template BoundedQueue<int*>& queue, int* item) {
  { queue.push(item) } -> std::same_as<void>;
  { queue.pop() } -> std::same_as<int*>;
};

// P::CpuSlots<T>: a pointer to T for each possible CPU, guarded by nothing: take() and put() are atomic against preemption and
// migration on the CPU they run on, as the kernel's this_cpu operations are. On the host they are restartable sequences.
//
//   take()      empties the slot of the caller's CPU and returns what it held; nullptr where it was empty or closed
//   put(T*)     fills it; false where it holds something or is closed
//   open(cpu, T*)  opens a closed slot, with something in it or nothing. All are closed at the start
//   close(cpu)  closes it and returns what it held. REQUIRES that no thread is on that CPU, and one caller at a time
//   publish()   for who goes to sleep: either it finds what another thread put before, or that thread's loads of order
//               seq_cst after put() find what the caller wrote before. Costly
//   holds(cpu)  whether there is something in it now
template <class P>
concept HasCpuSlots = requires(typename P::template CpuSlots<int>& slots, int* item, CpuIndex cpu) {
  { slots.take() } -> std::same_as<int*>;
  { slots.put(item) } -> std::same_as<bool>;
  { slots.open(cpu, item) } -> std::same_as<void>;
  { slots.close(cpu) } -> std::same_as<int*>;
  { slots.publish() } -> std::same_as<void>;
  { slots.holds(cpu) } -> std::same_as<bool>;
};

// P::Crew(first, count, work, ask_to_stop): `count` threads of a device's own, with the indices from `first`, above those of
// the workers. Each calls work() -> void, which returns some time after ask_to_stop() was called. On the host they live as
// long as the object. In a virtual world they are part of each run: ask_to_stop() is called when the last of the run's own
// threads has ended, and work() must be ready to be called again in the next run. Made and destroyed outside of a run.
template <class P>
concept HasCrew = std::constructible_from<typename P::Crew, ThreadIndex, ThreadIndex, void (*)(), void (*)()>;

// Preemption is off while one of these lives; cpu() is where the thread stays.
template <Platform P>
class PreemptionOff {
 public:
  PreemptionOff() : cpu_(P::disable_preemption()) {}
  ~PreemptionOff() { P::enable_preemption(); }
  PreemptionOff(const PreemptionOff&) = delete;
  PreemptionOff& operator=(const PreemptionOff&) = delete;
  [[nodiscard]] CpuIndex cpu() const { return cpu_; }

 private:
  CpuIndex cpu_;
};

}  // namespace zramlab
