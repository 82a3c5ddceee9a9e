// Which of a recording's block events an import takes: one request shows up as several.
#pragma once

#include "traces/import.h"
#include "traces/importers/request_recorder.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace zramlab {

// In blktrace's letters Q, D and I. zram is driven by bios: it has Q only.
enum class EventKind : std::uint8_t {
  queue,   // block_bio_queue: the device was asked
  issue,   // block_rq_issue: a driver got the request
  insert,  // block_rq_insert: the I/O scheduler got it
};

// The kernel's name: block_bio_queue. Nothing for any other event.
std::optional<EventKind> event_kind_of(std::string_view kernel_name);

// Counts events and says which to take: those that the user chose; otherwise Q where there are any, else D, else I.
class EventFilter {
 public:
  EventFilter(EventChoice choice, ImportReport& report);

  // True if an event of this kind is to be imported.
  bool takes(EventKind kind) {
    ++seen_[static_cast<std::size_t>(kind)];
    if (kind == taken_) return true;
    ++report_.other_events;
    return false;
  }

  // After a pass over the whole file: true if it held none of the kind that was taken, but another
  // that the next pass takes instead.
  bool look_again();

  // What the import says of its choice; `input` is named where the file cannot be read twice.
  void add_notes() const;
  void require_seekable(const std::filesystem::path& input) const;

 private:
  ImportReport& report_;
  bool may_choose_;
  bool fell_back_ = false;
  EventKind taken_;
  std::array<std::uint64_t, 3> seen_{};
};

// Runs Format(request, filter, recorder, report).read() over the file, twice if it turns out to hold
// none of the events that were looked for first.
template <class Format>
void import_block_events(const ImportRequest& request, TraceWriter& writer, ImportReport& report) {
  const ImportReport before = report;
  EventFilter filter(request.event, report);
  for (;;) {
    RequestRecorder recorder(request, writer, report);
    Format(request, filter, recorder, report).read();
    if (!filter.look_again()) {
      filter.add_notes();
      return recorder.finish("There is no event of the kind to import: the trace is empty.");
    }
    filter.require_seekable(request.input);
    report = before;
  }
}

}  // namespace zramlab
