#include "bench/timeline/file.h"

#include "bench/timeline/fuchsia.h"
#include "bench/timeline/json.h"
#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <filesystem>

namespace zramlab {

TimelineFile::TimelineFile(std::string file, const MachineProfile& machine, const Cell& cell)
    : file_(std::move(file)),
      stream_(file_, std::ios::binary | std::ios::trunc),
      timeline_([this](std::span<const TimelineRecord> records) {
        format_->take(records);
        note_error();
      }) {
  note_error();
  expect_no_error();
  const std::string title = fmt::format("zramlab: {}, {}, {} threads on {}", cell.strategy, cell.codec, cell.threads, machine.name);
  format_ = file_.ends_with(".fxt") ? fuchsia_timeline(stream_, title, machine.name) : json_timeline(stream_, title, machine.name);
}

TimelineFile::~TimelineFile() {
  if (is_finished_) return;
  // Whatever goes wrong here, there is a better reason on its way.
  try {
    if (!timeline_.is_empty()) {
      complete();
    } else if (std::filesystem::is_regular_file(file_)) {
      std::filesystem::remove(file_);
    }
  } catch (const std::exception&) {
  }
}

void TimelineFile::complete() {
  timeline_.finish();
  format_->finish();
  stream_.flush();
  note_error();
}

void TimelineFile::finish() {
  complete();
  is_finished_ = true;
  expect_no_error();
  if (timeline_.dropped() == 0) return;
  fmt::print(stderr, "bench: --timeline: the first {} records are in {}; {} later ones are not\n", timeline_.taken(), file_, timeline_.dropped());
}

void TimelineFile::note_error() {
  if (!stream_ && error_ == 0) error_ = errno;
}

void TimelineFile::expect_no_error() const {
  if (error_ != 0) throw InputError(ExitCode::failed, fmt::format("--timeline: cannot write {}: {}", file_, std::strerror(error_)));
}

}  // namespace zramlab
