#include "bench/validate/command.h"

#include "bench/cpu_model.h"
#include "bench/validate/parts.h"
#include "bench/validate/report.h"
#include "bench/version.h"
#include "engine/base/input_error.h"
#include "engine/base/table.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace zramlab {

namespace fs = std::filesystem;

namespace {

struct ValidateRequest {
  std::string only;
  std::string json;
  std::string markdown;
  std::string twin;
  std::uint64_t seed = 1;
  unsigned repetitions = 3;
  bool quick = false;
  bool strict = false;
};

std::vector<const ValidationPart*> parts_of(const ValidateRequest& request) {
  std::vector<const ValidationPart*> parts;
  if (request.only.empty()) {
    for (const ValidationPart& part : validation_parts) {
      if (part.is_simulated || !request.quick) parts.push_back(&part);
    }
    return parts;
  }
  std::istringstream names(request.only);
  for (std::string name; std::getline(names, name, ',');) parts.push_back(&find_by_name(validation_parts, name, "--only part"));
  return parts;
}

// Where the build puts the twin, if it builds it.
fs::path find_twin(const ValidateRequest& request) {
  if (!request.twin.empty()) {
    if (!fs::exists(request.twin)) throw bad_input(fmt::format("--twin: there is no {}", request.twin));
    return request.twin;
  }
  std::error_code error;
  const fs::path built = fs::read_symlink("/proc/self/exe", error).parent_path().parent_path() / "tests/twin/twin";
  return fs::exists(built, error) ? built : fs::path();
}

void write_file(const std::string& name, const std::string& text) {
  if (name.empty()) return;
  std::ofstream file(name);
  file << text;
  if (!file.flush()) throw bad_input(fmt::format("cannot write {}", name));
}

PartReport run_part(const ValidationPart& part, const ValidateOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  PartReport report = part.run(options);
  report.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

void validate(const ValidateRequest& request) {
  const std::vector<const ValidationPart*> parts = parts_of(request);
  const ValidateOptions options{request.quick, request.seed, request.repetitions, find_twin(request)};
  std::vector<PartReport> reports;
  for (const ValidationPart* part : parts) {
    reports.push_back(run_part(*part, options));
    fmt::print("{}", to_text(reports.back()));
    std::fflush(stdout);
  }
  const Targets targets = count_targets(reports);
  fmt::print("{} targets met, {} missed\n", targets.met, targets.missed);
  const nlohmann::ordered_json json = {
      {"context",
       {{"cpu", cpu_model()}, {"version", version()}, {"commit", commit()}, {"compiler", compiler()}, {"quick", options.quick}, {"seed", options.seed}}},
      {"targets", {{"met", targets.met}, {"missed", targets.missed}}},
      {"parts", to_json(reports)}};
  write_file(request.json, json.dump(1) + "\n");
  write_file(request.markdown, to_markdown(reports));
  if (request.strict && targets.missed != 0) {
    throw InputError(ExitCode::failed, fmt::format("{} targets were missed", targets.missed));
  }
}

}  // namespace

void add_validate_command(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("validate", "How far simulated results can be trusted: one report");
  const auto request = std::make_shared<ValidateRequest>();
  std::vector<std::string_view> names;
  for (const ValidationPart& part : validation_parts) names.push_back(part.name);
  command.add_option("--only", request->only, fmt::format("Some parts: {}", fmt::join(names, ",")));
  command.add_flag("--quick", request->quick, "Looser statistics and simulated parts only: under 30 s");
  command.add_option("--seed", request->seed, "Of every simulated choice")->capture_default_str();
  command.add_option("--repetitions", request->repetitions, "Of real runs; medians count")->capture_default_str();
  command.add_option("--twin", request->twin, "The SimGrid twin's program, where it is not beside the build");
  command.add_option("--json", request->json, "Write the report as JSON");
  command.add_option("--markdown", request->markdown, "Write the report as Markdown");
  command.add_flag("--strict", request->strict, "Exit code 1 if a target is missed");
  command.callback([request] { validate(*request); });
}

}  // namespace zramlab
