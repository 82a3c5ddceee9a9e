#include "traces/mapping.h"

#include "engine/base/input_error.h"
#include "engine/base/units.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace zramlab {
namespace {

InputError no_memory(std::size_t bytes) {
  return {ExitCode::failed,
          fmt::format("cannot have {} of memory for page contents: {}; free some memory or use a smaller trace",
                      format_bytes(static_cast<double>(bytes)), std::strerror(errno))};
}

InputError cannot_open(const std::filesystem::path& file, const char* why) {
  return bad_input(fmt::format("cannot read {}: {}; check the path and its permissions", file.string(), why));
}

// Closes a file descriptor on every way out.
class Descriptor {
 public:
  explicit Descriptor(const std::filesystem::path& file) : number_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (number_ < 0) throw cannot_open(file, std::strerror(errno));
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::close(number_); }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

}  // namespace

Mapping::~Mapping() {
  if (data_ != nullptr) ::munmap(data_, bytes_);
}

Mapping Mapping::of_file(const std::filesystem::path& file) {
  const Descriptor descriptor(file);
  struct stat status {};
  if (::fstat(descriptor.number(), &status) != 0) throw cannot_open(file, std::strerror(errno));
  if (!S_ISREG(status.st_mode)) throw cannot_open(file, "it is not a regular file, and a trace is mapped into memory");
  const auto bytes = static_cast<std::size_t>(status.st_size);
  if (bytes == 0) return {};
  void* memory = ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, descriptor.number(), 0);
  if (memory == MAP_FAILED) throw cannot_open(file, std::strerror(errno));
  return {static_cast<std::byte*>(memory), bytes};
}

Mapping Mapping::of_zeros(std::size_t bytes) {
  if (bytes == 0) return {};
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw no_memory(bytes);
  // The kernel compresses pages that it reaches through huge mappings; so should the lab, where the machine lets it.
  (void)::madvise(memory, bytes, MADV_HUGEPAGE);
  return {static_cast<std::byte*>(memory), bytes};
}

void Mapping::grow(std::size_t bytes) {
  if (data_ == nullptr) {
    *this = of_zeros(bytes);
    return;
  }
  void* memory = ::mremap(data_, bytes_, bytes, MREMAP_MAYMOVE);
  if (memory == MAP_FAILED) throw no_memory(bytes);
  data_ = static_cast<std::byte*>(memory);
  bytes_ = bytes;
}

}  // namespace zramlab
