#include "bench/command_line.h"

#include "bench/calibrate/command.h"
#include "bench/capture/command.h"
#include "bench/clean_up_command.h"
#include "bench/compare/command.h"
#include "bench/content/command.h"
#include "bench/did_you_mean.h"
#include "bench/explore/command.h"
#include "bench/export/command.h"
#include "bench/gate/command.h"
#include "bench/interrupt.h"
#include "bench/list_command.h"
#include "bench/noise/command.h"
#include "bench/options.h"
#include "bench/referee/command.h"
#include "bench/run_command.h"
#include "bench/trace/command.h"
#include "bench/validate/command.h"
#include "bench/version.h"
#include "engine/base/input_error.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

namespace {

constexpr const char* description =
    "How should zram share its compression streams, and what will it cost?\n"
    "Replays real swap traffic through the strategies zram has had, with real compression.\n"
    "Example: bench --strategy idle-list,per-cpu --threads 1,2 --codec lz4,zstd --json results.json\n";

std::string joined(int argc, char** argv) {
  std::string line = "bench";
  for (int i = 1; i < argc; ++i) line += fmt::format(" {}", argv[i]);
  return line;
}

// `bench run ...` is `bench ...`.
std::vector<std::string> arguments_of(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (!arguments.empty() && arguments.front() == "run") arguments.erase(arguments.begin());
  // CLI11 takes them from the back.
  return {arguments.rbegin(), arguments.rend()};
}

// CLI11 reads -1 as the largest number there is.
void refuse_negative_numbers(CLI::App& app) {
  const auto has_no_sign = [](const std::string& text) { return text.starts_with('-') ? text + " is negative" : std::string(); };
  const auto all = [](const auto*) { return true; };
  for (CLI::Option* const option : app.get_options(all)) {
    if (option->get_type_name().starts_with("UINT")) option->check(has_no_sign);
  }
  for (CLI::App* const subcommand : app.get_subcommands(all)) refuse_negative_numbers(*subcommand);
}

int report_usage(const CLI::App& app, const CLI::ParseError& error, const std::vector<std::string>& arguments) {
  if (error.get_exit_code() == 0) return app.exit(error);  // --help and --version
  // Of words that nobody knows one may be a mistyped option; any other mistake names its option already.
  const bool has_unknown_words = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  fmt::print(stderr, "bench: {}{}\n", error.what(), did_you_mean(app, has_unknown_words ? arguments : std::vector<std::string>{}));
  return static_cast<int>(ExitCode::usage);
}

int run(int argc, char** argv) {
  CLI::App app(description, "bench");
  app.set_version_flag("--version", fmt::format("zramlab {} ({}), {}", version(), commit(), compiler()));
  app.require_subcommand(0, 1);
  app.get_formatter()->column_width(36);
  OptionTexts texts;
  add_run_options(app, texts);
  add_list_command(app);
  add_trace_command(app);
  add_content_command(app);
  add_calibrate_command(app);
  add_explore_command(app);
  add_validate_command(app);
  add_compare_command(app);
  add_noise_command(app);
  add_gate_command(app);
  add_convert_command(app);
  add_referee_command(app);
  add_capture_command(app, version());
  add_clean_up_command(app);
  refuse_negative_numbers(app);
  // Those that have nothing to keep when they are interrupted. The others see to it themselves.
  for (const char* const name : {"convert", "explore", "trace", "validate"}) {
    app.get_subcommand(name)->preparse_callback([](std::size_t) { end_on_interrupts(); });
  }
  const std::vector<std::string> arguments = arguments_of(argc, argv);
  try {
    std::vector<std::string> consumed = arguments;
    app.parse(consumed);
  } catch (const CLI::ParseError& error) {
    return report_usage(app, error, arguments);
  }
  // Subcommands ran as callbacks of parse().
  if (!app.get_subcommands().empty()) return static_cast<int>(ExitCode::done);
  apply_memory_limit(texts.memory);
  return static_cast<int>(run_command(check_options(texts), joined(argc, argv)));
}

}  // namespace

int run_program(int argc, char** argv) {
  try {
    const int code = run(argc, argv);
    // A write that failed before the last one is remembered, not repeated.
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
    throw InputError(ExitCode::failed, fmt::format("cannot write the output: {}", std::strerror(errno)));
  } catch (const InputError& error) {
    fmt::print(stderr, "bench: {}\n", error.what());
    return static_cast<int>(error.code());
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "bench: not enough memory for this run; use fewer threads or a smaller trace\n");
    return static_cast<int>(ExitCode::failed);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench: {}\n", error.what());
    return static_cast<int>(ExitCode::failed);
  }
}

}  // namespace zramlab
