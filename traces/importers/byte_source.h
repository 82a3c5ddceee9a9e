// The bytes of a file, decompressed on the way if it begins as a zstd frame.
#pragma once

#include "engine/base/types.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

struct ZSTD_DCtx_s;

namespace zramlab {

// OWNS the open file. Memory is bounded: zstd refuses frames that need a window above 128 MiB.
class ByteSource {
 public:
  // THROWS InputError (bad_input) if the file cannot be opened.
  explicit ByteSource(std::filesystem::path file);
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  ~ByteSource();

  // Fills as much of `buffer` as there is; less than all of it only at the end. THROWS InputError
  // (bad_input) that names file and byte if reading or decompressing fails.
  [[nodiscard]] std::size_t read(ByteSpan buffer);

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

 private:
  struct Free {
    void operator()(ZSTD_DCtx_s* context) const;
  };

  std::size_t read_file(ByteSpan buffer);
  std::size_t read_frame(ByteSpan buffer);
  bool refill();

  std::filesystem::path file_;
  int descriptor_;
  std::unique_ptr<ZSTD_DCtx_s, Free> decompressor_;  // none for a plain file
  std::vector<std::byte> input_;                     // bytes of the file not yet passed on
  ByteView unread_;                                  // the rest of input_
  std::uint64_t offset_ = 0;                         // of the end of input_ in the file
  bool within_frame_ = false;
};

}  // namespace zramlab
