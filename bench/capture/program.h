// The program whose memory is captured, in a cgroup of its own from its first instruction on.
#pragma once

#include "bench/capture/memory_cgroup.h"

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace zramlab {

// How a program ended.
struct ProgramEnd {
  int exit_code = 0;
  int signal = 0;  // that ended it; 0: none

  [[nodiscard]] bool is_good() const { return exit_code == 0 && signal == 0; }
  [[nodiscard]] std::string text() const;  // "ended with exit code 1", "was ended by signal 9 (Killed)"
};

class Program {
 public:
  // Starts it. REQUIRES at least one word. THROWS InputError (bad_input) that names the program if it cannot be run.
  Program(const std::vector<std::string>& words, const MemoryCgroup& cgroup);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // Becomes readable when it ends.
  [[nodiscard]] int descriptor() const { return descriptor_; }

  // nullopt: it runs.
  std::optional<ProgramEnd> end();

  void ask_to_end() const;

 private:
  pid_t process_ = -1;
  int descriptor_ = -1;
  std::optional<ProgramEnd> end_;
};

}  // namespace zramlab
