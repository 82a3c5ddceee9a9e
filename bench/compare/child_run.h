// Another program, or another copy of this one, started and waited for.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace zramlab {

struct ChildEnd {
  int exit_code = -1;  // -1: a signal ended it
  int signal = 0;
  std::string errors;  // the end of what it wrote to stderr

  // "exit code 66", "signal 11 (Segmentation fault)"
  [[nodiscard]] std::string describe() const;
};

// Runs `program` with `words` behind it to its end; its input is empty, its output is dropped, its stderr goes to a file in `folder`
// until it is read. BLOCKS. An interrupt of this program is passed on to the child, which then ends early; if this program dies, so
// does the child. THROWS InputError (bad_input) where the program cannot be started.
ChildEnd run_child(const std::string& program, const std::vector<std::string>& words, const std::filesystem::path& folder);

}  // namespace zramlab
