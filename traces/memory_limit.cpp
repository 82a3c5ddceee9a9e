#include "traces/memory_limit.h"

#include "engine/base/input_error.h"
#include "engine/base/units.h"

#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/statfs.h>

#include <atomic>
#include <cerrno>
#include <cstring>

namespace zramlab {
namespace {

// A quarter for what grows; of the rest most is fixed, and some is left for what nobody counts.
constexpr std::uint64_t growing_share = 4;

constexpr std::uint64_t no_limit = ~std::uint64_t{0};

struct State {
  std::uint64_t limit = no_limit;
  std::filesystem::path folder;
  std::atomic<std::uint64_t> in_memory{0};
  std::atomic<std::uint64_t> in_files{0};
};

State& state() {
  static State the_state;
  return the_state;
}

void check_folder(const std::filesystem::path& folder) {
  struct statfs about {};
  if (::statfs(folder.c_str(), &about) != 0) {
    throw usage_error(fmt::format("--scratch: cannot use {}: {}", folder.string(), std::strerror(errno)));
  }
  if (about.f_type == TMPFS_MAGIC || about.f_type == RAMFS_MAGIC) {
    throw usage_error(fmt::format("--scratch: {} is itself in memory; name a folder on a disk", folder.string()));
  }
}

}  // namespace

void limit_memory(std::uint64_t bytes, const std::filesystem::path& folder) {
  if (bytes < memory_limit_min) {
    throw usage_error(fmt::format("--memory: {} is too little; compression and buffers alone need {}",
                                  format_bytes(static_cast<double>(bytes)),
                                  format_bytes(static_cast<double>(memory_limit_min))));
  }
  const std::filesystem::path chosen = folder.empty() ? std::filesystem::temp_directory_path() : folder;
  check_folder(chosen);
  state().limit = bytes;
  state().folder = chosen;
}

void lift_memory_limit() { state().limit = no_limit; }

std::optional<std::uint64_t> memory_limit() {
  if (state().limit == no_limit) return std::nullopt;
  return state().limit;
}

// Relaxed throughout: the counters order nothing.
std::uint64_t scratch_bytes() { return state().in_files.load(std::memory_order_relaxed); }

namespace memory_limit_detail {

bool take(std::size_t bytes) {
  State& now = state();
  const std::uint64_t before = now.in_memory.fetch_add(bytes, std::memory_order_relaxed);
  if (now.limit == no_limit || before + bytes <= now.limit / growing_share) return true;
  now.in_memory.fetch_sub(bytes, std::memory_order_relaxed);
  return false;
}

void give_back(std::size_t bytes) { state().in_memory.fetch_sub(bytes, std::memory_order_relaxed); }
void count_scratch(std::size_t bytes) { state().in_files.fetch_add(bytes, std::memory_order_relaxed); }
void forget_scratch(std::size_t bytes) { state().in_files.fetch_sub(bytes, std::memory_order_relaxed); }
std::filesystem::path scratch_folder() { return state().folder; }

}  // namespace memory_limit_detail

}  // namespace zramlab
