#include "engine/platform/host/crew.h"

#include "engine/platform/host/host.h"

#include <utility>

namespace zramlab::host {

Crew::Crew(ThreadIndex first, ThreadIndex count, std::function<void()> work, std::function<void()> ask_to_stop)
    : work_(std::move(work)), ask_to_stop_(std::move(ask_to_stop)), end_(count) {
  for (ThreadIndex thread = first; thread < first + count; ++thread) {
    threads_.emplace_back([this, thread] {
      Host::enter(thread);
      work_();
      Host::leave();
      end_.arrive_and_wait();  // another one may be looking at where this one runs: its memory stays until all are done
    });
  }
}

Crew::~Crew() {
  ask_to_stop_();
  for (std::thread& thread : threads_) thread.join();
}

}  // namespace zramlab::host
