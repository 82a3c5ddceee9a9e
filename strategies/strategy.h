// What a strategy's file gives to the table: a card for people and programs, and a way to make one.
#pragma once

#include "engine/device/device.h"

#include <memory>
#include <string_view>

namespace zramlab {

// What a program needs to know of a strategy; the card for people is the comment that opens its file.
struct StrategyCard {
  std::string_view name;
  std::string_view models;         // kernel version or origin
  std::string_view summary;        // one line for `bench list strategies`
  SlotLockKind slot_lock;          // of its era, unless --slot-lock or --era says otherwise
  bool resizable = false;          // resize() works while writers run
  bool stores_pages = true;        // false only for the harness baseline: nothing to verify
  bool disables_preemption = false;  // emulated where the platform emulates preemption
  bool fails_without_memory = false;  // a failed non-blocking allocation is a failed write
  bool stream_for_each_cpu = false;   // made when it comes up, freed when it has gone
  bool reads_take_stream = false;     // else each reader needs a context of its own where decompression has state
  bool completes_later = false;       // write() returns before the page is stored: failures are counted, not returned
  bool reads_sleep = false;           // under the slot lock, so that a spinning one does not go with it
};

template <Platform P>
struct StrategyEntry {
  StrategyCard card;
  std::unique_ptr<Strategy<P>> (*make)(Streams<P>&, const DeviceOptions&);
  std::string_view name = card.name;
};

// The maker of a strategy whose constructor takes (Streams<P>&, const DeviceOptions&).
template <class S, Platform P>
std::unique_ptr<Strategy<P>> make_strategy(Streams<P>& streams, const DeviceOptions& options) {
  return std::make_unique<S>(streams, options);
}

}  // namespace zramlab
