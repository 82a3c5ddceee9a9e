// A machine's profile: the CPUs of a simulated computer, and what everything costs there.
#pragma once

#include "engine/base/types.h"
#include "engine/platform/platform.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

// Costs in nanoseconds unless a name says otherwise. Where each value comes from stands in MachineProfile::sources.
struct CpuClass {
  std::string name;                      // "big", "LITTLE", "core"
  double service_multiplier = 1;         // codec times here over those of the frozen table's machine
  double local_rmw_ns = 0;               // a read-modify-write of a line that this CPU owns
  double local_hit_ns = 0;               // a load or store that hits
  double memory_ns = 0;                  // a line that no cache holds, from this socket's memory
  double preempt_toggle_ns = 0;          // preempt_disable and enable together
  double context_switch_ns = 0;
  double wake_ns = 0;                    // what it costs the waker, per woken thread
  double wake_latency_ns = 0;            // from the wake-up to the thread's first instruction, the CPU being idle but shallow
  double deep_idle_extra_ns = 0;         // more, when the CPU had idled for deep_idle_after_ns and went deep
  double deep_idle_after_ns = 0;
  double deep_idle_share = 0;            // how often it did; 0 to 1
  double ipi_ns = 0;                     // inter-processor interrupt, to a running CPU
  double copy_hot_ns = 0;                // 4 KiB within the L2
  double copy_cold_ns = 0;               // 4 KiB from DRAM
  double allocate_ns = 0;                // an object from the pool, apart from the shared lines it touches
};

struct VirtualCpu {
  std::uint16_t socket = 0;
  std::uint16_t cluster = 0;  // numbered over the whole machine: CPUs that share a last-level (or L2) cache
  std::uint16_t core = 0;     // numbered over the whole machine; hyper-threads share one
  std::uint16_t cpu_class = 0;
};

// 1. CPUs are numbered as Linux mostly does: first every core's first hyper-thread, in the order of sockets, clusters and
//    cores; then every core's second one. Machines of unequal CPUs have the fastest first, where a scheduler that knows
//    their capacities puts busy threads first.
// 2. What the machine has not got (hyper-threads, other clusters, other sockets) has a transfer cost of 0.
struct MachineProfile {
  std::string name;
  std::string description;
  std::vector<CpuClass> classes;
  std::vector<VirtualCpu> cpus;

  // A contended line's way from one CPU to another. Within a cluster it may depend on the slower CPU's class.
  double smt_transfer_ns = 0;
  std::vector<double> cluster_transfer_ns;  // by class
  double socket_transfer_ns = 0;            // same socket, other cluster
  double remote_transfer_ns = 0;            // other socket
  double remote_memory_ns = 0;              // a line that no cache holds, from the other socket's memory
  double remote_copy_ns = 0;                // 4 KiB from the other socket's memory
  double invalidate_ns = 0;                 // for each further sharer of a line that is written
  double invalidate_ns_max = 0;
  double upgrade_ns = 0;                    // its last writer writes a line again that others have read since
  double shared_read_ns = 0;                // a further reader of a line waits so long behind the one before it; at most a transfer
  double spin_read_share = 1;               // of a line's way, what is left for a CPU that spins on it when it is written: it has asked already
  double transfer_parallelism = 1;          // lines of one footprint that are under way at once

  // Scheduler.
  double slice_ns = 0;                      // at least, where scheduling_period_ns is not 0
  double scheduling_period_ns = 0;          // CFS: shared by a CPU's runnable threads; 0 (EEVDF): each has slice_ns
  double tick_ns = 0;                       // a slice ends at a tick
  double tick_cost_ns = 0;                  // what each tick takes away from the running thread
  double wakeup_preemption_ns = 0;          // a woken thread that is behind by this much preempts
  double migration_ns = 0;                  // a thread that an idle CPU pulls over
  double spin_yield_ns = 0;                 // a spinning thread offers its CPU after so long, then again and again; 0: never, as a kernel's
  double owner_spin_ns = 0;                 // a program's mutex: each waiter looks at a running owner for so long; 0: a kernel's, which
                                            // queues them, and they look as long as it runs
  double driver_ns = 0;                     // what the program around the device takes for each operation
  double remote_wake_extra_ns = 0;          // more for the waker, when the woken thread's CPU is in another socket
  SpinlockKind spinlock = SpinlockKind::queued;

  // What CPUs take away from each other.
  double smt_slowdown = 1;                  // service multiplier while the sibling works too
  std::vector<double> busy_slowdown;        // [n-1]: service multiplier while n cores of the socket work; the last holds for more
  double socket_bandwidth_bytes_per_ns = 0; // 0: no ceiling

  // Page costs measured on this machine itself: FILE.costs:HASH each, beside the profile's own file or elsewhere, and XXH3-64 of the whole file, because
  // they belong to this service_multiplier. They go before those that the program ships, and as theirs their times are multiplied by it. Empty: none.
  std::vector<std::string> page_costs;
  std::filesystem::path folder;             // of the file that the profile came from; not part of the profile

  // Service times vary around the frozen table's median: multiplier at shares 0, 1/n, 2/n ... 1. Empty: they do not.
  std::vector<double> service_quantiles;

  // By the value's name: "slice_ns", "core.local_rmw_ns" for a class. "[src] ...", "[host] ...", "[mem] ..." or "[est] ...".
  std::map<std::string, std::string, std::less<>> sources;
};

// The profiles that ship with the program, by name; then `host`, once `bench calibrate` has written it.
std::vector<std::string> machine_names();

// A shipped or calibrated profile by its name, or a file's if `name` ends in .json. THROWS InputError (which names the file and
// the field, or the machines that there are and the `other_places` where the caller could have gone).
MachineProfile load_machine(std::string_view name, std::initializer_list<std::string_view> other_places = {});

// `origin` is the file, for messages. Refuses what is unknown, missing, given twice, out of its range or without a source.
MachineProfile parse_machine(std::string_view json_text, std::string_view origin);

// What parse_machine() makes the same profile of.
std::string to_json(const MachineProfile& profile);

// Every constant of a profile in the file's order: what `bench list machines NAME` prints.
struct Constant {
  std::string name;   // as in MachineProfile::sources
  std::string value;
  std::string source;
};
std::vector<Constant> constants_of(const MachineProfile& profile);

// Where `bench calibrate` keeps this host's profile: $XDG_DATA_HOME/zramlab/machines/host.json, by default under ~/.local/share.
// THROWS InputError (failed) where neither XDG_DATA_HOME nor HOME is set.
std::filesystem::path host_profile_path();

// Profiles with some of their parameters scaled, for the sensitivity of a result.
enum class ParameterGroup : std::uint8_t { line_transfer, wake_up, context_switch, service, bandwidth };
inline constexpr std::size_t parameter_group_count = 5;
std::string_view to_string(ParameterGroup group);
MachineProfile scaled(const MachineProfile& profile, ParameterGroup group, double factor);

}  // namespace zramlab
