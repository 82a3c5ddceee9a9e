// How fast recordings of each format are imported and traces exported, with the recording in the page cache. items_per_second, by the clock on
// the wall, is lines or binary records (of blktrace's two belong to a request), for exports requests; writing and syncing the output is
// part of it, so that TMPDIR decides how much the disk has to say.
#include "bench/micro/folder.h"
#include "bench/micro/recordings.h"
#include "engine/base/random.h"
#include "engine/base/table.h"
#include "traces/export.h"
#include "traces/exporters/table.h"
#include "traces/import.h"

#include <benchmark/benchmark.h>

#include <array>
#include <cstring>
#include <fstream>
#include <string>

namespace zramlab {
namespace {

constexpr std::uint64_t requests = 1'000'000;

void measure_import(benchmark::State& state, const std::filesystem::path& input, std::uint64_t expected, std::uint32_t entries = 1) {
  const ImportRequest request = {.input = input, .output = folder().file("imported.ztrace"), .writer = {.level = 1}};
  for (auto _ : state) {
    const ImportReport report = import_trace(request);
    if (report.writes + report.reads != expected) state.SkipWithError("the import lost requests");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(expected * entries) * state.iterations());
}

void import_recording(benchmark::State& state, const Recording& recording) {
  const auto file = folder().file(recording.name);
  if (!std::filesystem::exists(file)) write_recording(recording, requests, file);
  measure_import(state, file, requests, recording.entries);
}

void import_blktrace_of_four_cpus(benchmark::State& state) {
  static const std::filesystem::path first = write_blktrace_files(requests, folder().file("cpus"));
  measure_import(state, first, requests, find_by_name(recordings(), "blktrace", "recording").entries);
}
BENCHMARK(import_blktrace_of_four_cpus)->UseRealTime()->Unit(benchmark::kMillisecond);

// Of every record the page is hashed and compressed; 1 in 4 is distinct.
void import_ariadne_with_pages(benchmark::State& state) {
  constexpr std::uint64_t swap_outs = 20'000;
  const auto file = folder().file("ariadne");
  if (!std::filesystem::exists(file)) {
    std::ofstream output(file, std::ios::binary);
    Random random(3);
    std::array<char, 4096> page{};
    for (std::uint64_t i = 0; i < swap_outs; ++i) {
      const std::uint64_t word = i % 4 == 0 ? random() : 1;
      for (std::size_t at = 0; at < page.size(); at += 64) std::memcpy(page.data() + at, &word, sizeof word);
      std::string header = fmt::format("TEST^^^#10123,{},{}#^^^\n", i, i * 8);
      header.resize(50, '\0');
      output.write(header.data(), static_cast<std::streamsize>(header.size()));
      output.write(page.data(), static_cast<std::streamsize>(page.size()));
    }
  }
  measure_import(state, file, swap_outs);
}
BENCHMARK(import_ariadne_with_pages)->UseRealTime()->Unit(benchmark::kMillisecond);

void export_to(benchmark::State& state, const Exporter& exporter) {
  const auto input = folder().file("for-export.ztrace");
  if (!std::filesystem::exists(input)) {
    const auto csv = folder().file("for-export.csv");
    for (const Recording& recording : recordings()) {
      if (recording.name == "csv") write_recording(recording, requests, csv);
    }
    import_trace({.input = csv, .output = input, .format = "csv"});
  }
  for (auto _ : state) {
    const ExportReport report =
        export_trace({.input = input, .output = folder().file("exported"), .format = std::string(exporter.name)});
    if (report.exported != requests) state.SkipWithError("the export lost requests");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(requests) * state.iterations());
}

// A benchmark for each line of the tables.
const int registered = [] {
  for (const Recording& recording : recordings()) {
    benchmark::RegisterBenchmark(fmt::format("import/{}", recording.name).c_str(), import_recording, recording)
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  }
  for (const Exporter& exporter : exporters()) {
    benchmark::RegisterBenchmark(fmt::format("export/{}", exporter.name).c_str(), export_to, exporter)
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  }
  return 0;
}();

}  // namespace
}  // namespace zramlab
