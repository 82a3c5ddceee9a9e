// A simulated run as a file for Perfetto.
#pragma once

#include "bench/result.h"
#include "bench/timeline/format.h"
#include "engine/platform/virtual/machine_profile.h"
#include "engine/platform/virtual/timeline.h"

#include <fstream>
#include <memory>
#include <string>

namespace zramlab {

// A track for each CPU, one for each stream, one for each thread that slept, and an arrow from each wake-up to the woken thread. Times
// since the run's start. The file is written while the run goes on; a run that fails, and does not come to finish(), leaves what happened until
// then, which may show why, and nothing if nothing did.
// The name's ending chooses the format: .fxt the Fuchsia one, anything else JSON.
class TimelineFile {
 public:
  // THROWS InputError that names the file.
  TimelineFile(std::string file, const MachineProfile& machine, const Cell& cell);
  TimelineFile(const TimelineFile&) = delete;
  TimelineFile& operator=(const TimelineFile&) = delete;
  ~TimelineFile();

  [[nodiscard]] Timeline& timeline() { return timeline_; }
  // Says so where the run had more records than are kept. THROWS InputError that names the file.
  void finish();

 private:
  void complete();
  void note_error();
  void expect_no_error() const;

  std::string file_;
  std::ofstream stream_;
  std::unique_ptr<TimelineFormat> format_;
  Timeline timeline_;
  int error_ = 0;  // the first, an errno; the run goes on without the file
  bool is_finished_ = false;
};

}  // namespace zramlab
