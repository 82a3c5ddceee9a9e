// The options of a run as part of another command: which were given, and how they are said to another program.
#pragma once

#include "bench/cli.h"
#include "bench/options.h"

#include <string>
#include <vector>

namespace zramlab {

// The options of a run, added to a command that measures rounds of it. Length by time, repetitions and files of single runs have no
// place there.
class RunWords {
 public:
  // Adds the options to `command`, which must outlive it. `what` is the command's name, for messages.
  RunWords(CLI::App& command, std::string what);

  OptionTexts& texts() { return texts_; }

  // Those that were given, as words of a command line; output and progress are left out.
  [[nodiscard]] std::vector<std::string> given() const;

  // The same for another copy of this program: with the strategy, whose default is another one there.
  [[nodiscard]] std::vector<std::string> words() const;

  // THROWS InputError (usage): an option that makes no sense here, or that cannot be used.
  [[nodiscard]] RunOptions check() const;

 private:
  std::string what_;
  OptionTexts texts_;
  std::vector<const CLI::Option*> options_;
};

}  // namespace zramlab
