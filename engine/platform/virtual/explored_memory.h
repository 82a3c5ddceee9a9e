// What an explored run keeps of each atomic: its last stores, and who waits on it.
#pragma once

#include "engine/platform/virtual/explored_choices.h"
#include "engine/platform/virtual/vector_clock.h"

#include <array>
#include <bit>
#include <cstdint>

namespace zramlab {

// A hash of an event and all that happened before it: equal for two runs that differ only in the order of events that do not
// concern each other. A search keeps 56 of its 64 bits: at 10^7 states the chance that two of them look alike is below 10^-3.
using EventHash = std::uint64_t;

// One is turned first, because often it is the other, or its complement: a thread takes again what it has just left.
constexpr EventHash mixed(EventHash first, EventHash second) {
  const EventHash product = (first ^ std::rotl(second + 0x9e3779b97f4a7c15, 25)) * 0xbf58476d1ce4e5b9;
  return product ^ (product >> 32);
}

// One store to an atomic.
struct StoreRecord {
  std::uint64_t value = 0;
  EventHash event = 0;
  VectorClock released;        // what a reader with acquire order learns
  bool releases = false;       // else `released` is empty
  ThreadIndex writer = 0;
  VectorClock::Time time = 0;  // by the writer's clock; 0: before the run, so that all know of it
  ThreadMask seen_by = 0;
  std::array<VectorClock::Time, explored_threads_max> seen;  // when each of seen_by first loaded it, by its own clock

  // Whether a thread with this clock must not load anything older: the store, or a load of it, happened before.
  [[nodiscard]] bool is_known_by(const VectorClock& clock) const {
    if (time <= clock.of(writer)) return true;
    for (ThreadMask left = seen_by; left != 0; left &= left - 1) {
      const auto thread = static_cast<ThreadIndex>(std::countr_zero(left));
      if (seen[thread] <= clock.of(thread)) return true;
    }
    return false;
  }
};

struct ExploredWord;

struct AtomicRecord {
  // How far back a stale load reaches. Bugs of missing order show with the last store or two; each more is a choice more.
  static constexpr std::uint32_t depth = 4;

  // The atomic's first use in a run: its value is from before, and known to all.
  void start(ExploredWord* of, std::uint64_t value, std::uint32_t number) {
    word = of;
    name = number;
    stores = 1;
    sleep_event = 0;
    spinners = sleepers = 0;
    is_lock = false;
    StoreRecord& initial = history[0];
    initial.value = value;
    initial.event = 0;
    initial.releases = false;
    initial.writer = 0;
    initial.time = 0;
    initial.seen_by = 0;
  }

  // The store that is `back` stores older than the newest. REQUIRES back < kept().
  StoreRecord& store(std::uint32_t back = 0) { return history[(stores - 1 - back) % depth]; }
  [[nodiscard]] std::uint32_t kept() const { return stores < depth ? stores : depth; }

  ExploredWord* word = nullptr;
  std::uint32_t name = 0;       // in order of first use
  std::uint32_t stores = 0;     // in this run, the initial value included
  EventHash sleep_event = 0;    // of the last change of who sleeps
  ThreadMask spinners = 0;
  ThreadMask sleepers = 0;
  bool is_lock = false;         // taken by change_when() in this run: leaving it is no step
  std::array<StoreRecord, depth> history;
};

// An atomic. What is quiet takes no step of its own: its accesses belong to the step before them.
struct ExploredWord {
  ExploredWord();
  ~ExploredWord() {}  // not trivial: memory that is all zeros is no initial value

  std::uint64_t value = 0;
  AtomicRecord* record = nullptr;  // of run `run`
  std::uint64_t run = 0;
  bool is_visible;
};

// What is kept of plain data. Belongs to one object: a copy starts anew.
struct ExploredPlain {
  ExploredPlain();
  ExploredPlain(const ExploredPlain& other) : is_visible(other.is_visible) {}
  ExploredPlain& operator=(const ExploredPlain&) { return *this; }
  ~ExploredPlain() {}

  RaceHistory* history = nullptr;  // of run `run`
  std::uint64_t run = 0;
  bool is_visible;
};

}  // namespace zramlab
