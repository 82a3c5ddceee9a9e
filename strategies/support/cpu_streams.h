// A stream for each on-line CPU.
#pragma once

#include "engine/device/stream.h"

#include <cstddef>
#include <new>
#include <vector>

namespace zramlab {

// OWNS its streams: made when a CPU comes up and freed once it has gone, as the kernel's hotplug notifiers do. A CPU's stream
// is guarded by who may be on that CPU: take it with preemption off.
template <Platform P>
class CpuStreams {
 public:
  // THROWS std::bad_alloc.
  explicit CpuStreams(Streams<P>& streams) : streams_(streams), of_cpu_(P::cpu_count()) {
    for (CpuIndex cpu = 0; cpu < of_cpu_.size(); ++cpu) {
      if (!P::is_online(cpu) || bring_online(cpu) == Outcome::ok) continue;
      destroy_all();
      throw std::bad_alloc();
    }
  }
  ~CpuStreams() { destroy_all(); }
  CpuStreams(const CpuStreams&) = delete;
  CpuStreams& operator=(const CpuStreams&) = delete;

  // REQUIRES that the caller is on that CPU and stays there.
  Stream<P>& of(CpuIndex cpu) {
    Stream<P>* const stream = of_cpu_[cpu].get();
    ZRAMLAB_CHECK(stream != nullptr, "a thread runs on a CPU that is off-line");
    return *stream;
  }

  // Called before a thread runs there.
  Outcome bring_online(CpuIndex cpu) {
    if (of_cpu_[cpu].get() != nullptr) return Outcome::ok;
    Stream<P>* const made = streams_.make();
    if (made == nullptr) return Outcome::no_memory;
    of_cpu_[cpu].set(made);
    return Outcome::ok;
  }

  // Called after the last thread ran there.
  void take_offline(CpuIndex cpu) {
    streams_.destroy(of_cpu_[cpu].get());
    of_cpu_[cpu].set(nullptr);
  }

  // On-line CPUs, at rest.
  [[nodiscard]] std::uint64_t count() const {
    std::uint64_t count = 0;
    for (const auto& stream : of_cpu_) count += stream.get() != nullptr ? 1 : 0;
    return count;
  }

 private:
  void destroy_all() {
    for (const auto& stream : of_cpu_) streams_.destroy(stream.get());
  }

  Streams<P>& streams_;
  std::vector<typename P::template Plain<Stream<P>*>> of_cpu_;
};

}  // namespace zramlab
