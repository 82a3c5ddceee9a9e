#include "traces/importers/blktrace_file.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <cstring>

namespace zramlab {
namespace {

// Above the largest record: its 48 bytes and 64 KiB of payload.
constexpr std::size_t buffer_bytes = std::size_t{256} << 10;

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

BlktraceFile::BlktraceFile(std::filesystem::path file) : source_(std::move(file)), buffer_(buffer_bytes) {}

bool BlktraceFile::advance() {
  if (!need(sizeof record_)) return end_here();
  std::memcpy(&record_, buffer_.data() + begin_, sizeof record_);
  if (record_.magic != (blktrace_magic | blktrace_version)) check_magic();
  if (!need(sizeof record_ + record_.payload_bytes)) return end_here();
  begin_ += sizeof record_ + record_.payload_bytes;
  return true;
}

bool BlktraceFile::end_here() {
  is_cut_off_ = end_ != begin_;
  return false;
}

// Moves what is left to the front and fills up behind it; false if the file has no more than that.
bool BlktraceFile::refill(std::size_t bytes) {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  offset_ += begin_;
  end_ -= begin_;
  begin_ = 0;
  end_ += source_.read(ByteSpan(buffer_).subspan(end_));
  return end_ >= bytes;
}

// A record of the other byte order is turned round.
void BlktraceFile::check_magic() {
  const std::uint64_t at = offset_ + begin_;
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
