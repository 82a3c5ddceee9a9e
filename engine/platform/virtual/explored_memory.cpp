// Atomics and plain data of an explored run: stale loads, happens-before, races.
#include "engine/platform/virtual/explored_machine.h"

#include <fmt/format.h>
#include <utility>

namespace zramlab {

namespace {

bool acquires(std::memory_order order) { return order != memory_order_relaxed && order != memory_order_release; }
bool releases(std::memory_order order) {
  return order == memory_order_release || order == memory_order_acq_rel || order == std::memory_order_seq_cst;
}

std::string described(const PlainAccess& access) {
  return fmt::format("thread {} {} at {}", access.thread, access.is_write ? "writes" : "reads", to_string(access.place));
}

}  // namespace

void ExploredMachine::acquire_by(std::memory_order order, const StoreRecord& from) {
  if (acquires(order) && from.releases) acquire(from.released);
}

// Makes a store the newest. A read-modify-write, of any order, hands on what a release before it published (the language's
// release sequence); a plain store that is no release ends that.
void ExploredMachine::push(AtomicRecord& record, std::uint64_t value, std::memory_order order, bool continues_release) {
  Thread& me = self();
  const StoreRecord& former = record.store();
  ++record.stores;
  StoreRecord& made = record.store();
  made.value = value;
  made.event = me.hash;
  made.writer = self_;
  made.time = me.clock.of(self_);
  made.seen_by = 0;
  made.releases = continues_release && former.releases;
  if (made.releases) made.released.assign(former.released, lanes_);
  if (releases(order)) {
    if (made.releases) {
      made.released.join(me.clock, lanes_);
    } else {
      made.released.assign(me.clock, lanes_);
    }
    made.releases = true;
    me.clock.advance(self_);
  }
  record.word->value = value;
  if (record.spinners != 0) written(record);
}

// The store that a load of the running thread takes: the newest, or an older one that nothing forbids. Runs are executed in the
// order of their sequentially consistent operations, of which a load takes no older one.
StoreRecord& ExploredMachine::readable(AtomicRecord& record, std::memory_order order) {
  StoreRecord& newest = record.store();
  Thread& me = self();
  if (!options_.weak_memory || order == std::memory_order_seq_cst || newest.is_known_by(me.clock)) return newest;
  std::uint32_t options = 1;
  while (options < record.kept() && !record.store(options - 1).is_known_by(me.clock)) ++options;
  return see(options == 1 ? newest : record.store(pick(Choice::stale, options)));
}

// From now on the running thread loads nothing older.
StoreRecord& ExploredMachine::see(StoreRecord& store) {
  if ((store.seen_by & bit(self_)) == 0) {
    store.seen_by |= bit(self_);
    store.seen[self_] = self().clock.of(self_);
  }
  return store;
}

std::uint64_t ExploredMachine::loaded(AtomicRecord& record, std::memory_order order) {
  const StoreRecord& from = readable(record, order);
  acquire_by(order, from);
  did_read(record, from);
  log("load", &record, from.value);
  return from.value;
}

void ExploredMachine::stored(AtomicRecord& record, std::uint64_t value, std::memory_order order) {
  did_write(record);
  push(record, value, order, false);
  log("store", &record, value);
}

// A read-modify-write takes the newest store. One that changes nothing and publishes nothing is a load.
std::uint64_t ExploredMachine::modified(AtomicRecord& record, std::uint64_t value, std::memory_order order) {
  StoreRecord& from = see(record.store());
  const std::uint64_t before = from.value;
  acquire_by(order, from);
  if (value == before && !releases(order)) {
    did_read(record, from);
  } else {
    did_write(record);
    push(record, value, order, true);
  }
  log("modify", &record, value);
  return before;
}

bool ExploredMachine::compare_exchange(Word& word, std::uint64_t& expected, std::uint64_t desired,
                                       std::memory_order success, std::memory_order failure, bool weak, Place place) {
  if (!word.is_visible) {
    std::uint64_t& value = quiet(word);
    const bool done = value == expected;
    (done ? value : expected) = done ? desired : value;
    return done;
  }
  AtomicRecord& record = record_of(word);
  begin(&record, write, place);
  if (word.value == expected && !(weak && options_.spurious && surprised(Choice::weak_failure))) {
    modified(record, desired, success);
    return true;
  }
  expected = word.value;
  acquire_by(failure, see(record.store()));
  did_read(record, record.store());
  log("exchange fails", &record, word.value);
  return false;
}

void ExploredMachine::accessed_visible(PlainState& state, bool is_write, Place place) {
  if (state.run != run_) {
    state.run = run_;
    state.history = &histories_.take();
    state.history->clear();
  }
  const PlainAccess* const other = state.history->add(self_, is_write, place, self().clock);
  if (other != nullptr) [[unlikely]] fail_race(*other, {self_, 0, is_write, place});
}

void ExploredMachine::fail_race(const PlainAccess& one, const PlainAccess& other) {
  std::string what = fmt::format("data race on plain data: {}; {}; nothing orders the two", described(one), described(other));
  fail(VirtualFailure::race, std::move(what));
}

}  // namespace zramlab
