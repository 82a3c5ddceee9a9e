// Bytes as a file, for readers that take a path: in memory, rewritten for every execution.
#pragma once

#include "engine/base/types.h"

#include <filesystem>

namespace zramlab::fuzz {

class InputFile {
 public:
  InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile();

  // The path of a file that holds exactly `bytes`. REQUIRES that nobody has it mapped any more.
  const std::filesystem::path& with(ByteView bytes);

 private:
  int descriptor_;
  std::filesystem::path path_;
};

// A folder in memory of this process's own, removed at its end: for readers that also write.
const std::filesystem::path& output_folder();

}  // namespace zramlab::fuzz
