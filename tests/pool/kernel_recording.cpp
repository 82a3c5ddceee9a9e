#include "tests/pool/kernel_recording.h"

#include "engine/base/check.h"

#include <zstd.h>

#include <fstream>
#include <iterator>
#include <sstream>

namespace zramlab {

namespace {

std::string unpacked(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  ZRAMLAB_CHECK(file.good(), "a recording is missing");
  const std::string packed{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const unsigned long long bytes = ZSTD_getFrameContentSize(packed.data(), packed.size());
  ZRAMLAB_CHECK(bytes < (1u << 24), "a recording does not tell its size");
  std::string text(static_cast<std::size_t>(bytes), '\0');
  const std::size_t got = ZSTD_decompress(text.data(), text.size(), packed.data(), packed.size());
  ZRAMLAB_CHECK(ZSTD_isError(got) == 0 && got == text.size(), "a recording is damaged");
  return text;
}

std::vector<std::int64_t> read_column(std::istream& text, const std::string& coding, std::size_t count) {
  std::vector<std::int64_t> column;
  std::int64_t number = 0;
  std::int64_t sum = 0;
  while (column.size() < count && text >> number) {
    sum += number;
    column.push_back(coding == "differences" ? sum : number);
  }
  ZRAMLAB_CHECK(column.size() == count, "a recording is cut off");
  return column;
}

}  // namespace

Recording read_recording(const std::string& name) {
  std::istringstream text(unpacked(std::string(ZRAMLAB_POOL_DATA "/") + name + ".zst"));
  Recording recording;
  std::string column;
  std::string coding;
  std::size_t count = 0;
  while (text >> column >> coding >> count) recording[column] = read_column(text, coding, count);
  return recording;
}

}  // namespace zramlab
