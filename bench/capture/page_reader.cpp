#include "bench/capture/page_reader.h"

#include "engine/base/input_error.h"
#include "engine/base/same_filled.h"
#include "engine/platform/host/clock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace zramlab {

namespace {

// Reclaim swaps pages out in clusters of 32 neighbours (SWAP_CLUSTER_MAX): one request for those.
constexpr std::size_t run_max = 32;

bool is_zero(PageView page) {
  std::uint64_t word = 0;
  return is_same_filled(page, word) && word == 0;
}

}  // namespace

void PageReader::Free::operator()(std::byte* memory) const { std::free(memory); }

PageReader::PageReader(const std::filesystem::path& device)
    : descriptor_(open(device.c_str(), O_RDONLY | O_DIRECT | O_CLOEXEC)),
      buffer_(static_cast<std::byte*>(std::aligned_alloc(page_bytes, run_max * page_bytes))) {
  if (descriptor_ < 0) {
    throw bad_input(fmt::format("bench capture: cannot read {}: {}; it needs root", device.string(), std::strerror(errno)));
  }
  if (!buffer_) throw std::bad_alloc();
}

PageReader::~PageReader() { close(descriptor_); }

void PageReader::read(const std::vector<SlotIndex>& slots, ReadPages& pages) {
  for (std::size_t at = 0; at < slots.size();) {
    std::size_t count = 1;
    while (count < run_max && at + count < slots.size() && slots[at + count] == slots[at] + count) ++count;
    read_run(slots[at], count, pages);
    at += count;
  }
}

void PageReader::read_run(SlotIndex first, std::size_t count, ReadPages& pages) {
  const std::uint64_t began_ns = host::clock_ns();
  const ssize_t bytes = pread(descriptor_, buffer_.get(), count * page_bytes, static_cast<off_t>(first) * static_cast<off_t>(page_bytes));
  const std::uint64_t ended_ns = host::clock_ns();
  for (std::size_t i = 0; bytes > 0 && (i + 1) * page_bytes <= static_cast<std::size_t>(bytes); ++i) {
    const PageView page(buffer_.get() + i * page_bytes, page_bytes);
    pages.pages.push_back({began_ns, ended_ns, static_cast<SlotIndex>(first + i), is_zero(page), pages.bytes.size()});
    if (!pages.pages.back().is_zero) pages.bytes.insert(pages.bytes.end(), page.begin(), page.end());
  }
}

}  // namespace zramlab
