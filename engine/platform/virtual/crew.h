// The virtual worlds' crews: threads that a device has of its own, as part of each run.
#pragma once

#include "engine/base/check.h"
#include "engine/base/types.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace zramlab {

// See HasCrew in platform.h. For a Machine, whose runs are on one operating-system thread with the crews they consult:
//
//   at the start of a run       thread_count() threads more than asked for, numbered after them; the i-th calls work(i)
//   when the last other ended   stop_all(), on that one's fiber, before it is done
//   when the run failed         forget_all(): what those crews hold stays held, and no later run must wait for it
template <class Machine>
class VirtualCrew {
 public:
  VirtualCrew(ThreadIndex /*first*/, ThreadIndex count, std::function<void()> work, std::function<void()> ask_to_stop)
      : count_(count), work_(std::move(work)), ask_to_stop_(std::move(ask_to_stop)) {
    ZRAMLAB_CHECK(Machine::current() == nullptr, "a crew is made outside of a run");
    living().push_back(this);
  }
  ~VirtualCrew() {
    ZRAMLAB_CHECK(Machine::current() == nullptr, "a crew ends outside of a run");
    std::erase(living(), this);
  }
  VirtualCrew(const VirtualCrew&) = delete;
  VirtualCrew& operator=(const VirtualCrew&) = delete;

  static ThreadIndex thread_count() {
    ThreadIndex count = 0;
    for (const VirtualCrew* crew : living()) count += crew->count_;
    return count;
  }

  static void work(ThreadIndex thread) {
    for (const VirtualCrew* crew : living()) {
      if (thread < crew->count_) return crew->work_();
      thread -= crew->count_;
    }
  }

  static void stop_all() {
    for (const VirtualCrew* crew : living()) crew->ask_to_stop_();
  }

  static void forget_all() { living().clear(); }

 private:
  static std::vector<VirtualCrew*>& living() {
    thread_local std::vector<VirtualCrew*> crews;
    return crews;
  }

  ThreadIndex count_;
  std::function<void()> work_;
  std::function<void()> ask_to_stop_;
};

}  // namespace zramlab
