// memory_hog MIB ROUNDS: fills so much memory with pages that tell what they are, over and over. Exits with 3 if a page is not as it was.
#include "tests/capture/hog_page.h"

#include <sys/mman.h>

#include <array>
#include <cstdlib>

namespace {

using namespace zramlab;

bool is_as_it_was(const std::byte* page, std::uint32_t index, std::uint32_t round) {
  alignas(page_bytes) static std::array<std::byte, page_bytes> expected;
  test::fill_hog_page(index, round, expected);
  return std::memcmp(page, expected.data(), page_bytes) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto pages = static_cast<std::uint32_t>(std::strtoul(argv[1], nullptr, 10) * 256);
  const auto rounds = static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10));
  void* const memory = mmap(nullptr, pages * page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 2;
  madvise(memory, pages * page_bytes, MADV_NOHUGEPAGE);
  auto* const bytes = static_cast<std::byte*>(memory);
  for (std::uint32_t round = 0; round < rounds; ++round) {
    for (std::uint32_t i = 0; i < pages; ++i) {
      std::byte* const page = bytes + i * page_bytes;
      if (round > 0 && !is_as_it_was(page, i, round - 1)) return 3;
      test::fill_hog_page(i, round, PageSpan(page, page_bytes));
    }
  }
  return 0;
}
