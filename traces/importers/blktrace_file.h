// The records of one of blktrace's binary files, of either byte order.
#pragma once

#include "engine/base/types.h"
#include "traces/importers/blktrace_record.h"
#include "traces/importers/byte_source.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace zramlab {

// Memory: a block or two, whatever the file's length, and what reading ahead takes.
class BlktraceFile {
 public:
  explicit BlktraceFile(std::filesystem::path file, ByteSource::Ahead ahead = ByteSource::Ahead::when_long);

  // Moves to the next record; false after the last. THROWS InputError (bad_input) with the byte where no record begins.
  bool advance();

  // Of the record that advance() moved to.
  [[nodiscard]] const BlktraceRecord& record() const { return record_; }
  [[nodiscard]] ByteView payload() const { return payload_; }
  [[nodiscard]] std::uint64_t offset() const { return end_offset_ - payload_.size() - sizeof(BlktraceRecord); }

  [[nodiscard]] bool is_at_end() const { return is_at_end_; }
  // After the last: true if the file ends within a record, as when the recorder was killed.
  [[nodiscard]] bool is_cut_off() const { return is_cut_off_; }
  [[nodiscard]] std::uint64_t end_offset() const { return end_offset_; }

 private:
  bool take_from(ByteView bytes);
  bool advance_across_blocks();
  bool join(std::size_t bytes);
  void check_magic();

  ByteSource source_;
  ByteView rest_;                  // of the block: what was not yet given
  std::vector<std::byte> joined_;  // a record that does not lie in one block
  std::uint64_t end_offset_ = 0;   // of the record in the file
  BlktraceRecord record_;
  ByteView payload_;
  bool is_at_end_ = false;
  bool is_cut_off_ = false;
};

// True if the bytes begin as a record of either byte order, whatever its version.
bool begins_as_blktrace(ByteView bytes, bool& is_swapped);

}  // namespace zramlab
