// A user's mistake: one message that names the option, or the file and the line or byte, says what
// probably happened and what to try. main prints it and exits with its code.
#pragma once

#include <stdexcept>
#include <string>

namespace zramlab {

// Exit codes of the program (sysexits.h for the last two).
enum class ExitCode : int {
  done = 0,
  failed = 1,
  regression = 2,
  inconclusive = 3,
  usage = 64,
  bad_input = 66,
  interrupted = 130,  // 128 + SIGINT, as shells count it: what was measured is kept
};

class InputError : public std::runtime_error {
 public:
  InputError(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  [[nodiscard]] ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

// An option or argument that cannot be used.
inline InputError usage_error(const std::string& message) { return {ExitCode::usage, message}; }

// A file that cannot be used.
inline InputError bad_input(const std::string& message) { return {ExitCode::bad_input, message}; }

}  // namespace zramlab
