// Where the shipped captures are.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

// `name` if it is a file; else the shipped capture of that name ("gxx"). THROWS InputError (bad_input) that lists the captures
// there are and names the `argument` that asked.
std::string find_capture(const std::string& name, std::string_view argument = "--trace");

// The shipped capture of that name, whatever else lies in the current folder. THROWS InputError (bad_input) that says where it should be.
std::string shipped_capture(std::string_view name);

// The same for what belongs to --content: `extension` is ".ztrace" or ".model".
std::string find_shipped(const std::string& name, std::string_view extension);

// The names that are shipped with this extension, sorted.
std::vector<std::string> shipped_names(std::string_view extension);

// Where the shipped captures and what belongs to them may lie, the likelier first.
std::vector<std::filesystem::path> capture_folders();

}  // namespace zramlab
