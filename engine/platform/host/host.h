// The host platform: real threads, real time, this machine.
//
// What it can only imitate (docs/limits.md, "Preemption off"): a thread that disables preemption takes a
// lock of its CPU instead. The next thread that wants the same CPU's section sleeps until it is free, as it would
// not run at all in the kernel; but the holder itself may still be descheduled.
#pragma once

#include "engine/base/fetch.h"
#include "engine/platform/host/clock.h"
#include "engine/platform/host/cpu.h"
#include "engine/platform/host/cpu_slots.h"
#include "engine/platform/host/crew.h"
#include "engine/platform/host/wait.h"
#include "engine/platform/platform.h"

#include <tbb/concurrent_queue.h>

#include <array>
#include <atomic>
#include <type_traits>
#include <utility>

namespace zramlab {

// Workers at a time; a limit so that per-thread tables have a fixed size.
inline constexpr ThreadIndex host_threads_max = 1024;

namespace host {

inline constexpr CpuIndex no_cpu = ~CpuIndex{0};

// What a thread knows of itself.
struct Self {
  ThreadIndex thread = 0;
  CpuIndex section_cpu = no_cpu;  // while preemption is "off"
};

}  // namespace host

struct Host {
  template <class T>
  using Atomic = std::atomic<T>;

  template <class T>
  class Plain {
   public:
    Plain() = default;
    explicit Plain(T value) : value_(std::move(value)) {}
    [[nodiscard]] const T& get() const { return value_; }
    void set(T value) { value_ = std::move(value); }

   private:
    T value_{};
  };

  template <class T>
  class BoundedQueue {
   public:
    explicit BoundedQueue(std::size_t capacity) { queue_.set_capacity(static_cast<std::ptrdiff_t>(capacity)); }
    void push(T item) { queue_.push(std::move(item)); }
    T pop() {
      T item{};
      queue_.pop(item);
      return item;
    }

   private:
    tbb::concurrent_bounded_queue<T> queue_;
  };

  template <class T>
  using CpuSlots = host::CpuSlots<T>;
  using Crew = host::Crew;

  static void enter(ThreadIndex thread);
  static void leave();
  static ThreadIndex thread() { return self.thread; }
  static CpuIndex cpu() { return self.section_cpu != host::no_cpu ? self.section_cpu : host::current_cpu(); }
  static CpuIndex cpu_count() { return host::possible_cpus(); }
  static bool is_online(CpuIndex cpu) { return host::was_online(cpu); }
  static CpuIndex cluster_of(CpuIndex cpu) { return host::cluster_of(cpu); }
  static CpuIndex cluster_count() { return host::cluster_count(); }

  // The kernel keeps each thread's rseq area up to date with the CPU it last ran on. A thread that was last on
  // the CPU on which the caller runs now cannot be running.
  static bool is_running(ThreadIndex other) {
    const std::atomic<const volatile std::uint32_t*>& area = cpu_areas[other];
    const volatile std::uint32_t* cpu_of_other = area.load(memory_order_acquire);
    return cpu_of_other == nullptr || *cpu_of_other != host::current_cpu();
  }

  static constexpr bool emulates_preemption = true;
  static constexpr bool has_spinlock_kinds = false;
  static CpuIndex disable_preemption();
  static void enable_preemption();
  static void enter_atomic_section() {}
  static void leave_atomic_section() {}

  template <class T, class Predicate>
  static void spin_until(const std::atomic<T>& word, Predicate predicate) {
    host::Spinner spinner;
    while (!predicate(word.load(memory_order_acquire))) spinner.pause();
  }
  template <class T, class Predicate>
  static void wait_outside(const std::atomic<T>& word, Predicate predicate) {
    spin_until(word, predicate);
  }

  template <class OwnerOf>
  static bool spin_on_owner(const std::atomic<std::uint32_t>& word, OwnerOf owner_of) {
    const Ticks deadline = host::now() + host::spin_ticks_max();
    while (true) {
      const ThreadIndex owner = owner_of(word.load(memory_order_acquire));
      if (owner == no_thread) return true;
      if (!is_running(owner) || host::now() >= deadline) return false;
      host::pause();
    }
  }

  static void sleep_while(const std::atomic<std::uint32_t>& word, std::uint32_t value) {
    host::futex_wait(word, value);
  }
  static void wake_one(std::atomic<std::uint32_t>& word) { host::futex_wake(word, 1); }
  static void wake_all(std::atomic<std::uint32_t>& word) { host::futex_wake(word, host::everyone); }
  static void may_sleep() {}
  static void sleep_until(Ticks time) { host::sleep_until(time); }

  // Real caches need no model.
  struct Footprint {
    explicit Footprint(std::size_t /*bytes*/) {}
  };
  static void touch(Footprint&) {}
  static void fetch(const void* address) { fetch_for_write(address); }
  template <class... Words>
  static void share_line(const Words&...) {}

  template <class T>
  static T peek(const std::atomic<T>& word) {
    return word.load(memory_order_acquire);
  }
  template <class T>
  static void poke(std::atomic<T>& word, std::type_identity_t<T> value) {
    word.store(value, memory_order_release);
  }
  // Who spins looks all the time.
  template <class T>
  static void look_again(const std::atomic<T>& /*word*/) {}

  static void begin_operation() {}

  static Ticks now() { return host::now(); }
  static Ticks now_ordered() { return host::now_ordered(); }
  static std::uint64_t to_ns(Ticks ticks) { return host::to_ns(ticks); }
  static void charge(Work, ContentIndex, std::size_t) {}
  static constexpr bool fails(Fault) { return false; }

 private:
  static inline thread_local constinit host::Self self{};
  static inline std::array<std::atomic<const volatile std::uint32_t*>, host_threads_max> cpu_areas{};
};

static_assert(Platform<Host>);
static_assert(HasBoundedQueue<Host>);
static_assert(HasCpuSlots<Host>);
static_assert(HasCrew<Host>);

}  // namespace zramlab
