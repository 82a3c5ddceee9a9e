#include "traces/thread_table.h"

#include "engine/base/check.h"

#include <algorithm>
#include <cstring>

namespace zramlab {
namespace {

// The fixed part of an entry; the name's bytes follow it.
struct EntryHeader {
  std::uint32_t index;
  std::uint32_t recorded_id;
  std::uint32_t name_bytes;
};
static_assert(sizeof(EntryHeader) == 12);

}  // namespace

void append_thread_entry(std::vector<std::byte>& payload, ThreadIndex index, const TraceThread& thread) {
  const std::size_t name_bytes = std::min(thread.name.size(), thread_name_bytes_max);
  const EntryHeader header = {index, thread.recorded_id, static_cast<std::uint32_t>(name_bytes)};
  const std::size_t begin = payload.size();
  payload.resize(begin + sizeof header + name_bytes);
  std::memcpy(payload.data() + begin, &header, sizeof header);
  std::memcpy(payload.data() + begin + sizeof header, thread.name.data(), name_bytes);
}

bool apply_thread_entries(ByteView payload, std::uint64_t count, std::vector<TraceThread>& threads) {
  for (std::uint64_t entry = 0; entry < count; ++entry) {
    EntryHeader header{};
    if (payload.size() < sizeof header) return false;
    std::memcpy(&header, payload.data(), sizeof header);
    payload = payload.subspan(sizeof header);
    if (header.name_bytes > std::min(payload.size(), thread_name_bytes_max)) return false;
    if (header.index > threads.size() || header.index >= threads_max) return false;
    if (header.index == threads.size()) threads.emplace_back();
    TraceThread& thread = threads[header.index];
    thread.recorded_id = header.recorded_id;
    thread.name.resize(header.name_bytes);
    std::memcpy(thread.name.data(), payload.data(), header.name_bytes);
    payload = payload.subspan(header.name_bytes);
  }
  return payload.empty();
}

}  // namespace zramlab
