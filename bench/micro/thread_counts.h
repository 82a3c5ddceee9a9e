// The numbers of threads that the concurrent microbenchmarks run with.
#pragma once

#include "engine/platform/host/cpu.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>

namespace zramlab {

// Registers for 1, 2, 4 ... threads up to the CPUs there are, and 2 at least: contention shows on one CPU, too. The name goes on
// with "/real_time/threads:N".
template <class Function>
benchmark::internal::Benchmark* register_over_threads(const std::string& name, Function function) {
  benchmark::internal::Benchmark* const registered = benchmark::RegisterBenchmark(name.c_str(), function);
  const int most = std::max(2, static_cast<int>(host::allowed_cpus().size()));
  return registered->ThreadRange(1, most)->UseRealTime();
}

}  // namespace zramlab
