#include "bench/compare/temporary_folder.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>

namespace zramlab {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
  std::error_code error;
  std::string pattern = (fs::temp_directory_path(error) / "zramlab-XXXXXX").string();
  if (error || mkdtemp(pattern.data()) == nullptr) {
    throw InputError(ExitCode::failed, fmt::format("cannot make a temporary folder: {}", error ? error.message() : std::strerror(errno)));
  }
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace zramlab
