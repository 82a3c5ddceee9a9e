// A folder of one's own under the system's temporary folder, removed in the end.
#pragma once

#include <filesystem>

namespace zramlab {

class TemporaryFolder {
 public:
  // THROWS InputError (failed) where none can be made.
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace zramlab
