#include "bench/kernel/attribute_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace zramlab {

std::optional<std::string> read_text(const std::filesystem::path& file) {
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  std::string text;
  std::array<char, 4096> part{};
  ssize_t bytes = 0;
  while ((bytes = read(descriptor, part.data(), part.size())) > 0) text.append(part.data(), static_cast<std::size_t>(bytes));
  close(descriptor);
  if (bytes < 0) return std::nullopt;
  return text;
}

std::optional<std::string> read_attribute(const std::filesystem::path& file) {
  std::optional<std::string> text = read_text(file);
  while (text && text->ends_with('\n')) text->pop_back();
  return text;
}

int write_attribute(const std::filesystem::path& file, std::string_view text) {
  const int descriptor = open(file.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const ssize_t bytes = write(descriptor, text.data(), text.size());
  const int error = bytes == static_cast<ssize_t>(text.size()) ? 0 : bytes < 0 ? errno : EIO;
  close(descriptor);
  return error;
}

}  // namespace zramlab
