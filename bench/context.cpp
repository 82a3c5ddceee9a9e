#include "bench/context.h"

#include "bench/aggregates.h"
#include "bench/cpu_model.h"
#include "bench/settings.h"
#include "bench/version.h"
#include "engine/backend/library_versions.h"
#include "engine/platform/host/clock.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <hwloc.h>
#include <nlohmann/json.hpp>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <fstream>

namespace zramlab {

namespace {

using nlohmann::ordered_json;

std::string first_line_of(const std::string& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

void add_cache(hwloc_topology_t topology, hwloc_obj_type_t type, const char* name, ordered_json& caches) {
  const hwloc_obj_t cache = hwloc_get_obj_by_type(topology, type, 0);
  if (cache == nullptr) return;
  caches.push_back({{"type", name},
                    {"level", cache->attr->cache.depth},
                    {"size", cache->attr->cache.size},
                    {"num_sharing", hwloc_bitmap_weight(cache->cpuset)}});
}

// One entry for each kind of cache that CPU 0 has.
ordered_json caches_of_this_machine() {
  ordered_json caches = ordered_json::array();
  hwloc_topology_t topology = nullptr;
  if (hwloc_topology_init(&topology) != 0) return caches;
  hwloc_topology_set_icache_types_filter(topology, HWLOC_TYPE_FILTER_KEEP_ALL);
  if (hwloc_topology_load(topology) == 0) {
    add_cache(topology, HWLOC_OBJ_L1CACHE, "Data", caches);
    add_cache(topology, HWLOC_OBJ_L1ICACHE, "Instruction", caches);
    add_cache(topology, HWLOC_OBJ_L2CACHE, "Unified", caches);
    add_cache(topology, HWLOC_OBJ_L3CACHE, "Unified", caches);
  }
  hwloc_topology_destroy(topology);
  return caches;
}

std::string governor_of_the_cpu() { return first_line_of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"); }

bool cpu_scaling_enabled() {
  const std::string governor = governor_of_the_cpu();
  return !governor.empty() && governor != "performance";
}

std::string kernel_version() {
  utsname name{};
  uname(&name);
  return fmt::format("{} {}", name.sysname, name.release);
}

ordered_json load_averages() {
  std::array<double, 3> loads{};
  if (getloadavg(loads.data(), static_cast<int>(loads.size())) < 0) return ordered_json::array();
  return loads;
}

ordered_json describe_libraries() {
  ordered_json libraries;
  for (const auto& [library, version] : library_versions()) libraries[std::string(library)] = version;
  return libraries;
}

ordered_json describe_input(const RunOptions& options, const Input& input) {
  ordered_json json = {{"kind", options.workload.empty() ? "trace" : "workload"},
                       {"name", input.name()},
                       {"content", input.content_source()},
                       {"content_notes", input.content_notes()},
                       {"distinct_pages", input.contents().count()}};
  const TraceReader* const trace = input.trace();
  if (trace == nullptr) return json;
  json.update({{"path", options.trace},
               {"records", trace->record_count()},
               {"slots", trace->slot_count()},
               {"program", trace->metadata().program},
               {"provenance", trace->metadata().provenance}});
  return json;
}

}  // namespace

ordered_json describe_context(const RunOptions& options, const Input& input, const std::string& command) {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  const std::time_t now = std::time(nullptr);
  const double mhz = std::atof(cpuinfo("cpu MHz").c_str());
  return {{"date", fmt::format("{:%Y-%m-%dT%H:%M:%S}+00:00", fmt::gmtime(now))},
          {"host_name", host.data()},
          {"executable", "bench"},
          {"num_cpus", sysconf(_SC_NPROCESSORS_ONLN)},
          {"mhz_per_cpu", static_cast<int>(mhz)},
          {"cpu_scaling_enabled", cpu_scaling_enabled()},
          {"aslr_enabled", first_line_of("/proc/sys/kernel/randomize_va_space") != "0"},
          {"caches", caches_of_this_machine()},
          {"load_avg", load_averages()},
          {"library_version", fmt::format("zramlab {}", version())},
          {"library_build_type", build_type()},
          {"json_schema_version", 1},
          {"zramlab",
           {{"version", version()},
            {"commit", commit()},
            {"command", command},
            {"seed", options.seed},
            {"kernel", kernel_version()},
            {"cpu_model", cpu_model()},
            {"compiler", compiler()},
            {"libraries", describe_libraries()},
            {"clock", host::clock_name()},
            {"settings", describe_settings(options)},
            {"strategies", options.strategies},  // in the order of the table, which runs do not keep
            {"complete", false},
            {"interrupted", false},
            {"input", describe_input(options, input)},
            {"warnings", machine_warnings(options)}}}};
}

std::string cpu_frequency_control() {
  const std::string governor = governor_of_the_cpu();
  return governor.empty() ? "not visible here" : "governor " + governor;
}

std::vector<std::string> machine_warnings(const RunOptions& options) {
  std::vector<std::string> warnings;
  if (cpu_scaling_enabled()) {
    warnings.emplace_back("the CPU frequency is scaled: set the governor to performance, or expect drift");
  }
  if (std::string_view(build_type()) != "release") warnings.emplace_back("not a release build: times mean nothing");
  if (!options.verify) warnings.emplace_back("answers were not verified (--no-verify)");
  if (std::string_view(host::clock_name()) == "clock_gettime") {
    warnings.emplace_back("no usable cycle counter: each look at the clock costs more than usual");
  }
  const auto few = warning_of_few(options.repetitions);
  if (few && !options.machine) warnings.push_back(*few);  // virtual time is the same each time
  return warnings;
}

}  // namespace zramlab
