#include "bench/validate/iozone.h"

#include "bench/frozen_codec.h"
#include "bench/validate/rw_semaphore.h"
#include "engine/backend/table.h"
#include "engine/base/table.h"
#include "engine/platform/virtual/simulated.h"
#include "strategies/table.h"

#include <array>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace zramlab {

namespace {

constexpr unsigned pages_of_a_record = 4;

// The distinct contents: what a page holds, and two that are never written, whose "compression" is other work of the CPU, so that a
// busy hyper-thread slows it down as it does any. Apart, so that none follows another.
constexpr ContentIndex page_content = 0;
constexpr ContentIndex record_work = 2;
constexpr ContentIndex growth_work = 4;
constexpr std::size_t content_count = 5;

constexpr std::uint32_t compressed_bytes = 53;  // of liblzo2's lzo1x_1 for a page of zeros but for its first word

CostTable costs_on(const MachineProfile& machine, const IozoneJob& job) {
  const auto cost = [&](double there_ns, double back_ns, std::uint32_t bytes) {
    const double ps = static_cast<double>(ps_per_ns) / machine.classes.front().service_multiplier;
    return PageCost{static_cast<std::uint64_t>(there_ns * ps), static_cast<std::uint64_t>(back_ns * ps), bytes};
  };
  CostTable table;
  table.pages.resize(content_count);
  if (!job.same_filled) table.pages[page_content] = cost(job.times.compress_ns, job.times.decompress_ns, compressed_bytes);
  table.pages[record_work] = cost(job.times.record_ns, 0, compressed_bytes);
  table.pages[growth_work] = cost(job.times.growth_ns, 0, compressed_bytes);
  return table;
}

std::shared_ptr<const PageStore> iozone_pages(bool same_filled) {
  auto store = std::make_shared<PageStore>(content_count);
  constexpr std::uint64_t pattern = 0xa5a5a5a5a5a5a5a5;  // iozone's, in the first word of each page
  if (!same_filled) std::memcpy(store->mutable_page(page_content).data(), &pattern, sizeof(pattern));
  return store;
}

constexpr StrategyCard rw_semaphore_card{.name = "rw-semaphore",
                                         .models = "Linux 2011 to 3.13",
                                         .summary = "one rw_semaphore around every read and write",
                                         .slot_lock = SlotLockKind::bit_spinlock};
const StrategyEntry<Simulated> rw_semaphore{rw_semaphore_card, make_strategy<RwSemaphoreStrategy<Simulated>, Simulated>};

// A device with a file for each process, and its processes.
class Run {
 public:
  Run(std::string_view strategy, const IozoneJob& job, const MachineProfile& machine)
      : job_(job),
        machine_(machine),
        contents_(iozone_pages(job.same_filled)),
        costs_(std::make_shared<const CostTable>(costs_on(machine, job))),
        entry_(strategy == rw_semaphore.name ? rw_semaphore : find_by_name(strategies<Simulated>, strategy, "strategy")),
        device_(device_options(), entry_.make) {}

  // The processes do `test`; returns KB/s as iozone reports it, which is what its "children see": each process's own rate, added up, until
  // the first has done its file ("stonewalling", iozone's manual on its option -x). What is left of new files is written uncounted.
  double execute(IozoneTest test) {
    somebody_is_done_.store(0, memory_order_relaxed);
    rate_ = 0;
    const SimulationOptions options{.profile = &machine_,
                                    .costs = costs_.get(),
                                    .seed = job_.seed,
                                    .threads = job_.processes,
                                    .pinned = false,
                                    .fault_share = {},
                                    .on_pulse = {}, .operator_thread = {}};
    SimulatedMachine simulated(options, [&](ThreadIndex process) { work(process, test); });
    const SimulationReport report = simulated.execute();
    if (report.failed) throw std::runtime_error("a simulated job of 2014 failed: " + report.message);
    return rate_;
  }

 private:
  [[nodiscard]] DeviceOptions device_options() const {
    DeviceOptions options;
    options.slot_count = std::size_t{job_.processes} * job_.records * pages_of_a_record;
    options.slot_lock = entry_.card.slot_lock;
    options.pool.pages_max = 4 * options.slot_count + (256 + 2 * job_.processes) * chain_size_max;
    options.codec = std::make_shared<FrozenCodec>(make_codec("lz4"), contents_, costs_);  // its real codec is never used
    options.streams_max = job_.streams;
    options.threads = job_.processes;
    return options;
  }

  void work(ThreadIndex process, IozoneTest test) {
    const bool reads = test == IozoneTest::read || (test == IozoneTest::mixed && process % 2 == 1);
    std::array<std::byte, page_bytes> page{};
    SlotIndex slot = static_cast<SlotIndex>(process) * job_.records * pages_of_a_record;
    const Ticks start = Simulated::now();
    bool counts = true;
    const auto stop_counting = [&](unsigned records) {
      const double seconds = static_cast<double>(Simulated::now() - start) / (1e9 * static_cast<double>(ps_per_ns));
      rate_ += records * pages_of_a_record * (page_bytes / 1024.0) / seconds;
      counts = false;
    };
    for (unsigned record = 0; record < job_.records; ++record) {
      if (counts && somebody_is_done_.load(memory_order_relaxed) != 0) {
        stop_counting(record);
        if (test != IozoneTest::initial_write) return;
      }
      Simulated::charge(Work::compress, record_work, 0);
      if (test == IozoneTest::initial_write) Simulated::charge(Work::compress, growth_work, 0);
      for (unsigned i = 0; i < pages_of_a_record; ++i, ++slot) {
        Simulated::begin_operation();  // what the kernel does between two pages of a bio is taken to be as much as what our driver does
        const Outcome outcome = reads ? device_.read(slot, page) : device_.write(slot, {contents_->page(page_content), page_content});
        if (outcome != Outcome::ok) throw std::runtime_error("a page of a job of 2014 failed");
      }
    }
    if (counts) stop_counting(job_.records);
    somebody_is_done_.store(1, memory_order_relaxed);
  }

  const IozoneJob& job_;
  const MachineProfile& machine_;
  std::shared_ptr<const PageStore> contents_;
  std::shared_ptr<const CostTable> costs_;
  const StrategyEntry<Simulated>& entry_;
  Device<Simulated> device_;
  Simulated::Atomic<std::uint32_t> somebody_is_done_{0};
  double rate_ = 0;  // KB/s of those that have stopped counting
};

}  // namespace

double iozone_rate(std::string_view strategy, const IozoneJob& job, const MachineProfile& machine) {
  SimulatedMachine::prepare_for(machine);
  Run run(strategy, job, machine);
  const double first = run.execute(IozoneTest::initial_write);
  return job.test == IozoneTest::initial_write ? first : run.execute(job.test);
}

}  // namespace zramlab
