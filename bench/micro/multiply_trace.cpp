// Makes a trace N times as long over N times as many slots, with the same distinct pages: for growth measurements.
//
//   zramlab_multiply_trace INPUT.ztrace OUTPUT.ztrace TIMES
#include "engine/base/input_error.h"
#include "traces/reader.h"
#include "traces/writer.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <span>

namespace {

using namespace zramlab;

void multiply(const char* input, const char* output, std::uint64_t times) {
  const TraceReader trace(input);
  const PageStore contents = trace.load_contents();
  TraceWriter writer(output, trace.metadata(), {.level = 1});
  for (const TraceThread& thread : trace.threads()) writer.add_thread(thread);
  for (ContentIndex content = 0; content < contents.count(); ++content) writer.add_content(contents.page(content));
  std::uint64_t last_ns = 0;
  for (std::uint64_t time = 0; time < times; ++time) {
    const std::uint64_t begin_ns = last_ns;
    trace.for_each_block([&](std::span<const TraceRecord> block) {
      for (TraceRecord record : block) {
        record.slot += static_cast<SlotIndex>(time * trace.slot_count());
        record.time_ns += begin_ns;
        last_ns = record.time_ns;
        writer.add_record(record);
      }
    });
  }
  writer.finish();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 || std::atoi(argv[3]) < 1) {
    fmt::print(stderr, "usage: zramlab_multiply_trace INPUT.ztrace OUTPUT.ztrace TIMES\n");
    return static_cast<int>(ExitCode::usage);
  }
  try {
    multiply(argv[1], argv[2], static_cast<std::uint64_t>(std::atoi(argv[3])));
  } catch (const InputError& error) {
    fmt::print(stderr, "zramlab_multiply_trace: {}\n", error.what());
    return static_cast<int>(error.code());
  }
  return static_cast<int>(ExitCode::done);
}
