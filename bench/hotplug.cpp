#include "bench/hotplug.h"

#include "engine/base/input_error.h"
#include "engine/base/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>
#include <string_view>
#include <tuple>

namespace zramlab {

namespace {

CpuIndex parse_cpu(std::string_view text, std::size_t cpus, std::string_view part) {
  CpuIndex cpu = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cpu);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
    throw usage_error(fmt::format("--hotplug: '{}' is not CPU@OFF or CPU@OFF-ON, as in 3@2ms-10ms", part));
  }
  if (cpu >= cpus) throw usage_error(fmt::format("--hotplug: '{}': the machine's CPUs are 0 to {}", part, cpus - 1));
  return cpu;
}

void add_span(const std::string& part, std::size_t cpus, std::vector<HotplugEvent>& events) {
  const std::size_t at = part.find('@');
  const CpuIndex cpu = parse_cpu(std::string_view(part).substr(0, at), cpus, part);
  if (at == std::string::npos) throw usage_error(fmt::format("--hotplug: '{}': say when, as in {}@2ms-10ms", part, cpu));
  const std::size_t dash = part.find('-', at);
  if (dash == at + 1) throw usage_error(fmt::format("--hotplug: '{}': no CPU goes off before the run begins", part));
  const std::uint64_t off_ns = parse_duration_ns(part.substr(at + 1, dash == std::string::npos ? dash : dash - at - 1), "--hotplug");
  events.push_back({off_ns, cpu, false});
  if (dash == std::string::npos) return;
  const std::uint64_t on_ns = parse_duration_ns(part.substr(dash + 1), "--hotplug");
  if (on_ns <= off_ns) throw usage_error(fmt::format("--hotplug: '{}' comes back before it has gone", part));
  events.push_back({on_ns, cpu, true});
}

void check_states(const std::vector<HotplugEvent>& events, std::size_t cpus) {
  std::vector<bool> is_online(cpus, true);
  std::size_t online = cpus;
  for (const HotplugEvent& event : events) {
    if (is_online[event.cpu] == event.is_online) throw usage_error(fmt::format("--hotplug: the times of CPU {} overlap", event.cpu));
    is_online[event.cpu] = event.is_online;
    online = event.is_online ? online + 1 : online - 1;
    if (online == 0) throw usage_error("--hotplug: at least one CPU must be on-line at any time");
  }
}

}  // namespace

std::vector<HotplugEvent> parse_hotplug(const std::string& text, std::size_t cpus) {
  std::vector<HotplugEvent> events;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) add_span(part, cpus, events);
  // A CPU that comes back when another goes is there for it.
  std::ranges::stable_sort(events, {}, [](const HotplugEvent& event) { return std::tuple(event.at_ns, !event.is_online); });
  check_states(events, cpus);
  return events;
}

}  // namespace zramlab
