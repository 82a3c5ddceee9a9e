#include "bench/capture/program.h"

#include "engine/base/input_error.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace zramlab {

namespace {

// What a child says that could not become the program.
struct StartFault {
  int error = 0;
  bool in_cgroup = false;
};

// In the child of a process with threads: nothing but system calls.
[[noreturn]] void become(char* const* words, int processes, int report) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // a program in a small cgroup without its swap would not live long anyhow
  // "0" is the process that writes.
  const bool in_cgroup = write(processes, "0", 1) == 1;
  if (in_cgroup) execvp(words[0], words);
  const StartFault fault{errno, in_cgroup};
  _exit(write(report, &fault, sizeof fault) == static_cast<ssize_t>(sizeof fault) ? 127 : 126);
}

}  // namespace

std::string ProgramEnd::text() const {
  if (signal != 0) return fmt::format("was ended by signal {} ({})", signal, strsignal(signal));
  return fmt::format("ended with exit code {}", exit_code);
}

Program::Program(const std::vector<std::string>& words, const MemoryCgroup& cgroup) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));  // execvp changes nothing
  pointers.push_back(nullptr);
  const int processes = open(cgroup.processes_file().c_str(), O_WRONLY | O_CLOEXEC);
  std::array<int, 2> report{};
  if (processes < 0 || pipe2(report.data(), O_CLOEXEC) != 0) {
    throw bad_input(fmt::format("bench capture: cannot open {}: {}", cgroup.processes_file().string(), std::strerror(errno)));
  }
  process_ = fork();
  if (process_ == 0) become(pointers.data(), processes, report[1]);
  close(processes);
  close(report[1]);
  StartFault fault{errno, true};
  const bool has_failed = process_ < 0 || read(report[0], &fault, sizeof fault) == static_cast<ssize_t>(sizeof fault);
  close(report[0]);
  if (has_failed) {
    if (process_ > 0) waitpid(process_, nullptr, 0);
    throw bad_input(fmt::format("bench capture: cannot run {}{}: {}", words.front(), fault.in_cgroup ? "" : " in its memory cgroup",
                                std::strerror(fault.error)));
  }
  descriptor_ = static_cast<int>(syscall(SYS_pidfd_open, process_, 0));  // none before Linux 5.3: its end is then seen by looking
}

Program::~Program() {
  if (!end()) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  if (descriptor_ >= 0) close(descriptor_);
}

std::optional<ProgramEnd> Program::end() {
  int status = 0;
  if (!end_ && waitpid(process_, &status, WNOHANG) == process_) {
    end_ = ProgramEnd{WIFEXITED(status) ? WEXITSTATUS(status) : 0, WIFSIGNALED(status) ? WTERMSIG(status) : 0};
  }
  return end_;
}

void Program::ask_to_end() const {
  if (!end_) kill(process_, SIGTERM);
}

}  // namespace zramlab
