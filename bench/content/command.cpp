#include "bench/content/command.h"

#include "bench/calibrate/progress_line.h"
#include "bench/captures.h"
#include "bench/content/comparison.h"
#include "bench/content/fit.h"
#include "bench/cost_tables.h"
#include "bench/interrupt.h"
#include "engine/backend/table.h"
#include "engine/base/input_error.h"
#include "engine/base/units.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

namespace zramlab {

namespace {

struct FitCommand {
  std::string trace;
  std::string output;
  FitRequest request;
};

struct CheckCommand {
  std::string model;
  std::string trace;
  std::string codecs = "lz4,zstd";
  std::string json;
  bool sizes_only = false;
  ComparisonRequest request;
};

void run_fit(const FitCommand& command) {
  catch_interrupts();
  const TraceReader trace(find_capture(command.trace));
  ProgressLine progress;
  const ContentModel model = fit_model(trace, command.request, [&](double share) { progress.show("fitting", share); });
  progress.clear();
  save_model(command.output, model);
  fmt::print("{}: {} pages of {} writes, {:.2f} % of them same-filled\nwrote {}, {}\n", model.name, model.pages.size(), model.writes,
             100 * model.same_filled_share, command.output,
             format_bytes(static_cast<double>(std::filesystem::file_size(command.output))));
}

void write_json(const CheckCommand& command, const ContentModel& model, const ContentComparison& comparison) {
  if (command.json.empty()) return;
  nlohmann::ordered_json json = {{"model", model.name}, {"trace", command.trace}, {"seed", command.request.seed}};
  json.update(to_json(comparison));
  std::ofstream file(command.json);
  file << json.dump(1) << '\n';
  if (!file.flush()) throw InputError(ExitCode::failed, fmt::format("cannot write {}", command.json));
}

void run_check(CheckCommand command) {
  catch_interrupts();
  command.request.codecs = split_codec_list(command.codecs);
  if (command.sizes_only) command.request.pages_timed = 0;
  const ContentModel model = load_model(find_shipped(command.model, ".model"));
  const TraceReader trace(find_capture(command.trace));
  if (contents_key(trace.load_contents()) != model.contents_key) {
    fmt::print(stderr, "bench: the model was fitted to another capture than {}\n", command.trace);
  }
  ProgressLine progress;
  const ContentComparison comparison =
      compare_contents(model, trace, command.request, [&](double share) { progress.show("timing", share); });
  progress.clear();
  fmt::print("{}", to_text(comparison));
  write_json(command, model, comparison);
  const std::size_t outside = comparison.figures_outside();
  if (outside == 0) {
    fmt::print("every figure is within its tolerance\n");
    return;
  }
  throw InputError(ExitCode::failed, fmt::format("{} figures are outside their tolerances (size deciles {:.0f} %, times {:.0f} %, shares {})",
                                                 outside, 100 * size_tolerance, 100 * time_tolerance, share_tolerance));
}

void add_fit(CLI::App& content) {
  CLI::App& app = *content.add_subcommand("fit", "Fit a content model to a capture");
  const auto command = std::make_shared<FitCommand>();
  app.add_option("--trace", command->trace, "The capture: a .ztrace file, or a shipped one's name")->required();
  app.add_option("--output", command->output, "The .model file to write")->required();
  app.add_option("--pages", command->request.pages, "Pages of the capture that the model keeps the build of")
      ->check(CLI::Range(std::size_t{1}, std::size_t{fitted_pages_max}))
      ->capture_default_str();
  app.add_option("--seed", command->request.seed, "Chooses the pages that recipes are tried with")->capture_default_str();
  app.callback([command] { run_fit(*command); });
}

void add_check(CLI::App& content) {
  CLI::App& app = *content.add_subcommand("check", "Compare a model's pages with a capture's; exits with 1 outside the tolerances");
  const auto command = std::make_shared<CheckCommand>();
  app.add_option("--model", command->model, "The model: a .model file, or a shipped one's name")->required();
  app.add_option("--trace", command->trace, "The capture: a .ztrace file, or a shipped one's name")->required();
  app.add_option("--codec", command->codecs, "Codecs to compare with")->capture_default_str();
  app.add_option("--pages", command->request.pages_timed, "Pages of each that are timed")->check(CLI::Range(100, 1'000'000))->capture_default_str();
  app.add_option("--tries", command->request.tries, "Times each page is timed; the shortest counts")->check(CLI::Range(1, 1000))->capture_default_str();
  app.add_option("--seed", command->request.seed, "Chooses the model's pages")->capture_default_str();
  app.add_flag("--sizes-only", command->sizes_only, "No times: what is left is the same on every machine");
  app.add_option("--json", command->json, "Write the figures to FILE")->type_name("FILE");
  app.callback([command] { run_check(*command); });
}

}  // namespace

void add_content_command(CLI::App& program) {
  CLI::App& content = *program.add_subcommand("content", "Fit models of page contents to captures, and check them");
  content.require_subcommand(1);
  add_fit(content);
  add_check(content);
}

}  // namespace zramlab
