// What a number needs beside it: the machine, the program, the input.
#pragma once

#include "bench/input.h"
#include "bench/options.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace zramlab {

// google-benchmark's `context` object, `caches` included, with ours under "zramlab". `command` is the command line.
nlohmann::ordered_json describe_context(const RunOptions& options, const Input& input, const std::string& command);

// How the frequency of the CPUs is controlled: a governor's name, or that it cannot be seen, as in most virtual machines.
std::string cpu_frequency_control();

// What is wrong with measuring on this machine, a sentence each.
std::vector<std::string> machine_warnings(const RunOptions& options);

}  // namespace zramlab
