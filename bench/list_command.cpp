#include "bench/list_command.h"

#include "bench/captures.h"
#include "bench/kernel/kernel_version.h"
#include "bench/machine_text.h"
#include "bench/options.h"
#include "engine/backend/table.h"
#include "engine/base/input_error.h"
#include "engine/platform/host/cpu.h"
#include "engine/platform/host/host.h"
#include "engine/platform/virtual/machine_profile.h"
#include "strategies/table.h"
#include "traces/exporters/table.h"
#include "traces/importers/table.h"
#include "workloads/content/content.h"
#include "workloads/content/synthetics.h"
#include "workloads/workload.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace zramlab {

namespace {

void list_strategies() {
  for (const auto& entry : strategies<Host>) {
    fmt::print("{:<22}{}\n{:<22}models {}; slot lock {}{}{}\n", entry.name, entry.card.summary, "", entry.card.models,
               to_string(entry.card.slot_lock), entry.card.resizable ? "; streams can be resized live" : "",
               entry.card.disables_preemption ? "; preemption off is emulated on the host" : "");
  }
  fmt::print("{:<22}{}\n", "bare-loop", "baseline beside every run: compress, copy the result away, nothing else");
}

void list_codecs() {
  for (const BackendEntry& entry : backends()) {
    fmt::print("{:<10}{}{}\n", entry.name, entry.summary,
               entry.parameters.empty() ? "" : fmt::format("; {}", entry.parameters));
  }
}

void list_workloads() {
  for (const WorkloadEntry& entry : workloads()) {
    fmt::print("{:<16}{}; {}\n", entry.name, entry.summary, entry.parameters);
  }
}

void list_contents() {
  for (const ContentEntry& entry : content_sources()) {
    fmt::print("{}\n{:<12}{}; {}\n", fmt::format("{}:{}", entry.name, entry.argument), "", entry.summary, entry.parameters);
  }
  fmt::print("\nsynthetic:NAME is one of\n");
  for (const std::string& name : shipped_names(".model")) {
    fmt::print("  {:<14}made like the pages of the capture of that name\n", name);
  }
  for (const SyntheticEntry& entry : synthetics()) {
    fmt::print("  {:<14}{}{}\n", entry.name, entry.summary, entry.parameters.empty() ? "" : fmt::format("; {}", entry.parameters));
  }
}

struct MachinesRequest {
  std::string name;
  bool verbose = false;
};

constexpr std::string_view simulated_host = "simulated-host";  // as --on calls it: `host` is real threads

void list_simulated_machine(const std::string& name, bool verbose) {
  const MachineProfile machine = load_machine(name);
  if (verbose) return print_machine(machine);
  fmt::print("{:<18}{:<10}{}\n", name == "host" ? simulated_host : std::string_view(name), cpus_text(machine), machine.description);
}

void list_machines(const MachinesRequest& request) {
  if (!request.name.empty()) return print_machine(load_machine(request.name == simulated_host ? "host" : request.name));
  fmt::print("{:<18}{:<10}{}\n", "host", fmt::format("{} CPUs", host::allowed_cpus().size()),
             "this machine: real threads, real time");
  const KernelVersion kernel = running_kernel();
  fmt::print("{:<18}{:<10}the zram of this machine's Linux {}, which has {} (docs/kernel.md)\n", kernel_name, "", kernel.name(),
             strategy_of_kernel(kernel));
  for (const std::string& name : machine_names()) {
    try {
      list_simulated_machine(name, request.verbose);
    } catch (const InputError& error) {
      if (name != "host") throw;
      fmt::print("{:<18}{:<10}cannot be used: {}\n", simulated_host, "", error.what());  // an older version's, say
    }
  }
}

void list_formats() {
  fmt::print("{:<16}{}\n", "ztrace", "the native format: replayed as it is (docs/trace-format.md)");
  fmt::print("\nread by bench trace import (docs/importing.md):\n");
  for (const auto& entry : importers()) fmt::print("{:<16}{}\n", entry.name, entry.summary);
  fmt::print("\nwritten by bench trace export (docs/exporting.md):\n");
  for (const auto& entry : exporters()) {
    fmt::print("{:<16}{}\n{:<16}loses {}\n", entry.name, entry.summary, "", entry.loses);
  }
}

struct Listing {
  const char* name;
  const char* what;
  void (*print)();
};

constexpr std::array<Listing, 5> listings{{
    {"strategies", "how writers share the compression streams", list_strategies},
    {"codecs", "compression backends and their parameters", list_codecs},
    {"workloads", "generated workloads and their parameters", list_workloads},
    {"contents", "where --content takes pages from", list_contents},
    {"formats", "trace formats that bench trace imports and exports", list_formats},
}};

void add_machines(CLI::App& list) {
  CLI::App& command = *list.add_subcommand("machines", "where --on can run: this host, and simulated machines");
  const auto request = std::make_shared<MachinesRequest>();
  command.add_option("NAME", request->name, "Shows every constant of this machine, or of FILE.json, with its source");
  command.add_flag("--verbose", request->verbose, "Shows every constant of every machine");
  command.callback([request] { list_machines(*request); });
}

}  // namespace

void add_list_command(CLI::App& app) {
  CLI::App* list = app.add_subcommand("list", "what there is: strategies, codecs, workloads, contents, machines, formats");
  list->require_subcommand(1);
  for (const Listing& listing : listings) {
    list->add_subcommand(listing.name, listing.what)->callback(listing.print);
  }
  add_machines(*list);
}

}  // namespace zramlab
