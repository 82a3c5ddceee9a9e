#include "bench/validate/machine_twin.h"

#include "bench/captures.h"
#include "bench/cost_tables.h"
#include "bench/frozen_codec.h"
#include "bench/validate/free_machine.h"
#include "engine/backend/table.h"
#include "engine/base/random.h"
#include "engine/base/table.h"
#include "engine/platform/virtual/simulated.h"
#include "engine/sync/mutex.h"
#include "strategies/table.h"
#include "traces/reader.h"

#include <array>
#include <ctime>
#include <functional>
#include <stdexcept>

namespace zramlab {

namespace {

constexpr SlotIndex slots_of_a_cpu = 64;

constexpr double ns_of(std::uint64_t ps) { return static_cast<double>(ps) / static_cast<double>(ps_per_ns); }

// When a run is over, and how many pages were written before.
class Clock {
 public:
  explicit Clock(double duration_ns) : duration_(static_cast<Ticks>(duration_ns * static_cast<double>(ps_per_ns))) {}
  void start(Ticks now) { end_ = now + duration_; }
  [[nodiscard]] bool is_running() const { return Simulated::now() < end_; }
  void count_page() { pages_ += Simulated::now() <= end_ ? 1 : 0; }
  [[nodiscard]] std::uint64_t pages() const { return pages_; }

 private:
  Ticks duration_;
  Ticks end_ = 0;
  std::uint64_t pages_ = 0;
};

// Runs `write_pages(cpu, clock)` on every CPU of a free machine.
TwinRun run_model(const TwinModel& model, const CostTable* costs, const std::function<void(ThreadIndex, Clock&)>& write_pages) {
  const MachineProfile machine = free_machine(model.cpus);
  const SimulationOptions options{
      .profile = &machine, .costs = costs, .seed = model.seed, .threads = model.cpus, .fault_share = {}, .on_pulse = {}, .operator_thread = {}};
  const std::clock_t start = std::clock();
  Clock clock(model.duration_ns);
  SimulatedMachine simulated(options, [&](ThreadIndex cpu) { write_pages(cpu, clock); });
  clock.start(simulated.start());
  const SimulationReport report = simulated.execute();
  const double cpu_s = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  if (report.failed) throw std::runtime_error("the twin's model failed on the simulated machine: " + report.message);
  return {clock.pages(), static_cast<double>(clock.pages()) / cpu_s};
}

// Which content each CPU writes next, as the twin draws it.
class ContentDraw {
 public:
  ContentDraw(const TwinModel& model, ThreadIndex cpu, std::size_t contents)
      : random_(Random(model.seed).fork(cpu)), contents_(static_cast<std::uint32_t>(contents)) {}
  std::uint32_t next() { return random_.below(contents_); }

 private:
  Random random_;
  std::uint32_t contents_;
};

DeviceOptions device_for(const TwinModel& model, const TwinPages& pages) {
  DeviceOptions options;
  options.slot_count = slots_of_a_cpu * model.cpus;
  options.slot_lock = SlotLockKind::bit_spinlock;  // a CPU's slots are its own: never waited for
  options.pool.pages_max = 4 * options.slot_count + (256 + 2 * model.cpus) * chain_size_max;
  options.pool.seed = model.seed;
  options.codec = pages.codec;
  options.streams_max = model.streams;
  options.threads = model.cpus;
  return options;
}

void require(Outcome outcome) {
  if (outcome != Outcome::ok) throw std::runtime_error("an operation of the twin's model failed");
}

}  // namespace

TwinPages twin_pages(std::string_view capture, std::string_view codec_name) {
  const TraceReader trace(find_capture(std::string(capture)));
  TwinPages pages;
  pages.contents = std::make_shared<const PageStore>(trace.load_contents());
  const std::string name = canonical_codec_name(std::string(codec_name));
  const std::shared_ptr<const Codec> real = make_codec(name);
  CostTable costs = cost_table_for(*pages.contents, *real, name);
  costs.same_filled_scan_ps = 0;  // the twin does not look
  const std::size_t huge = SizeClassTable(Era{}.pool).huge_threshold();
  for (ContentIndex content = 0; content < costs.pages.size(); ++content) {
    const std::size_t bytes = costs.pages[content].compressed_bytes;
    if (bytes != 0 && bytes < huge) pages.used.push_back(content);
  }
  pages.costs = std::make_shared<const CostTable>(std::move(costs));
  pages.codec = std::make_shared<FrozenCodec>(real, pages.contents, pages.costs);
  return pages;
}

std::vector<ContentTimes> times_of(const TwinPages& pages) {
  std::vector<ContentTimes> times;
  for (const ContentIndex content : pages.used) {
    const PageCost& cost = pages.costs->pages[content];
    times.push_back({ns_of(cost.compress_ps), static_cast<double>(cost.compressed_bytes), ns_of(cost.decompress_ps)});
  }
  return times;
}

TwinRun run_strategy_as_twin(std::string_view strategy, const TwinModel& model, const TwinPages& pages) {
  SimulatedMachine::prepare_for(free_machine(model.cpus));
  const auto& entry = find_by_name(strategies<Simulated>, strategy, "strategy");
  Device<Simulated> device(device_for(model, pages), entry.make);
  return run_model(model, pages.costs.get(), [&](ThreadIndex cpu, Clock& clock) {
    ContentDraw draw(model, cpu, pages.used.size());
    std::array<std::byte, page_bytes> page{};
    SlotIndex before = 0;
    for (std::uint64_t i = 0; clock.is_running(); ++i) {
      const ContentIndex content = pages.used[draw.next()];
      if (i != 0) require(device.read(before, page));
      before = cpu * slots_of_a_cpu + static_cast<SlotIndex>(i % slots_of_a_cpu);
      require(device.write(before, PageContent{pages.contents->page(content), content}));
      clock.count_page();
    }
  });
}

TwinRun run_bare_twin(const TwinModel& model) {
  SimulatedMachine::prepare_for(free_machine(model.cpus));
  Mutex<Simulated> mutex;
  Simulated::BoundedQueue<unsigned> pool(model.streams);
  for (unsigned stream = 0; stream < model.streams; ++stream) pool.push(stream);
  return run_model(model, nullptr, [&](ThreadIndex cpu, Clock& clock) {
    ContentDraw draw(model, cpu, model.contents.size());
    const ContentTimes* before = nullptr;
    while (clock.is_running()) {
      const ContentTimes& times = model.contents[draw.next()];
      if (before != nullptr) spend_ns(before->decompress);
      unsigned stream = 0;
      if (model.guard == StreamGuard::mutex) mutex.lock();
      if (model.guard == StreamGuard::pool) stream = pool.pop();
      spend_ns(times.compress);
      spend_ns(times.copy);
      if (model.guard == StreamGuard::mutex) mutex.unlock();
      if (model.guard == StreamGuard::pool) pool.push(stream);
      before = &times;
      clock.count_page();
    }
  });
}

}  // namespace zramlab
