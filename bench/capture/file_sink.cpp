#include "bench/capture/file_sink.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>

namespace zramlab {

namespace {

// Blocks of 4 MiB: a quarter of the largest, so that little is lost with a process that is killed.
constexpr std::uint64_t block_contents = 1024;

}  // namespace

FileSink::FileSink(const std::filesystem::path& file, const TraceMetadata& metadata, int level)
    : writer_(file, metadata, {.level = level, .block_contents = block_contents, .keeps_partial = true}) {}

void FileSink::finish(const TraceMetadata& metadata) {
  writer_.set_metadata(metadata);
  writer_.finish();
}

void expect_no_partial(const std::filesystem::path& file) {
  const std::filesystem::path partial = file.string() + ".partial";
  std::error_code ignored;
  if (!std::filesystem::exists(partial, ignored)) return;
  throw bad_input(fmt::format("--output {}: {} is there, what a capture left that did not come to its end; `bench trace recover {} --output "
                              "FILE` makes a trace of it, or remove it",
                              file.string(), partial.string(), partial.string()));
}

}  // namespace zramlab
