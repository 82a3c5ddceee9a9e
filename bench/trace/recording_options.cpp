#include "bench/trace/recording_options.h"

#include <CLI/CLI.hpp>

namespace zramlab {

void add_description_options(CLI::App& command, TraceMetadata& about, DescribesDevice device) {
  const std::string group = "What to say of the recording (shown by `bench trace info`)";
  command.add_option("--program", about.program, "What ran")->group(group);
  command.add_option("--provenance", about.provenance, "Where, under what limits, whose contents")->group(group);
  if (device == DescribesDevice::yes) {
    command.add_option("--device", about.device, "The block device; otherwise its number")->group(group);
  }
  command.add_option("--kernel", about.kernel, "The kernel's version")->group(group);
  command.add_option("--recorded-by", about.recorded_by, "How it was recorded")->group(group);
}

}  // namespace zramlab
