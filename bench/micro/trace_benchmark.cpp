// How fast traces are decoded and recordings imported. Files lie in the page cache; one thread,
// except where a benchmark's argument says otherwise. items_per_second is records, lines or pages.
#include "engine/base/random.h"
#include "traces/import.h"
#include "traces/reader.h"
#include "traces/writer.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace zramlab {
namespace {

// Files of this process, made when first asked for and removed at its end.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / fmt::format("zramlab-micro-{}", ::getpid())) {
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::filesystem::path file(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

Folder& folder() {
  static Folder instance;
  return instance;
}

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

std::filesystem::path recording_of(std::uint64_t lines) {
  const auto file = folder().file(fmt::format("{}.ftrace", lines));
  if (std::filesystem::exists(file)) return file;
  std::string text;
  Random random(2);
  for (std::uint64_t i = 0; i < lines; ++i) {
    const std::uint32_t thread = random.below(4);
    fmt::format_to(std::back_inserter(text),
                   "{:>16}-{:<7} [{:03}] .....  {}.{:06}: block_bio_queue: 253,1 {} {} + 8 [cc1plus]\n", "cc1plus",
                   20711 + thread, thread, 1280 + i / 1'000'000, i % 1'000'000, random.chance(0.8) ? "WS" : "RS",
                   random.below(100'000) * 8);
  }
  std::ofstream(file) << text;
  return file;
}

// The text alone, without contents; writing and syncing the .ztrace file is part of it.
void import_ftrace_text(benchmark::State& state) {
  const auto lines = static_cast<std::uint64_t>(state.range(0));
  const ImportRequest request = {.input = recording_of(lines), .output = folder().file("imported.ztrace")};
  for (auto _ : state) {
    const ImportReport report = import_trace(request);
    if (report.writes + report.reads != lines) state.SkipWithError("the import lost lines");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(lines) * state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(std::filesystem::file_size(request.input)) * state.iterations());
}
BENCHMARK(import_ftrace_text)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace zramlab
