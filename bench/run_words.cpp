#include "bench/run_words.h"

#include "engine/base/input_error.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace zramlab {

namespace {

constexpr const char* strategy_default = "per-cpu";

// Of the command that measures, not of each of its runs.
constexpr std::array<std::string_view, 4> own{"--json", "--quiet", "--progress", "--dry-run"};

struct Misplaced {
  std::string_view option;
  std::string_view why;
};

constexpr std::array<Misplaced, 3> misplaced{{
    {"--runtime", "rounds do the same operations each time; give --ops"},
    {"--repetitions", "--rounds says how often"},
    {"--timeline", "it is of a single run; use bench without a command"},
}};

// CLI11 keeps the name of an option that is not in the help to itself.
std::string name_of(const CLI::Option& option) { return "--" + option.get_lnames().front(); }

}  // namespace

RunWords::RunWords(CLI::App& command, std::string what) : what_(std::move(what)) {
  const std::vector<const CLI::Option*> before = std::as_const(command).get_options();
  texts_.strategies = strategy_default;
  add_run_options(command, texts_);
  command.get_option("--strategy")->description(fmt::format("strategies, comma-separated, or all (default {})", strategy_default));
  // Not in the help, but known: who gives one is told why not.
  for (const Misplaced& wrong : misplaced) command.get_option(std::string(wrong.option))->group("");
  for (const CLI::Option* const option : std::as_const(command).get_options()) {
    if (std::find(before.begin(), before.end(), option) == before.end()) options_.push_back(option);
  }
}

std::vector<std::string> RunWords::given() const {
  std::vector<std::string> words;
  for (const CLI::Option* const option : options_) {
    const std::string name = name_of(*option);
    if (option->count() == 0 || std::find(own.begin(), own.end(), name) != own.end()) continue;
    // With '=' a value that begins with a dash, and one of a flag, stays a value.
    for (const std::string& value : option->results()) words.push_back(fmt::format("{}={}", name, value));
  }
  return words;
}

std::vector<std::string> RunWords::words() const {
  std::vector<std::string> words = given();
  const bool has_strategy = std::any_of(words.begin(), words.end(), [](const std::string& word) { return word.starts_with("--strategy="); });
  if (!has_strategy) words.push_back(fmt::format("--strategy={}", strategy_default));
  return words;
}

RunOptions RunWords::check() const {
  for (const CLI::Option* const option : options_) {
    const auto* const found = std::find_if(misplaced.begin(), misplaced.end(), [&](const Misplaced& wrong) { return wrong.option == name_of(*option); });
    if (found != misplaced.end() && option->count() != 0) throw usage_error(fmt::format("{}: {}: {}", what_, found->option, found->why));
  }
  return check_options(texts_);
}

}  // namespace zramlab
