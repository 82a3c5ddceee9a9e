#include "bench/compare/child_run.h"

#include "bench/interrupt.h"
#include "engine/base/input_error.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <sstream>

namespace zramlab {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t errors_kept = 2000;  // characters: the last words say what went wrong
constexpr int look_every_ms = 200;         // for an interrupt; seldom enough not to be seen in a measurement

// A pipe that closes when the child has become the program, and tells why where it has not.
class StartPipe {
 public:
  StartPipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) throw InputError(ExitCode::failed, fmt::format("cannot start a program: {}", std::strerror(errno)));
  }
  ~StartPipe() {
    close_end(0);
    close_end(1);
  }
  StartPipe(const StartPipe&) = delete;
  StartPipe& operator=(const StartPipe&) = delete;

  void tell(int error) { [[maybe_unused]] const ssize_t written = write(ends_[1], &error, sizeof(error)); }

  // BLOCKS until the child has started or failed to; 0 or the error.
  int hear() {
    close_end(1);
    int error = 0;
    while (read(ends_[0], &error, sizeof(error)) < 0 && errno == EINTR) {
    }
    return error;
  }

 private:
  void close_end(std::size_t end) {
    if (ends_[end] >= 0) close(ends_[end]);
    ends_[end] = -1;
  }

  std::array<int, 2> ends_{-1, -1};
};

// In the child: only calls that are safe after fork.
[[noreturn]] void become(const char* program, char* const* arguments, const char* errors, StartPipe& started) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  const int nothing = open("/dev/null", O_RDWR);
  const int file = open(errors, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (nothing >= 0 && file >= 0) {
    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDOUT_FILENO);
    dup2(file, STDERR_FILENO);
    execv(program, arguments);
  }
  started.tell(errno);
  _exit(1);
}

std::string last_words(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  std::string all = text.str();
  while (!all.empty() && all.back() == '\n') all.pop_back();
  return all.size() > errors_kept ? fmt::format("...{}", all.substr(all.size() - errors_kept)) : all;
}

int wait_for(pid_t child) {
  // Not by <sys/pidfd.h>: that of glibc 2.36 cannot be used from C++.
  const auto handle = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  bool is_told = false;
  pollfd waiting{handle, POLLIN, 0};
  // Without a handle (before Linux 5.3) an interrupt reaches the child by the terminal alone.
  while (handle >= 0 && poll(&waiting, 1, look_every_ms) <= 0) {
    if (interrupt_requested && !is_told) is_told = kill(child, SIGINT) == 0;
  }
  if (handle >= 0) close(handle);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

std::string ChildEnd::describe() const {
  const std::string how = signal != 0 ? fmt::format("signal {} ({})", signal, strsignal(signal)) : fmt::format("exit code {}", exit_code);
  return errors.empty() ? how : how + ": " + errors;
}

ChildEnd run_child(const std::string& program, const std::vector<std::string>& words, const fs::path& folder) {
  std::vector<std::string> all{program};
  all.insert(all.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  for (std::string& word : all) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const fs::path errors = folder / "stderr";
  StartPipe started;
  const pid_t child = fork();
  if (child == 0) become(program.c_str(), arguments.data(), errors.c_str(), started);
  if (child < 0) throw InputError(ExitCode::failed, fmt::format("cannot start {}: {}", program, std::strerror(errno)));
  const int error = started.hear();
  const int status = wait_for(child);
  if (error != 0) throw bad_input(fmt::format("cannot start {}: {}", program, std::strerror(error)));
  ChildEnd end;
  if (WIFEXITED(status)) end.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
  end.errors = last_words(errors);
  return end;
}

}  // namespace zramlab
