// Where the shipped captures are.
#pragma once

#include <string>

namespace zramlab {

// `name` if it is a file; else the shipped capture of that name ("gxx"). THROWS InputError (bad_input) that lists the captures
// there are.
std::string find_capture(const std::string& name);

}  // namespace zramlab
