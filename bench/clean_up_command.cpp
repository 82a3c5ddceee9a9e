#include "bench/clean_up_command.h"

#include "bench/kernel/leftovers.h"
#include "engine/base/input_error.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace zramlab {

namespace {

void clean_up(bool is_dry_run) {
  Leftovers left;
  for (const std::string& doubt : left.doubts()) fmt::print("{}\n", doubt);
  for (const Leftover& thing : left.things()) fmt::print("{}{}\n", is_dry_run ? "" : "removing ", thing.text());
  if (left.things().empty()) fmt::print("nothing is left in the kernel of runs that died\n");
  if (is_dry_run) return;
  const std::vector<std::string> failures = left.remove();
  for (const std::string& failure : failures) fmt::print(stderr, "bench: {}\n", failure);
  if (!failures.empty()) throw InputError(ExitCode::failed, fmt::format("{} things could not be removed", failures.size()));
}

}  // namespace

void add_clean_up_command(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("clean-up", "remove what runs that were killed left in the kernel: zram devices, swap areas, cgroups, trace instances");
  const auto is_dry_run = std::make_shared<bool>(false);
  command.add_flag("--dry-run", *is_dry_run, "only say what there is");
  command.callback([is_dry_run] { clean_up(*is_dry_run); });
}

}  // namespace zramlab
