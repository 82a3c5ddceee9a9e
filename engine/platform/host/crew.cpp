#include "engine/platform/host/crew.h"

#include "engine/platform/host/host.h"

#include <utility>

namespace zramlab::host {

Crew::Crew(ThreadIndex first, ThreadIndex count, std::function<void()> work, std::function<void()> ask_to_stop)
    : work_(std::move(work)), ask_to_stop_(std::move(ask_to_stop)), start_(count), end_(count) {
  for (ThreadIndex thread = first; thread < first + count; ++thread) {
    threads_.emplace_back([this, thread] {
      Host::enter(thread);
      start_.count_down();
      work_();
      Host::leave();
      end_.arrive_and_wait();  // another one may be looking at where this one runs: its memory stays until all are done
    });
  }
  start_.wait();  // what starting a thread costs is no part of what its device does
}

Crew::~Crew() {
  ask_to_stop_();
  for (std::thread& thread : threads_) thread.join();
}

}  // namespace zramlab::host
