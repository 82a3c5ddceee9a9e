#include "bench/captures.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <fmt/ranges.h>

#include <filesystem>
#include <vector>

namespace zramlab {

namespace fs = std::filesystem;

namespace {

std::string shipped_names(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& file : fs::directory_iterator(folder, ignored)) {
    if (file.path().extension() == ".ztrace") names.push_back(file.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

// Beside the program that was built in <checkout>/build/<preset>/bench, or where the sources were.
std::vector<fs::path> capture_folders() {
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  return {program.parent_path() / "../../../traces/captures", fs::path(ZRAMLAB_SOURCE_DIR) / "traces/captures"};
}

std::string find_capture(const std::string& name) {
  std::error_code ignored;
  if (fs::exists(name, ignored)) return name;
  std::string shipped;
  for (const fs::path& folder : capture_folders()) {
    const fs::path file = folder / (name + ".ztrace");
    if (fs::exists(file, ignored)) return fs::weakly_canonical(file, ignored).string();
    if (shipped.empty()) shipped = shipped_names(folder);
  }
  throw bad_input(fmt::format("--trace: there is no file '{}', and no shipped capture of that name; shipped: {}", name,
                              shipped.empty() ? "none" : shipped));
}

}  // namespace zramlab
