// Nanoseconds of a page for each backend of the table, with its default parameters: 512 real pages in turn, one context, one
// thread. The label is the ratio of original to compressed bytes over those pages.
#include "bench/micro/capture_sample.h"
#include "engine/backend/table.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

namespace zramlab {
namespace {

// The pages compressed once, ahead of the clock.
struct Compressed {
  std::vector<std::vector<std::byte>> pages;
  std::size_t bytes = 0;
};

Compressed compress_sample(Backend& backend) {
  Compressed compressed;
  std::array<std::byte, stream_buffer_bytes> buffer;
  for (std::size_t index = 0; index < capture_sample().count(); ++index) {
    std::size_t length = 0;
    if (backend.compress(capture_sample().page(index), buffer, length) != Outcome::ok) length = 0;
    compressed.pages.emplace_back(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(length));
    compressed.bytes += length;
  }
  return compressed;
}

bool all_come_back(const Compressed& compressed, Backend& backend) {
  alignas(8) std::array<std::byte, page_bytes> page;
  for (std::size_t index = 0; index < compressed.pages.size(); ++index) {
    if (backend.decompress(compressed.pages[index], page) != Outcome::ok) return false;
    if (!std::ranges::equal(page, capture_sample().page(index))) return false;
  }
  return true;
}

void conclude(benchmark::State& state, const Compressed& compressed) {
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(page_bytes));
  const std::size_t original = compressed.pages.size() * page_bytes;
  state.SetLabel(fmt::format("ratio {:.3f}", static_cast<double>(original) / static_cast<double>(compressed.bytes)));
}

void compress(benchmark::State& state, std::string_view name) {
  const std::shared_ptr<const Codec> codec = make_codec(name);
  const std::unique_ptr<Backend> backend = codec->create();
  const Compressed expected = compress_sample(*backend);
  if (!all_come_back(expected, *backend)) return state.SkipWithError("a page did not come back as it was");
  alignas(64) std::array<std::byte, stream_buffer_bytes> buffer{};
  std::size_t index = 0;
  std::size_t wrong = 0;
  for (auto _ : state) {
    std::size_t length = 0;
    benchmark::DoNotOptimize(backend->compress(capture_sample().page(index), buffer, length));
    wrong += length != expected.pages[index].size() ? 1 : 0;
    index = index + 1 < expected.pages.size() ? index + 1 : 0;
  }
  if (wrong != 0) state.SkipWithError("the same page gave another length");
  conclude(state, expected);
}

void decompress(benchmark::State& state, std::string_view name) {
  const std::shared_ptr<const Codec> codec = make_codec(name);
  const std::unique_ptr<Backend> backend = codec->create();
  const Compressed compressed = compress_sample(*backend);
  if (!all_come_back(compressed, *backend)) return state.SkipWithError("a page did not come back as it was");
  alignas(64) std::array<std::byte, page_bytes> page{};
  std::size_t index = 0;
  std::size_t last = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(backend->decompress(compressed.pages[index], page));
    last = index;
    index = index + 1 < compressed.pages.size() ? index + 1 : 0;
  }
  if (!std::ranges::equal(page, capture_sample().page(last))) state.SkipWithError("the last page is another one");
  conclude(state, compressed);
}

[[maybe_unused]] const bool registered = [] {
  for (const BackendEntry& entry : backends()) {
    const std::string_view name = entry.name;
    benchmark::RegisterBenchmark(fmt::format("compress/{}", name).c_str(), [name](benchmark::State& state) { compress(state, name); });
    benchmark::RegisterBenchmark(fmt::format("decompress/{}", name).c_str(), [name](benchmark::State& state) { decompress(state, name); });
  }
  return true;
}();

}  // namespace
}  // namespace zramlab
