// Makes up a recording of any size, to import it: how fast, and with how much memory.
#include "bench/micro/recordings.h"
#include "engine/base/input_error.h"
#include "engine/base/table.h"

#include <fmt/format.h>

#include <cstdlib>
#include <string_view>

namespace zramlab {
namespace {

int make(std::string_view format, std::uint64_t requests, const char* file) {
  write_recording(find_by_name(recordings(), format, "recording"), requests, file);
  return static_cast<int>(ExitCode::done);
}

}  // namespace
}  // namespace zramlab

int main(int argc, char** argv) {
  if (argc != 4 || std::atoll(argv[2]) < 1) {
    fmt::print(stderr, "usage: zramlab_make_recording FORMAT REQUESTS FILE\n");
    return static_cast<int>(zramlab::ExitCode::usage);
  }
  try {
    return zramlab::make(argv[1], static_cast<std::uint64_t>(std::atoll(argv[2])), argv[3]);
  } catch (const zramlab::InputError& error) {
    fmt::print(stderr, "zramlab_make_recording: {}\n", error.what());
    return static_cast<int>(error.code());
  }
}
