#include "engine/backend/parameters.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <memory>
#include <system_error>
#include <utility>

namespace zramlab {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

// At most bytes_max + 1 bytes of a file, so that a larger one shows. Leaves errno set when it cannot be read.
bool read_file(const std::string& path, std::size_t bytes_max, std::vector<std::byte>& content) {
  const File file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (file == nullptr) return false;
  constexpr std::size_t step_bytes = 64 * 1024;
  while (content.size() <= bytes_max) {
    const std::size_t before = content.size();
    content.resize(std::min(before + step_bytes, bytes_max + 1));
    const std::size_t read = std::fread(content.data() + before, 1, content.size() - before, file.get());
    content.resize(before + read);
    if (read == 0) break;
  }
  return std::ferror(file.get()) == 0;
}

}  // namespace

std::string what_it_takes(std::string_view accepted) {
  return fmt::format("it takes {}", accepted.empty() ? "none" : accepted);
}

int ParameterReader::take_number(std::string_view name, int lowest, int highest, int fallback) {
  const std::string text = take(name);
  if (text.empty()) return fallback;
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc{} && stop == end && number >= lowest && number <= highest) return number;
  throw usage_error(fmt::format("--codec {}: {} must be a whole number from {} to {}, not '{}'", codec_, name, lowest,
                                highest, text));
}

std::vector<std::byte> ParameterReader::take_dictionary(std::size_t bytes_min, std::size_t bytes_max) {
  const std::string path = take("dictionary");
  std::vector<std::byte> content;
  if (path.empty()) return content;
  if (!read_file(path, bytes_max, content)) {
    throw bad_input(fmt::format("--codec {}: the dictionary '{}' cannot be read: {}", codec_, path,
                                std::generic_category().message(errno)));
  }
  if (content.size() < bytes_min) {
    throw bad_input(fmt::format("--codec {}: the dictionary '{}' holds {} bytes; at least {} are needed", codec_, path,
                                content.size(), bytes_min));
  }
  if (content.size() > bytes_max) {
    throw bad_input(fmt::format("--codec {}: the dictionary '{}' holds more than {} bytes, the most that can be used",
                                codec_, path, bytes_max));
  }
  return content;
}

void ParameterReader::refuse_rest() const {
  if (parameters_.empty()) return;
  throw usage_error(fmt::format("--codec {}: there is no parameter '{}'; {}", codec_, parameters_.begin()->first,
                                what_it_takes(accepted_)));
}

std::string ParameterReader::take(std::string_view name) {
  const auto found = parameters_.find(name);
  if (found == parameters_.end()) return {};
  std::string value = std::move(found->second);
  parameters_.erase(found);
  return value;
}

}  // namespace zramlab
