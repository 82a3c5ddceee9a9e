// Runs of bench as a program of its own: this build's or another's.
#pragma once

#include "bench/results_file_reader.h"

#include <string>
#include <vector>

namespace zramlab {

// "--on laptop-4 --ops 2000" as words; spaces separate, and nothing quotes.
std::vector<std::string> words_of_options(const std::string& options);

// This build.
std::string own_program();

// BLOCKS until `program` with `options` is done, and gives what it wrote with --json. Its other output is thrown away, its errors
// are not. THROWS InputError with the command: interrupted if that is how it ended, else failed if it did not end with 0.
ResultsDocument run_bench(const std::string& program, const std::string& options);

// The same of a shell command in which {} stands for the file that it is to write.
ResultsDocument run_shell(const std::string& command);

}  // namespace zramlab
