// The twin as a child process: the same queueing model in SimGrid (tests/twin).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace zramlab {

// What a content costs, in nanoseconds.
struct ContentTimes {
  double compress = 0, copy = 0, decompress = 0;
};

// Who may compress at once: as many as there are streams, one, or every CPU.
enum class StreamGuard { pool, mutex, own };
std::string_view to_string(StreamGuard guard);

// Each CPU decompresses the page that it wrote before, gets a stream, compresses a page, copies it and puts the stream; again and
// again, so that no CPU is left alone at the end.
struct TwinModel {
  unsigned cpus = 1;
  unsigned streams = 1;
  double duration_ns = 0;  // simulated
  std::uint64_t seed = 1;
  StreamGuard guard = StreamGuard::pool;
  std::vector<ContentTimes> contents{};
};

struct TwinRun {
  std::uint64_t pages = 0;          // within the duration
  double pages_per_cpu_second = 0;  // how fast it was simulated: by CPU time, so that a busy host does not matter
};

// How SimGrid lets time pass: on a CPU of its own model, or without one, which it does faster.
enum class TwinWork { execute, sleep };

// THROWS InputError (failed) if the program cannot be run or does not answer.
TwinRun run_simgrid_twin(const std::filesystem::path& program, const TwinModel& model, TwinWork work);

}  // namespace zramlab
