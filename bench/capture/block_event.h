// What the kernel tells of one request to a block device, as the ring buffers hold it.
#pragma once

#include "traces/record.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace zramlab {

inline constexpr std::uint32_t sectors_of_a_page = 8;  // of 512 bytes

enum class BlockEventKind : std::uint8_t {
  queue,     // block_bio_queue: the device was asked
  complete,  // block_bio_complete: it is done
};

struct BlockEvent {
  std::uint64_t time_ns = 0;  // of CLOCK_MONOTONIC
  std::uint64_t sector = 0;
  std::uint32_t sectors = 0;
  std::int32_t thread_id = 0;
  std::uint16_t cpu = 0;
  BlockEventKind kind = BlockEventKind::queue;
  bool has_failed = false;             // complete only
  std::optional<Operation> operation;  // nullopt: a flush
  std::array<char, 16> comm{};         // queue only; not always terminated

  [[nodiscard]] std::string_view thread_name() const {
    const std::string_view all(comm.data(), comm.size());
    return all.substr(0, all.find('\0'));
  }
};

}  // namespace zramlab
