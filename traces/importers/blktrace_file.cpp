#include "traces/importers/blktrace_file.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace zramlab {
namespace {

// The bytes come from another CPU's cache, and the hardware's own prefetching ends at each page.
constexpr std::size_t prefetch_bytes = 1536;

std::uint16_t swapped(std::uint16_t value) { return __builtin_bswap16(value); }
std::uint32_t swapped(std::uint32_t value) { return __builtin_bswap32(value); }
std::uint64_t swapped(std::uint64_t value) { return __builtin_bswap64(value); }

void swap_bytes(BlktraceRecord& record) {
  record = {.magic = swapped(record.magic),
            .sequence = swapped(record.sequence),
            .time_ns = swapped(record.time_ns),
            .sector = swapped(record.sector),
            .bytes = swapped(record.bytes),
            .action = swapped(record.action),
            .pid = swapped(record.pid),
            .device = swapped(record.device),
            .cpu = swapped(record.cpu),
            .error = swapped(record.error),
            .payload_bytes = swapped(record.payload_bytes)};
}

bool is_magic(std::uint32_t magic) { return (magic & 0xffffff00) == blktrace_magic; }

}  // namespace

bool begins_as_blktrace(ByteView bytes, bool& is_swapped) {
  std::uint32_t magic = 0;
  if (bytes.size() < sizeof magic) return false;
  std::memcpy(&magic, bytes.data(), sizeof magic);
  is_swapped = !is_magic(magic);
  return !is_swapped || is_magic(swapped(magic));
}

BlktraceFile::BlktraceFile(std::filesystem::path file, ByteSource::Ahead ahead) : source_(std::move(file), ahead) {}

bool BlktraceFile::advance() {
  if (!take_from(rest_)) return advance_across_blocks();
  rest_ = rest_.subspan(sizeof record_ + payload_.size());
  return true;
}

// Reads the record at the front; false if it goes on beyond these bytes.
bool BlktraceFile::take_from(ByteView bytes) {
  if (bytes.size() < sizeof record_) return false;
  __builtin_prefetch(bytes.data() + prefetch_bytes);
  std::memcpy(&record_, bytes.data(), sizeof record_);
  if (record_.magic != (blktrace_magic | blktrace_version)) check_magic();
  if (bytes.size() - sizeof record_ < record_.payload_bytes) return false;
  payload_ = bytes.subspan(sizeof record_, record_.payload_bytes);
  end_offset_ += sizeof record_ + payload_.size();
  return true;
}

bool BlktraceFile::advance_across_blocks() {
  joined_.clear();
  const bool is_whole = join(sizeof record_) && (take_from(joined_) || (join(sizeof record_ + record_.payload_bytes) && take_from(joined_)));
  is_at_end_ = !is_whole;
  is_cut_off_ = is_at_end_ && !joined_.empty();
  return is_whole;
}

// Appends what lies next until joined_ has so many bytes; false if the file has no more than that.
bool BlktraceFile::join(std::size_t bytes) {
  while (joined_.size() < bytes) {
    if (rest_.empty() && (rest_ = source_.next_block()).empty()) return false;
    const ByteView more = rest_.first(std::min(rest_.size(), bytes - joined_.size()));
    joined_.insert(joined_.end(), more.begin(), more.end());
    rest_ = rest_.subspan(more.size());
  }
  return true;
}

// A record of the other byte order is turned round.
void BlktraceFile::check_magic() {
  const std::uint64_t at = end_offset_;  // of the record before
  if (is_magic(swapped(record_.magic))) swap_bytes(record_);
  if (!is_magic(record_.magic)) {
    throw bad_input(fmt::format("{}: byte {}: no blktrace record begins here; the file is damaged or is none of "
                                "blktrace's: copy it again, or import what blkparse prints of it",
                                source_.file().string(), at));
  }
  const std::uint32_t version = record_.magic & 0xff;
  if (version == blktrace_version) return;
  throw bad_input(fmt::format("{}: byte {}: version {} of blktrace's format, this program reads {}; import what "
                              "blkparse prints of it",
                              source_.file().string(), at, version, blktrace_version));
}

}  // namespace zramlab
