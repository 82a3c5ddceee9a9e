// The records of one of blktrace's binary files, of either byte order.
#pragma once

#include "engine/base/types.h"
#include "traces/importers/blktrace_record.h"
#include "traces/importers/byte_source.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace zramlab {

// Memory: half a megabyte, whatever the file's length.
class BlktraceFile {
 public:
  explicit BlktraceFile(std::filesystem::path file);

  // Moves to the next record; false after the last. THROWS InputError (bad_input) with the byte where no record begins.
  bool advance();

  // Of the record that advance() moved to.
  [[nodiscard]] const BlktraceRecord& record() const { return record_; }
  [[nodiscard]] ByteView payload() const {
    return ByteView(buffer_).subspan(begin_ - record_.payload_bytes, record_.payload_bytes);
  }
  [[nodiscard]] std::uint64_t offset() const {
    return offset_ + begin_ - record_.payload_bytes - sizeof(BlktraceRecord);
  }

  // After the last: true if the file ends within a record, as when the recorder was killed.
  [[nodiscard]] bool is_cut_off() const { return is_cut_off_; }
  [[nodiscard]] std::uint64_t end_offset() const { return offset_ + begin_; }

 private:
  bool need(std::size_t bytes) { return end_ - begin_ >= bytes || refill(bytes); }
  bool refill(std::size_t bytes);
  void check_magic();
  bool end_here();

  ByteSource source_;
  std::vector<std::byte> buffer_;
  std::size_t begin_ = 0;  // what was not yet given lies in [begin_, end_)
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;  // of buffer_ in the file
  BlktraceRecord record_;
  bool is_cut_off_ = false;
};

// True if the bytes begin as a record of either byte order, whatever its version.
bool begins_as_blktrace(ByteView bytes, bool& is_swapped);

}  // namespace zramlab
