#include "bench/captures.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <vector>

namespace zramlab {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view captures = "traces/captures";

std::string_view folder_of(std::string_view extension) { return extension == ".model" ? "workloads/content/models" : captures; }

// Where a shipped folder may lie, the likelier first: beside the program that was built in <checkout>/build/<preset>/bench, or where the
// sources were.
std::vector<fs::path> places_of(std::string_view folder) {
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  return {program.parent_path() / "../../.." / folder, fs::path(ZRAMLAB_SOURCE_DIR) / folder};
}

std::vector<std::string> names_in(const fs::path& folder, std::string_view extension) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& file : fs::directory_iterator(folder, ignored)) {
    if (file.path().extension() == extension) names.push_back(file.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

// The shipped file of that name; empty if there is none.
std::string find_in_folders(const std::string& name, std::string_view extension) {
  std::error_code ignored;
  for (const fs::path& folder : places_of(folder_of(extension))) {
    const fs::path file = folder / (name + std::string(extension));
    if (fs::exists(file, ignored)) return fs::weakly_canonical(file, ignored).string();
  }
  return {};
}

std::string shipped_list(std::string_view extension) {
  const std::vector<std::string> names = shipped_names(extension);
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::vector<fs::path> capture_folders() { return places_of(captures); }

std::vector<std::string> shipped_names(std::string_view extension) {
  for (const fs::path& folder : places_of(folder_of(extension))) {
    std::vector<std::string> names = names_in(folder, extension);
    if (!names.empty()) return names;  // the other folder holds the same
  }
  return {};
}

std::string find_capture(const std::string& name, std::string_view argument) {
  std::error_code ignored;
  if (fs::exists(name, ignored)) return name;
  std::string file = find_in_folders(name, ".ztrace");
  if (!file.empty()) return file;
  throw bad_input(fmt::format("{}: there is no file '{}', and no shipped capture of that name; shipped: {}", argument, name,
                              shipped_list(".ztrace")));
}

std::string shipped_capture(std::string_view name) {
  std::string file = find_in_folders(std::string(name), ".ztrace");
  if (!file.empty()) return file;
  throw bad_input(fmt::format("the shipped capture {} is not there; it belongs into {}, in the sources that this program was built from", name,
                              captures));
}

std::string find_shipped(const std::string& name, std::string_view extension) {
  std::error_code ignored;
  if (fs::is_regular_file(name, ignored)) return name;
  std::string file = find_in_folders(name, extension);
  if (!file.empty()) return file;
  throw bad_input(fmt::format("--content: there is no file '{}', and no shipped {}{} (shipped: {})", name, name, extension,
                              shipped_list(extension)));
}

}  // namespace zramlab
