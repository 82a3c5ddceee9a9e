// Recordings made up in every format that bench trace import reads, to measure the import with.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace zramlab {

// One request: a write of four in five, of a random slot out of 100 000, a microsecond after the last.
struct MadeUpRequest {
  std::uint64_t number;
  std::uint32_t thread;  // 0 to 3, on the CPU of the same number
  std::uint64_t slot;
  bool is_write;
};

struct Recording {
  std::string_view name;        // the format's
  std::string_view first_line;  // before the first request; may be empty
  void (*append)(std::string& bytes, const MadeUpRequest& request);
  std::uint32_t entries = 1;    // lines or records that a request takes
};

std::span<const Recording> recordings();

// Writes a recording of this many requests; memory does not grow with them.
void write_recording(const Recording& recording, std::uint64_t requests, const std::filesystem::path& file);

// The requests of blktrace as four files, FILE.blktrace.0 to .3. Returns the first.
std::filesystem::path write_blktrace_files(std::uint64_t requests, const std::filesystem::path& file);

}  // namespace zramlab
