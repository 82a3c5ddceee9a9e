// The counters against a recount of what is there.
#pragma once

#include "engine/device/device.h"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace zramlab {

// Walks slots and pool and compares with the counters. At rest. Returns one line for each field that differs, with both
// values; none is how it should be.
template <Platform P>
std::vector<std::string> recount(Device<P>& device) {
  device.settle();
  MmStat counted;
  std::uint64_t objects = 0;
  SlotTable<P>& slots = device.store().slots();
  for (std::size_t slot = 0; slot < slots.size(); ++slot) {
    const SlotState state = slots.state(static_cast<SlotIndex>(slot));
    if (!state.is_stored()) continue;
    counted.orig_data_size += page_bytes;
    counted.same_pages += state.is_same() ? 1 : 0;
    counted.huge_pages += state.is_huge() ? 1 : 0;
    if (state.has_object()) {
      counted.compr_data_size += state.size();
      ++objects;
    }
  }
  std::vector<std::string> differences;
  const auto compare = [&](std::string_view field, std::uint64_t counter, std::uint64_t recounted) {
    if (counter != recounted) {
      differences.push_back(fmt::format("{}: counter {}, recount {}", field, counter, recounted));
    }
  };
  const MmStat stat = device.mm_stat();
  const PoolCensus census = device.store().pool().recount();
  compare("orig_data_size", stat.orig_data_size, counted.orig_data_size);
  compare("compr_data_size", stat.compr_data_size, counted.compr_data_size);
  compare("same_pages", stat.same_pages, counted.same_pages);
  compare("huge_pages", stat.huge_pages, counted.huge_pages);
  compare("mem_used_total", stat.mem_used_total, census.pages * page_bytes);
  compare("objects", objects, census.objects);
  compare("streams at rest", device.streams().count(), device.strategy().idle_streams());
  return differences;
}

}  // namespace zramlab
