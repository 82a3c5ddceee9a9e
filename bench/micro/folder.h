// A folder for the files of a benchmark.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <string_view>
#include <system_error>

namespace zramlab {

// Files of this process, made when first asked for and removed at its end.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / fmt::format("zramlab-micro-{}", ::getpid())) {
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::filesystem::path file(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline Folder& folder() {
  static Folder instance;
  return instance;
}

}  // namespace zramlab
