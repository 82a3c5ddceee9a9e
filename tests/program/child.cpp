#include "tests/program/child.h"

#include "tests/traces/support.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <ostream>
#include <thread>

namespace zramlab::test {

namespace {

constexpr auto look_every = std::chrono::milliseconds(5);

void redirect(int descriptor, const std::filesystem::path& file) {
  const int opened = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (opened < 0 || dup2(opened, descriptor) < 0) _exit(99);
  close(opened);
}

}  // namespace

std::ostream& operator<<(std::ostream& stream, const Ended& ended) {
  return stream << ended.command << "\nexit code " << ended.exit_code << ", signal " << ended.signal << "\nstdout:\n"
                << ended.output << "\nstderr:\n"
                << ended.errors;
}

Child::Child(const Words& words, const std::filesystem::path& folder, const Options& options)
    : output_(options.output_file.empty() ? folder / "stdout" : std::filesystem::path(options.output_file)),
      errors_(folder / "stderr") {
  Words all;
  if (!options.shell_before.empty()) all = {"/bin/sh", "-c", options.shell_before + " exec \"$@\"", "sh"};
  all.emplace_back(ZRAMLAB_BENCH);
  all.insert(all.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  for (std::string& word : all) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  for (const std::string& word : all) command_ += (command_.empty() ? "" : " ") + word;
  process_ = fork();
  if (process_ != 0) return;
  redirect(STDOUT_FILENO, output_);
  redirect(STDERR_FILENO, errors_);
  execv(arguments[0], arguments.data());
  _exit(99);
}

Child::~Child() {
  if (process_ <= 0 || ended_) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

void Child::send(int signal) const { kill(process_, signal); }

bool Child::has_ended() {
  if (!ended_) ended_ = waitpid(process_, &status_, WNOHANG) == process_;
  return ended_;
}

bool Child::wait_until(const std::function<bool()>& holds) {
  while (!holds()) {
    if (has_ended()) return holds();
    std::this_thread::sleep_for(look_every);
  }
  return true;
}

std::string Child::errors_so_far() const { return read_file(errors_); }

Ended Child::wait() {
  if (!ended_) ended_ = waitpid(process_, &status_, 0) == process_;
  Ended ended;
  if (WIFEXITED(status_)) ended.exit_code = WEXITSTATUS(status_);
  if (WIFSIGNALED(status_)) ended.signal = WTERMSIG(status_);
  if (std::filesystem::is_regular_file(output_)) ended.output = read_file(output_);
  ended.errors = read_file(errors_);
  ended.command = command_;
  return ended;
}

Ended bench(const Words& words) {
  // A folder of its own: the test's may hold what the words speak of.
  std::string folder = std::filesystem::temp_directory_path() / "zramlab-bench-XXXXXX";
  EXPECT_NE(mkdtemp(folder.data()), nullptr);
  Ended ended = Child(words, folder).wait();
  std::filesystem::remove_all(folder);
  return ended;
}

}  // namespace zramlab::test
