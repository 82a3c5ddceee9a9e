#include "bench/did_you_mean.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace zramlab {

namespace {

// Levenshtein's distance: insertions, deletions and substitutions between two words.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

std::vector<std::string> words_of(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  }
  for (const CLI::App* subcommand : app.get_subcommands([](const CLI::App*) { return true; })) {
    words.push_back(subcommand->get_name());
  }
  return words;
}

}  // namespace

std::string did_you_mean(const CLI::App& app, const std::vector<std::string>& arguments) {
  const std::vector<std::string> words = words_of(app);
  for (auto argument = arguments.rbegin(); argument != arguments.rend(); ++argument) {
    const std::string typed = argument->substr(0, argument->find('='));
    if (typed.size() < 4 || std::find(words.begin(), words.end(), typed) != words.end()) continue;
    const auto nearest = std::min_element(words.begin(), words.end(), [&](const std::string& a, const std::string& b) {
      return distance(typed, a) < distance(typed, b);
    });
    if (nearest != words.end() && distance(typed, *nearest) <= 2) return fmt::format("; did you mean {}?", *nearest);
  }
  return "; see bench --help";
}

}  // namespace zramlab
