// Records the swap traffic of a program, or of a running system, with contents.
#pragma once

#include "bench/capture/figures.h"
#include "engine/base/input_error.h"
#include "traces/import.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

enum class CaptureContents : std::uint8_t { pages, sizes, none };

struct NamedContents {
  std::string_view name;
  CaptureContents value;
};
inline constexpr std::array<NamedContents, 3> capture_contents{{
    {"pages", CaptureContents::pages},
    {"sizes", CaptureContents::sizes},
    {"none", CaptureContents::none},
}};

struct CaptureRequest {
  std::filesystem::path output;
  CaptureContents contents = CaptureContents::pages;
  LostPages lost_pages = LostPages::borrow;
  std::uint64_t seed = 1;                    // chooses stand-ins
  int level = 1;                             // of zstd: as fast as pages come
  std::uint64_t ring_bytes = std::uint64_t{8} << 20;  // of each CPU
  std::optional<std::uint64_t> duration_ns;  // nullopt: until the program ends, or Ctrl-C
  bool shows_progress = false;
  TraceMetadata about;  // what the user says of it; the capture adds the rest
  std::string recorder = "bench capture";  // the program and its version

  // A running system's swap device; empty: a program is run with a swap device of its own.
  std::filesystem::path device;

  std::vector<std::string> command;
  std::uint64_t swap_bytes = std::uint64_t{2} << 30;
  std::uint64_t memory_bytes = std::uint64_t{200} << 20;  // of the program's cgroup
  std::string codec = "lz4";                              // the kernel's name
};

struct CaptureResult {
  CaptureFigures figures;
  std::uint64_t elapsed_ns = 0;
  bool was_interrupted = false;
  std::vector<std::string> complaints;  // what went wrong with the program, a sentence each
};

// Everything that was made in the kernel is undone when this returns or throws. THROWS InputError: usage, bad_input for what is missing
// here, failed when the output cannot be written; what was recorded until then stays in OUTPUT.partial.
CaptureResult capture(const CaptureRequest& request);

}  // namespace zramlab
