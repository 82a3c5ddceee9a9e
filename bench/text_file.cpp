#include "bench/text_file.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace zramlab {

void write_text_file(const std::string& option, const std::string& file, const std::string& text) {
  if (file.empty()) return;
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << text;
  if (!stream.flush()) throw bad_input(fmt::format("{}: cannot write {}: {}", option, file, std::strerror(errno)));
}

}  // namespace zramlab
