#include "tests/fuzz/input_file.h"

#include "engine/base/check.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>

namespace zramlab::fuzz {

InputFile::InputFile()
    : descriptor_(::memfd_create("zramlab-fuzz", MFD_CLOEXEC)), path_(fmt::format("/proc/self/fd/{}", descriptor_)) {
  ZRAMLAB_CHECK(descriptor_ >= 0, "the kernel has memfd_create");
}

InputFile::~InputFile() { ::close(descriptor_); }

const std::filesystem::path& InputFile::with(ByteView bytes) {
  const bool good = ::ftruncate(descriptor_, 0) == 0 &&
                    ::pwrite(descriptor_, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size());
  ZRAMLAB_CHECK(good, "a small file in memory can be written");
  return path_;
}

const std::filesystem::path& output_folder() {
  static const std::filesystem::path folder = [] {
    const std::filesystem::path in_memory = "/dev/shm";
    const std::filesystem::path base =
        ::access(in_memory.c_str(), W_OK) == 0 ? in_memory : std::filesystem::temp_directory_path();
    std::filesystem::path made = base / fmt::format("zramlab-fuzz-{}", ::getpid());
    std::filesystem::create_directories(made);
    return made;
  }();
  [[maybe_unused]] static const bool is_removed_at_exit = std::atexit([] {
    std::error_code ignored;
    std::filesystem::remove_all(output_folder(), ignored);
  }) == 0;
  return folder;
}

}  // namespace zramlab::fuzz
