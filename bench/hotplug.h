// CPUs of a simulated machine that go off-line, and come back.
#pragma once

#include "engine/base/types.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace zramlab {

struct HotplugEvent {
  std::uint64_t at_ns = 0;  // from the start of a run, whatever is done before what counts included
  CpuIndex cpu = 0;
  bool is_online = false;
};

// "3@2ms-10ms,2@5ms": CPU 3 is off-line from 2 to 10 ms, CPU 2 from 5 ms on. In the order of their times; `text` may be empty.
// THROWS InputError (usage): no such CPU of `cpus`, times that do not ascend, a CPU that is switched off twice at once, none left.
std::vector<HotplugEvent> parse_hotplug(const std::string& text, std::size_t cpus);

}  // namespace zramlab
