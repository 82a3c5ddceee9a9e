#include "bench/explore/device_scenario.h"

#include "bench/explore/tag_codec.h"
#include "engine/base/check.h"

#include <fmt/format.h>

#include <algorithm>

namespace zramlab {

namespace {

constexpr SlotIndex shared_slot = 0;
constexpr std::size_t slot_count = 1;
constexpr std::size_t pages_max = 64;

}  // namespace

DeviceScenario::DeviceScenario(const ExploredStrategy& strategy, const DeviceScenarioOptions& options)
    : entry_(strategy), options_(options), device_options_(device_options()), reader_(make_tag_codec()->create()) {
  make_store();
}

// The strategy ends before its streams are counted.
DeviceScenario::~DeviceScenario() { strategy_.reset(); }

DeviceOptions DeviceScenario::device_options() const {
  DeviceOptions options;
  options.slot_count = slot_count;
  options.slot_lock = options_.slot_lock.value_or(entry_.card.slot_lock);
  options.pool.pages_max = pages_max;
  options.codec = make_tag_codec();
  options.streams_max = options_.streams;
  options.threads = threads();
  return options;
}

void DeviceScenario::make_store() {
  {
    std::optional<ExploredMachine::Quiet> quiet;
    if (!options_.all_visible) quiet.emplace();
    store_ = std::make_unique<Store<P>>(device_options_);
    warm_up();
  }
  if (!options_.all_visible) ExploredMachine::make_visible([this] { touch_slots(); });
}

// What a pool constructs at its first use it must not construct in a run: handles, and the links of as many pages as there are
// threads that make a zspage at the same time.
void DeviceScenario::warm_up() {
  for (const std::size_t bytes : {compressed_page_bytes, page_bytes}) {
    std::array<Handle, History::operations_max> handles;
    for (Handle& handle : handles) {
      ZRAMLAB_CHECK(store_->allocate(bytes, Allocation::may_sleep, handle) == Outcome::ok, "the pool is too small to explore");
    }
    for (const Handle handle : handles) store_->pool().free(handle);
  }
}

void DeviceScenario::touch_slots() {
  using SlotAccess = Store<P>::Access;
  SlotTable<P>& slots = store_->slots();
  for (SlotIndex slot = 0; slot < slot_count; ++slot) {
    for (const SlotAccess access : {SlotAccess::reading, SlotAccess::writing}) {
      slots.lock(slot, access);
      slots.set_state(slot, slots.state(slot));
      slots.unlock(slot, access);
    }
  }
}

void DeviceScenario::prepare() {
  strategy_.reset();
  history_.clear();
  {
    const ExploredMachine::Quiet quiet;
    streams_ = std::make_unique<Streams<P>>(device_options_.codec);
  }
  strategy_ = entry_.make(*streams_, device_options_);
  streams_max_ = options_.streams;
  // Beside those of CPUs or helpers, which are made at the start, there may be --streams others.
  const bool has_others = entry_.card.stream_for_each_cpu || entry_.card.completes_later;
  streams_allowed_ = has_others ? streams_->count() + streams_max_ : std::max<std::uint64_t>(streams_->count(), streams_max_);
  // Who holds a stream of a CPU that goes may end it only after the CPU has come back with a new one.
  if (has_others && options_.traffic == Traffic::hotplug) ++streams_allowed_;
}

void DeviceScenario::run(ThreadIndex thread) {
  if (thread == options_.threads) return options_.traffic == Traffic::resizing ? resize() : unplug();
  for (std::uint32_t operation = 0; operation < options_.operations; ++operation) {
    if (options_.traffic == Traffic::mixed && (thread + operation) % 2 == 1) {
      read(thread);
    } else {
      write(thread, operation);
    }
  }
}

void DeviceScenario::write(ThreadIndex thread, std::uint32_t operation) {
  const PageTag tag = 1 + thread * options_.operations + operation;
  ExploredMachine::current()->watch_operation();
  WriteSteps<P> steps(*store_, shared_slot, PageContent{tagged_page(tag)}, nullptr);
  const Outcome outcome = strategy_->write(steps);
  P::require(outcome == Outcome::ok || options_.faults != 0, "a write failed though nothing else did");
  if (outcome == Outcome::ok) note(thread, true, tag);
}

void DeviceScenario::read(ThreadIndex thread) {
  ExploredMachine::current()->watch_operation();
  ReadSteps<P> steps(*store_, shared_slot, PageSpan(pages_[thread]), *reader_);
  const Outcome outcome = strategy_->read(steps);
  P::require(outcome == Outcome::ok || options_.faults != 0, "a read failed though nothing else did");
  if (outcome == Outcome::ok) note(thread, false, tag_of(pages_[thread]));
}

// What has just ended.
void DeviceScenario::note(ThreadIndex thread, bool is_write, PageTag tag) {
  ExploredMachine& machine = *ExploredMachine::current();
  const std::uint64_t begin = machine.first_step();
  history_.add({thread, is_write, shared_slot, tag, begin, machine.moment()});
}

void DeviceScenario::resize() {
  for (const std::uint32_t streams : {options_.streams + 1, 1u}) {
    streams_max_ = streams;
    streams_allowed_ = std::max<std::uint64_t>(streams_allowed_, streams);
    const Outcome outcome = strategy_->resize(streams);
    P::require(outcome == Outcome::ok || outcome == Outcome::not_supported, "resizing failed");
  }
}

void DeviceScenario::unplug() {
  ExploredMachine& machine = *ExploredMachine::current();
  machine.take_offline(0);
  strategy_->cpu_offline(0);
  const Outcome outcome = strategy_->cpu_online(0);
  P::require(outcome == Outcome::ok || options_.faults != 0, "a CPU's stream could not be made though nothing failed");
  machine.bring_online(0);
}

std::string DeviceScenario::wrong_at_rest() {
  std::string wrong = wrong_content();
  if (wrong.empty()) wrong = wrong_streams();
  if (wrong.empty()) wrong = wrong_counters();
  return wrong;
}

std::string DeviceScenario::wrong_content() {
  if (!entry_.card.stores_pages) return {};
  ReadSteps<P> steps(*store_, shared_slot, PageSpan(pages_[0]), *reader_);
  if (steps.load() != Outcome::ok) return "the slot cannot be read back";
  constexpr std::uint64_t at_last = ~std::uint64_t{0};
  history_.add({0, false, shared_slot, tag_of(pages_[0]), at_last, at_last});
  return history_.wrong();
}

std::string DeviceScenario::wrong_streams() {
  const std::uint64_t made = streams_->count();
  const std::uint64_t idle = strategy_->idle_streams();
  if (made != idle) return fmt::format("{} streams were made, {} are idle at rest", made, idle);
  if (streams_->count_max() > streams_allowed_) {
    return fmt::format("{} streams at a time, {} are allowed", streams_->count_max(), streams_allowed_);
  }
  if (entry_.card.resizable && idle > streams_max_) {
    return fmt::format("{} streams at rest, after a resize to {}", idle, streams_max_);
  }
  strategy_.reset();
  if (streams_->count() != 0) return fmt::format("{} streams outlive their strategy", streams_->count());
  return {};
}

std::string DeviceScenario::wrong_counters() {
  const Counters<P>& counters = store_->counters();
  const auto value = [](const auto& counter) { return counter.load(memory_order_relaxed); };
  const std::uint64_t stored = store_->slots().state(shared_slot).is_stored() ? 1 : 0;
  if (value(counters.pages_stored) != stored) {
    return fmt::format("pages_stored: counter {}, recount {}", value(counters.pages_stored), stored);
  }
  // An empty device counts nothing; what is left was counted wrong or leaked.
  store_->clear_locked(shared_slot);
  const std::uint64_t pages = store_->pool().pages_used();
  const std::uint64_t bytes = value(counters.compr_data_size);
  if (bytes == 0 && value(counters.pages_stored) == 0 && pages == 0) return {};
  return fmt::format("after the last discard: {} bytes, {} pages stored, {} pages of the pool", bytes,
                     value(counters.pages_stored), pages);
}

}  // namespace zramlab
