// --memory SIZE: what grows with a trace stays below it, and goes to a file on disk beyond.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace zramlab {

// zstd at its highest level, a block of pages and the writer's buffers took 118 MiB (measured, level 19); the rest of a
// limit is for what grows.
inline constexpr std::uint64_t memory_limit_min = std::uint64_t{160} << 20;

// 1. Holds for the whole process from here on: mappings (traces/mapping.h) that would take more than the limit's share go to
//    unlinked files in `folder`, which the kernel can drop from memory and read again.
// 2. Call it before the first trace is opened, on the main thread.
// THROWS InputError (usage) naming --memory below memory_limit_min, and naming --scratch for a folder that is itself in memory
// or no folder at all. An empty folder means $TMPDIR.
void limit_memory(std::uint64_t bytes, const std::filesystem::path& folder);

// No limit any more. What is mapped stays as it is.
void lift_memory_limit();

[[nodiscard]] std::optional<std::uint64_t> memory_limit();

// Bytes of scratch files that are mapped now.
[[nodiscard]] std::uint64_t scratch_bytes();

namespace memory_limit_detail {

// Whether `bytes` more may be in memory; takes note of them if so.
[[nodiscard]] bool take(std::size_t bytes);
void give_back(std::size_t bytes);
void count_scratch(std::size_t bytes);
void forget_scratch(std::size_t bytes);
[[nodiscard]] std::filesystem::path scratch_folder();

}  // namespace memory_limit_detail

}  // namespace zramlab
