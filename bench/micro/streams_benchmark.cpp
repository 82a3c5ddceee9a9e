// What it costs to get a stream and to put it back, for each strategy of the table over threads.
//
// Measured is a whole Device::write whose codec gives up at once: the look whether the page is one word (its first two words
// differ), getting a stream, putting it back, and one atomic addition to the counter of failed writes, which all threads share.
// Nothing is compressed, allocated, copied or published. async-workers copies its page to the queue besides, and its own threads
// get and put the stream. `empty` is the harness alone.
#include "bench/micro/thread_counts.h"
#include "engine/device/recount.h"
#include "engine/platform/host/host.h"
#include "strategies/table.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <array>
#include <memory>

namespace zramlab {
namespace {

class RefusingBackend final : public Backend {
 public:
  Outcome compress(PageView, StreamBuffer, std::size_t&) override { return Outcome::backend_failed; }
  Outcome decompress(ByteView, PageSpan) override { return Outcome::backend_failed; }
};

class RefusingCodec final : public Codec {
 public:
  [[nodiscard]] std::unique_ptr<Backend> create() const override { return std::make_unique<RefusingBackend>(); }
  [[nodiscard]] std::size_t work_memory_bytes() const override { return 0; }
  [[nodiscard]] bool decompression_has_state() const override { return false; }
};

DeviceOptions device_for(const StrategyCard& card, int threads) {
  DeviceOptions options;
  options.slot_count = static_cast<std::size_t>(threads);
  options.slot_lock = card.slot_lock;
  options.codec = std::make_shared<RefusingCodec>();
  options.streams_max = static_cast<std::uint32_t>(threads);
  options.threads = static_cast<ThreadIndex>(threads);
  return options;
}

// Every write must have been refused, and every stream must be back.
void verify(Device<Host>& device, const StrategyCard& card, benchmark::State& state) {
  const std::vector<std::string> differences = recount(device);
  if (!differences.empty()) return state.SkipWithError(differences.front().c_str());
  const auto writes = static_cast<std::uint64_t>(state.iterations()) * static_cast<std::uint64_t>(state.threads());
  const std::uint64_t refused = device.io_stat().failed_writes;
  if (refused != (card.stores_pages ? writes : 0)) state.SkipWithError("a write got no stream: the refusals do not add up");
}

// Thread 0 makes the device ahead of the barrier that starts the loop, and looks at it after the one that ends it.
std::unique_ptr<Device<Host>> shared_device;

void get_and_put(benchmark::State& state, const StrategyEntry<Host>& entry) {
  const auto thread = static_cast<ThreadIndex>(state.thread_index());
  if (thread == 0) shared_device = std::make_unique<Device<Host>>(device_for(entry.card, state.threads()), entry.make);
  Host::enter(thread);
  alignas(8) std::array<std::byte, page_bytes> page{};
  page[0] = std::byte{1};
  for (auto _ : state) benchmark::DoNotOptimize(shared_device->write(thread, PageContent{page}));
  state.SetItemsProcessed(state.iterations());
  if (thread == 0) {
    verify(*shared_device, entry.card, state);
    shared_device.reset();
  }
  Host::leave();
}

[[maybe_unused]] const bool registered = [] {
  for (const StrategyEntry<Host>& entry : strategies<Host>) {
    register_over_threads(fmt::format("get_and_put/{}", entry.name), [&entry](benchmark::State& state) { get_and_put(state, entry); });
  }
  return true;
}();

}  // namespace
}  // namespace zramlab
