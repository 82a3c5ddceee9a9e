// A guess at what a mistyped option should have been.
#pragma once

#include "bench/cli.h"

#include <string>
#include <vector>

namespace zramlab {

// "; did you mean --strategy?" for the first of `arguments` that is near an option or subcommand of `app` without being one;
// where help is otherwise.
std::string did_you_mean(const CLI::App& app, const std::vector<std::string>& arguments);

}  // namespace zramlab
