#include "bench/calibrate/pinned_threads.h"

#include "engine/platform/host/cpu.h"
#include "engine/platform/host/wait.h"

#include <atomic>
#include <thread>

namespace zramlab {

void run_pinned(const std::vector<PinnedTask>& tasks) {
  std::atomic<std::size_t> missing{tasks.size()};
  std::vector<std::jthread> threads;
  for (const PinnedTask& task : tasks) {
    threads.emplace_back([&missing, &task] {
      host::pin_to(task.cpu);
      missing.fetch_sub(1, std::memory_order_relaxed);
      // Tasks of one CPU would wait for each other a whole slice.
      while (missing.load(std::memory_order_relaxed) != 0) host::yield();
      task.run();
    });
  }
}

}  // namespace zramlab
