#include "bench/gate/program_run.h"

#include "bench/compare/child_run.h"
#include "bench/compare/temporary_folder.h"
#include "bench/interrupt.h"
#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <sstream>
#include <vector>

namespace zramlab {

namespace {

std::vector<std::string> words_of(const std::string& options) {
  std::istringstream stream(options);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

ResultsDocument run_and_read(const std::string& program, const std::vector<std::string>& words, const TemporaryFolder& folder,
                             const std::string& command) {
  const ChildEnd end = run_child(program, words, folder.path());
  if (interrupt_requested) throw InputError(ExitCode::interrupted, "gate: interrupted");
  if (end.exit_code != 0) {
    throw InputError(ExitCode::failed, fmt::format("gate: '{}' ended with {}: {}", command, end.describe(), end.errors));
  }
  ResultsDocument results = read_results_file((folder.path() / "results.json").string());
  results.origin = command;
  return results;
}

}  // namespace

ResultsDocument run_bench(const std::string& program, const std::string& options) {
  const TemporaryFolder folder;
  std::vector<std::string> words = words_of(options);
  words.insert(words.end(), {"--json", (folder.path() / "results.json").string(), "--quiet", "--progress", "never"});
  return run_and_read(program, words, folder, fmt::format("{} {}", program, options));
}

ResultsDocument run_shell(const std::string& command) {
  const std::size_t place = command.find("{}");
  if (place == std::string::npos) throw usage_error(fmt::format("--confirm: '{}' lacks the {{}} that stands for the results' file", command));
  const TemporaryFolder folder;
  std::string filled = command;
  filled.replace(place, 2, (folder.path() / "results.json").string());
  return run_and_read("/bin/sh", {"-c", filled}, folder, command);
}

}  // namespace zramlab
