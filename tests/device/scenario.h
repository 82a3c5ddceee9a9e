// The conformance suite: what every strategy must do, in every world. A scenario is a function template over the world; the table
// in conformance.h crosses scenarios with worlds and strategies, so that a new strategy is tested with no edit.
#pragma once

#include "engine/backend/table.h"
#include "engine/base/table.h"
#include "engine/device/recount.h"
#include "strategies/table.h"
#include "tests/support/pages.h"
#include "tests/support/world.h"
#include "traces/page_store.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace zramlab::test {

// Small enough for the virtual world, where every atomic access is a switch.
inline DeviceOptions small_device(ThreadIndex threads) {
  DeviceOptions options;
  options.slot_count = 8;
  options.pool.pages_max = 4096;
  options.codec = make_codec("lz4");
  options.streams_max = 2;
  options.threads = threads;
  return options;
}

// A device under test, of the strategy that `entry` makes, with its era's slot lock.
template <class World>
class Fixture {
 public:
  using Platform = typename World::Platform;
  using Entry = StrategyEntry<Platform>;

  Fixture(const Entry& entry, DeviceOptions options) {
    options.slot_lock = entry.card.slot_lock;
    device_ = std::make_shared<Device<Platform>>(options, entry.make);
  }

  // A failed virtual run leaves locks held: then the device is kept for ever instead of being torn down.
  ~Fixture() {
    if (World::is_virtual && testing::Test::HasFailure()) keep_for_ever(device_);
  }

  Device<Platform>& operator*() { return *device_; }
  Device<Platform>* operator->() { return device_.get(); }

  // Statistics and streams, at rest.
  void expect_all_accounted_for() {
    for (const std::string& difference : recount(*device_)) ADD_FAILURE() << difference;
  }

  [[nodiscard]] Page read(SlotIndex slot) {
    Page page{};
    EXPECT_EQ(device_->read(slot, page), Outcome::ok);
    return page;
  }

 private:
  std::shared_ptr<Device<Platform>> device_;
};

// Distinct pages of every kind: same-filled, compressible, huge.
inline const std::vector<Page>& sample() {
  static const std::vector<Page> pages = [] {
    std::vector<Page> all;
    for (const NamedPage& named : pages_of_every_kind()) all.push_back(named.page);
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      all.push_back(text_page(seed));
      all.push_back(heap_page(seed));
      all.push_back(random_page(seed));
    }
    return all;
  }();
  return pages;
}

// What write() says of a write that fails with `outcome`: nothing yet, where it is done later.
template <class Entry>
Outcome told_at_once(const Entry& entry, Outcome outcome) {
  return entry.card.completes_later ? Outcome::ok : outcome;
}

inline bool is_one_of_the_sample(const Page& page) {
  return page == zero_page() || std::find(sample().begin(), sample().end(), page) != sample().end();
}

// Fewer operations where each costs many switches.
template <class World>
int operations(int on_virtual, int on_host) {
  return World::is_virtual ? on_virtual : on_host;
}

}  // namespace zramlab::test
