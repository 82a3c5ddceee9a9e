#include "traces/mapping.h"

#include "engine/base/input_error.h"
#include "engine/base/units.h"
#include "traces/memory_limit.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

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
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

InputError no_scratch(std::size_t bytes, int error) {
  const char* remedy = error == ENOSPC || error == EDQUOT || error == EFBIG ? "free some space or name another folder with --scratch"
                                                                            : "name another folder with --scratch";
  return {ExitCode::failed, fmt::format("cannot have a scratch file of {} in {}: {}; {}, or allow more --memory",
                                        format_bytes(static_cast<double>(bytes)),
                                        memory_limit_detail::scratch_folder().string(), std::strerror(error), remedy)};
}

// A file without a name: it goes away with the last that uses it, however the program ends.
int unlinked_file(std::size_t bytes) {
  std::string name = memory_limit_detail::scratch_folder() / "zramlab-XXXXXX";
  const int number = ::mkostemp(name.data(), O_CLOEXEC);
  if (number < 0) throw no_scratch(bytes, errno);
  ::unlink(name.c_str());
  return number;
}

}  // namespace

Mapping::~Mapping() {
  if (data_ == nullptr) return;
  ::munmap(data_, bytes_);
  if (kind_ == Kind::memory) memory_limit_detail::give_back(bytes_);
  if (kind_ == Kind::scratch) memory_limit_detail::forget_scratch(bytes_);
}

Mapping Mapping::of_file(const std::filesystem::path& file) {
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (descriptor.number() < 0) throw cannot_open(file, std::strerror(errno));
  struct stat status {};
  if (::fstat(descriptor.number(), &status) != 0) throw cannot_open(file, std::strerror(errno));
  if (!S_ISREG(status.st_mode)) throw cannot_open(file, "it is not a regular file, and a trace is mapped into memory");
  const auto bytes = static_cast<std::size_t>(status.st_size);
  if (bytes == 0) return {};
  void* memory = ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, descriptor.number(), 0);
  if (memory == MAP_FAILED) throw cannot_open(file, std::strerror(errno));
  return {static_cast<std::byte*>(memory), bytes, Kind::input};
}

Mapping Mapping::of_zeros(std::size_t bytes, Access access) {
  if (bytes == 0) return {};
  return memory_limit_detail::take(bytes) ? in_memory(bytes) : in_scratch(bytes, access);
}

// REQUIRES that the bytes were taken from the limit.
Mapping Mapping::in_memory(std::size_t bytes) {
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    const InputError error = no_memory(bytes);
    memory_limit_detail::give_back(bytes);
    throw error;
  }
  // The kernel compresses pages that it reaches through huge mappings; so should the lab, where the machine lets it.
  (void)::madvise(memory, bytes, MADV_HUGEPAGE);
  return {static_cast<std::byte*>(memory), bytes, Kind::memory};
}

Mapping Mapping::in_scratch(std::size_t bytes, Access access) {
  const Descriptor file(unlinked_file(bytes));
  if (const int error = ::posix_fallocate(file.number(), 0, static_cast<off_t>(bytes)); error != 0) {
    throw no_scratch(bytes, error);
  }
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file.number(), 0);
  if (memory == MAP_FAILED) throw no_scratch(bytes, errno);
  (void)::madvise(memory, bytes, access == Access::in_order ? MADV_SEQUENTIAL : MADV_RANDOM);
  memory_limit_detail::count_scratch(bytes);
  return {static_cast<std::byte*>(memory), bytes, Kind::scratch};
}

void Mapping::grow(std::size_t bytes) {
  if (data_ == nullptr) {
    *this = of_zeros(bytes);
    return;
  }
  if (kind_ != Kind::memory || !memory_limit_detail::take(bytes - bytes_)) {
    Mapping larger = in_scratch(bytes, Access::scattered);
    std::memcpy(larger.data_, data_, bytes_);
    swap(larger);
    return;
  }
  void* memory = ::mremap(data_, bytes_, bytes, MREMAP_MAYMOVE);
  if (memory == MAP_FAILED) {
    const InputError error = no_memory(bytes);
    memory_limit_detail::give_back(bytes - bytes_);
    throw error;
  }
  data_ = static_cast<std::byte*>(memory);
  bytes_ = bytes;
}

}  // namespace zramlab
