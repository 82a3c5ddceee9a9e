// A file that appears under its name only when it is whole.
#pragma once

#include "engine/base/types.h"
#include "traces/write_behind.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace zramlab {

// What becomes of NAME.partial when the file is not published.
enum class Unfinished : std::uint8_t {
  remove,
  keep,  // what is in it may be all that there is of a recording
};

// For a signal's handler that ends the program: removes NAME.partial of every OutputFile that is open and not to be kept, since no
// destructor will. Async-signal-safe.
void remove_unfinished_files() noexcept;

// Writes to NAME.partial; publish() makes it durable and renames it; a file that is not published is
// removed by the destructor, or kept. All functions THROW InputError (failed): full disk, no permission.
// What goes into a long file is written by a thread of its own, so that an error may come out of a later call.
class OutputFile {
 public:
  explicit OutputFile(std::filesystem::path file, Unfinished unfinished = Unfinished::remove);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();

  // Writes the parts one after the other.
  void write(std::span<const ByteView> parts);

  // Writes the bytes at this offset of the file; for those who do not write from front to back.
  void write_at(std::uint64_t offset, ByteView bytes);

  // Until everything is in the file.
  void flush();
  void publish();

 private:
  void write_now(ByteView bytes);
  // What remove_unfinished_files() knows of.
  void note_unfinished() noexcept;
  void forget_unfinished() noexcept;
  [[noreturn]] void fail(const char* action) const;

  std::filesystem::path file_;
  std::filesystem::path partial_;
  int descriptor_;
  Unfinished unfinished_;
  std::uint64_t written_bytes_ = 0;
  std::unique_ptr<WriteBehind> behind_;  // none before the file has become long
};

}  // namespace zramlab
