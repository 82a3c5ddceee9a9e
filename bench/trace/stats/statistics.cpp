#include "bench/trace/stats/statistics.h"

#include "bench/trace/stats/reuse_distances.h"
#include "bench/trace/stats/slot_history.h"

namespace zramlab {
namespace {

// When a slot was last written; is_held while it holds that page.
struct LastWrite {
  std::uint64_t time_ns;
  std::uint64_t writes_before;
  bool is_held;
};

class Counter {
 public:
  explicit Counter(TraceStatistics& statistics) : statistics_(statistics) {}

  void count(const TraceRecord& record) {
    const auto kind = static_cast<std::size_t>(record.operation);
    ++statistics_.by_thread[record.thread][kind];
    ++statistics_.by_cpu[record.cpu][kind];
    statistics_.rate.count(record);
    if (const auto distance = reuse_.use(record.slot)) {
      statistics_.reuse_slots.record(*distance);
    } else {
      ++statistics_.first_uses;
    }
    follow(record);
  }

 private:
  void follow(const TraceRecord& record) {
    LastWrite& last = last_writes_.at(record.slot);
    switch (record.operation) {
      case Operation::write:
      case Operation::partial: last = {record.time_ns, writes_++, true}; break;
      case Operation::discard: last.is_held = false; break;
      case Operation::read:
        if (!last.is_held) break;
        statistics_.refault_writes.record(writes_ - last.writes_before - 1);
        statistics_.residency_ns.record(record.time_ns > last.time_ns ? record.time_ns - last.time_ns : 0);
        break;
    }
  }

  TraceStatistics& statistics_;
  ReuseDistances reuse_;
  SlotHistory<LastWrite> last_writes_;
  std::uint64_t writes_ = 0;
};

}  // namespace

TraceStatistics measure_statistics(const TraceReader& trace, const std::vector<std::string>& codecs) {
  TraceStatistics statistics;
  statistics.summary = summarise(trace);
  statistics.by_thread.resize(trace.threads().size());
  Counter counter(statistics);
  trace.for_each_block([&](std::span<const TraceRecord> records) {
    for (const TraceRecord& record : records) counter.count(record);
  });
  statistics.sizes = measure_sizes(trace, codecs);
  return statistics;
}

}  // namespace zramlab
