// Runs of bench as a program of its own: this build's or another's.
#pragma once

#include "bench/results_file_reader.h"

#include <string>

namespace zramlab {

// BLOCKS until `program` with `options` (words, separated by spaces) is done, and gives what it wrote with --json. THROWS InputError:
// interrupted if an interrupt came; bad_input if it cannot be started; failed, with the command and its last words, if it did not
// end with 0.
ResultsDocument run_bench(const std::string& program, const std::string& options);

// The same of a shell command in which {} stands for the file that it is to write. THROWS InputError (usage) without {}.
ResultsDocument run_shell(const std::string& command);

}  // namespace zramlab
