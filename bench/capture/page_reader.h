// Reads written pages back from the swap device, past the page cache.
#pragma once

#include "engine/base/types.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace zramlab {

// A page as it was at some moment between the two times (CLOCK_MONOTONIC).
struct ReadPage {
  std::uint64_t began_ns = 0;
  std::uint64_t ended_ns = 0;
  SlotIndex slot = 0;
  bool is_zero = false;       // a slot that was freed reads as zeros
  std::size_t offset = 0;     // of its bytes among those that were read; of zeros there are none
};

struct ReadPages {
  std::vector<ReadPage> pages;
  std::vector<std::byte> bytes;

  [[nodiscard]] PageView bytes_of(const ReadPage& page) const { return PageView(bytes.data() + page.offset, page_bytes); }
  void clear() {
    pages.clear();
    bytes.clear();
  }
};

class PageReader {
 public:
  // THROWS InputError (bad_input).
  explicit PageReader(const std::filesystem::path& device);
  ~PageReader();
  PageReader(const PageReader&) = delete;
  PageReader& operator=(const PageReader&) = delete;

  // Appends the pages of these slots, neighbours in one request. REQUIRES ascending slots, each once. What cannot be read is left out.
  void read(const std::vector<SlotIndex>& slots, ReadPages& pages);

 private:
  void read_run(SlotIndex first, std::size_t count, ReadPages& pages);

  struct Free {
    void operator()(std::byte* memory) const;
  };

  int descriptor_ = -1;
  std::unique_ptr<std::byte, Free> buffer_;
};

}  // namespace zramlab
