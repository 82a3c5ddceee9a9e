#include "tests/support/virtual_platform.h"

namespace zramlab {

void Virtual::enter(ThreadIndex thread) {
  if (machine() == nullptr || machine()->thread() == thread) return;
  machine()->fail(VirtualFailure::misuse, "enter() with another thread's index");
}

bool Virtual::is_running(ThreadIndex other) {
  step(Machine::Step::where);
  return machine() != nullptr ? machine()->is_running(other) : other == 0;
}

CpuIndex Virtual::cpu() {
  step(Machine::Step::where);
  return machine() != nullptr ? machine()->cpu() : 0;
}

CpuIndex Virtual::disable_preemption() {
  step(Machine::Step::section);
  if (machine() == nullptr) {
    ZRAMLAB_CHECK(!outside_preemption_off, "preemption is already off");
    outside_preemption_off = true;
    return 0;
  }
  machine()->disable_preemption();
  return machine()->cpu();
}

void Virtual::enable_preemption() {
  step(Machine::Step::section);
  if (machine() == nullptr) {
    ZRAMLAB_CHECK(outside_preemption_off, "preemption is not off");
    outside_preemption_off = false;
    return;
  }
  machine()->enable_preemption();
}

void Virtual::enter_atomic_section() {
  step(Machine::Step::section);
  if (machine() != nullptr) {
    machine()->enter_section();
  } else {
    ++outside_sections;
  }
}

void Virtual::leave_atomic_section() {
  step(Machine::Step::section);
  if (machine() != nullptr) {
    machine()->leave_section();
  } else {
    ZRAMLAB_CHECK(outside_sections != 0, "leave_atomic_section without enter");
    --outside_sections;
  }
}

void Virtual::spin_on_owner(const Atomic<std::uint32_t>& word, std::uint32_t value, ThreadIndex owner, Place place) {
  step(Machine::Step::wait);
  Machine* const here = machine();
  if (here == nullptr || here->spurious()) return;
  const auto over = [&] { return word.value_ != value || !here->is_running(owner); };
  here->spin(&word, Condition(over), place);
}

void Virtual::sleep_while(const Atomic<std::uint32_t>& word, std::uint32_t value, Place place) {
  may_sleep(place);
  if (word.value_ != value) return;
  ZRAMLAB_CHECK(machine() != nullptr,
                "this sleep has no end: no other thread is there (a failed virtual run leaves its locks held)");
  machine()->sleep(&word, place);
}

void Virtual::wake(const void* word, std::uint32_t count) {
  step(Machine::Step::wake);
  if (machine() != nullptr) machine()->wake(word, count);
}

void Virtual::may_sleep(Place place) {
  step(Machine::Step::wait);
  if (machine() != nullptr) {
    machine()->check_may_sleep(place);
  } else {
    ZRAMLAB_CHECK(outside_sections == 0 && !outside_preemption_off, "sleeping is not allowed here");
  }
}

Ticks Virtual::now() {
  step(Machine::Step::where);
  return machine() != nullptr ? machine()->now() : ++outside_ticks;
}

void Virtual::charge(Work, ContentIndex, std::size_t bytes) {
  step(Machine::Step::cost);
  // A tick a byte: time passes, and no test depends on how fast.
  if (machine() != nullptr) machine()->charge(bytes);
}

bool Virtual::fails(Fault fault) {
  step(Machine::Step::fault);
  return machine() != nullptr && machine()->fails(fault);
}

void Virtual::require(bool holds, const char* what) {
  if (holds) return;
  ZRAMLAB_CHECK(machine() != nullptr, what);
  machine()->fail(VirtualFailure::assertion, what);
}

}  // namespace zramlab
