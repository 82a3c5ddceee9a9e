#include "bench/gate/program_run.h"

#include "engine/base/input_error.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>

namespace zramlab {

namespace {

namespace fs = std::filesystem;

// A folder for a run's results, gone with the object.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (fs::temp_directory_path() / "zramlab-gate-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      throw InputError(ExitCode::failed, fmt::format("cannot make a folder for results like {}: {}", pattern, std::strerror(errno)));
    }
    path_ = pattern;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] std::string file() const { return (path_ / "results.json").string(); }

 private:
  fs::path path_;
};

// The wait status of the words' program, run with its stdout thrown away.
int spawn_and_wait(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t process = 0;
  const int error = posix_spawn(&process, arguments.front(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw bad_input(fmt::format("cannot run {}: {}", words.front(), std::strerror(error)));
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

ResultsDocument run_and_read(const std::vector<std::string>& words, const std::string& command, const std::string& file) {
  const int status = spawn_and_wait(words);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (code == static_cast<int>(ExitCode::interrupted)) throw InputError(ExitCode::interrupted, "gate: interrupted");
  if (code != 0) throw InputError(ExitCode::failed, fmt::format("gate: this ended with {}: {}", code, command));
  ResultsDocument results = read_results_file(file);
  results.origin = command;
  return results;
}

}  // namespace

std::vector<std::string> words_of_options(const std::string& options) {
  std::istringstream stream(options);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string own_program() { return fs::read_symlink("/proc/self/exe").string(); }

ResultsDocument run_bench(const std::string& program, const std::string& options) {
  const ScratchFolder folder;
  std::vector<std::string> words = {program};
  for (const std::string& word : words_of_options(options)) words.push_back(word);
  words.insert(words.end(), {"--json", folder.file(), "--quiet", "--progress", "never"});
  return run_and_read(words, fmt::format("{} {}", program, options), folder.file());
}

ResultsDocument run_shell(const std::string& command) {
  const ScratchFolder folder;
  std::string filled = command;
  const std::size_t place = filled.find("{}");
  if (place == std::string::npos) throw usage_error(fmt::format("--confirm: '{}' lacks the {{}} that stands for the results' file", command));
  filled.replace(place, 2, folder.file());
  return run_and_read({"/bin/sh", "-c", filled}, filled, folder.file());
}

}  // namespace zramlab
