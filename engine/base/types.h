// The sizes and indices that every folder speaks of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace zramlab {

// Bytes in a page. zram's logical block size is 4096 on every kernel modelled here.
inline constexpr std::size_t page_bytes = 4096;

// A page's content, borrowed: the owner outlives the view.
using PageView = std::span<const std::byte, page_bytes>;
using PageSpan = std::span<std::byte, page_bytes>;

using ByteView = std::span<const std::byte>;
using ByteSpan = std::span<std::byte>;

// A page-sized place on the device, numbered from 0 (the kernel's table index).
using SlotIndex = std::uint32_t;

// One of the distinct page contents of a trace or a corpus, numbered from 0.
using ContentIndex = std::uint32_t;
inline constexpr ContentIndex no_content = 0xffffffff;

// A worker of the driver, numbered from 0; not an operating-system thread id.
using ThreadIndex = std::uint32_t;

// A CPU as the platform numbers them, from 0 without gaps.
using CpuIndex = std::uint32_t;

}  // namespace zramlab
