#include "bench/list_command.h"

#include "engine/backend/table.h"
#include "engine/platform/host/host.h"
#include "engine/platform/host/cpu.h"
#include "strategies/table.h"
#include "traces/importers/table.h"
#include "workloads/workload.h"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <string>

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
    fmt::print("{:<12}{}; {}\n", entry.name, entry.summary, entry.parameters);
  }
}

void list_machines() { fmt::print("host        this machine: {} CPUs\n", host::allowed_cpus().size()); }

void list_formats() {
  fmt::print("{:<10}{}\n", "ztrace", "the native format: replayed as it is (docs/trace-format.md)");
  for (const auto& entry : importers()) fmt::print("{:<10}{}\n", entry.name, entry.summary);
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
    {"machines", "where --on can run", list_machines},
    {"formats", "trace formats that bench trace import reads", list_formats},
}};

}  // namespace

void add_list_command(CLI::App& app) {
  CLI::App* list = app.add_subcommand("list", "what there is: strategies, codecs, workloads, machines, formats");
  list->require_subcommand(1);
  for (const Listing& listing : listings) {
    list->add_subcommand(listing.name, listing.what)->callback(listing.print);
  }
}

}  // namespace zramlab
