// How fast traces are decoded. Files lie in the page cache; one thread,
// except where a benchmark's argument says otherwise. items_per_second is records or pages.
#include "bench/micro/folder.h"
#include "engine/base/random.h"
#include "traces/reader.h"
#include "traces/writer.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <string>

namespace zramlab {
namespace {

std::filesystem::path trace_of(std::uint64_t records, std::uint64_t contents) {
  const auto file = folder().file(fmt::format("{}-{}.ztrace", records, contents));
  if (std::filesystem::exists(file)) return file;
  TraceWriter writer(file, {}, {.level = 1});
  Random random(1);
  const ThreadIndex thread = writer.add_thread({1, "thread"});
  std::array<std::byte, page_bytes> page{};
  for (std::uint64_t i = 0; i < contents; ++i) {
    for (std::size_t at = 0; at < page.size(); at += 32) {
      const std::uint64_t word = random();
      std::memcpy(page.data() + at, &word, sizeof word);
    }
    writer.add_content(page);
  }
  for (std::uint64_t i = 0; i < records; ++i) {
    writer.add_record({.time_ns = i, .slot = random.below(1 << 20), .content = no_content, .thread = thread});
  }
  writer.finish();
  return file;
}

// Checksum and validation of every record, and one sum over their slots as the use of them.
void decode_records(benchmark::State& state) {
  const auto count = static_cast<std::uint64_t>(state.range(0));
  const auto file = trace_of(count, 1);
  for (auto _ : state) {
    const TraceReader trace(file);
    std::uint64_t sum = 0;
    trace.for_each_block([&](std::span<const TraceRecord> records) {
      for (const TraceRecord& record : records) sum += record.slot;
    });
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(count) * state.iterations());
}
BENCHMARK(decode_records)->Arg(1'000'000)->Arg(10'000'000)->Unit(benchmark::kMillisecond);

void load_contents(benchmark::State& state) {
  constexpr std::uint64_t count = 16'384;
  const TraceReader trace(trace_of(1, count));
  for (auto _ : state) benchmark::DoNotOptimize(trace.load_contents(static_cast<unsigned>(state.range(0))));
  state.SetItemsProcessed(static_cast<std::int64_t>(count) * state.iterations());
}
BENCHMARK(load_contents)->ArgName("threads")->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace zramlab
