#include "traces/importers/blktrace.h"

#include "traces/importers/block_events.h"
#include "traces/importers/blktrace_merge.h"
#include "traces/importers/device_number.h"

#include <fmt/format.h>

#include <cstring>
#include <vector>

namespace zramlab {
namespace {

std::optional<EventKind> kind_of(std::uint32_t action) {
  switch (static_cast<BlktraceAction>(action & blktrace_action_mask)) {
    case BlktraceAction::queue: return EventKind::queue;
    case BlktraceAction::issue: return EventKind::issue;
    case BlktraceAction::insert: return EventKind::insert;
    case BlktraceAction::complete: break;
  }
  return std::nullopt;
}

// A discard is also marked as a write.
std::optional<Operation> operation_of(std::uint32_t action) {
  if ((action & blktrace_category::discard) != 0) return Operation::discard;
  if ((action & blktrace_category::write) != 0) return Operation::write;
  if ((action & blktrace_category::read) != 0) return Operation::read;
  return std::nullopt;
}

class BlktraceImport {
 public:
  BlktraceImport(const ImportRequest& request, EventFilter& filter, RequestRecorder& recorder, ImportReport& report)
      : merge_(blktrace_files_of(request.input)), filter_(filter), recorder_(recorder), report_(report) {}

  void read() {
    while (const BlktraceFile* file = merge_.next()) import_record(*file);
    for (const BlktraceFile& file : merge_.files()) {
      if (file.is_cut_off()) report_.unparsable.add({"byte", file.end_offset(), "the file ends within a record"});
    }
    if (merge_.files().size() > 1) {
      report_.notes.push_back(fmt::format("The files of {} CPUs were merged by time.", merge_.files().size()));
    }
  }

 private:
  void import_record(const BlktraceFile& file) {
    const BlktraceRecord& record = file.record();
    if ((record.action & blktrace_category::note) != 0) return learn_name(record, file.payload());
    count_lost(record);
    const std::optional<EventKind> kind = kind_of(record.action);
    if (!kind) {
      ++report_.other_events;
    } else if (filter_.takes(*kind)) {
      import_event(record, {"byte", file.offset(), {}});
    }
  }

  void learn_name(const BlktraceRecord& record, ByteView payload) {
    if ((record.action & blktrace_action_mask) != blktrace_process_note) return;
    // char may read any object's bytes.
    const std::string_view name(reinterpret_cast<const char*>(payload.data()), payload.size());
    recorder_.threads().remember(record.pid, name.substr(0, name.find('\0')));
  }

  // Each CPU numbers its records of a device; what is missing in between was lost.
  void count_lost(const BlktraceRecord& record) {
    if (record.cpu > cpu_max) return;
    if (sequences_.empty()) device_ = record.device;
    if (record.device != device_) return;
    if (record.cpu >= sequences_.size()) sequences_.resize(record.cpu + 1);
    std::uint32_t& last = sequences_[record.cpu];
    if (last != 0 && record.sequence > last + 1) {
      ++report_.lost_gaps;
      report_.lost_events += record.sequence - last - 1;
    }
    last = record.sequence;
  }

  void import_event(const BlktraceRecord& record, const Place& place) {
    if (record.cpu > cpu_max) {
      return recorder_.add_unparsable({place.unit, place.number, "a CPU beyond 65535"});
    }
    recorder_.add({.time_ns = record.time_ns,
                   .thread_id = record.pid,
                   .cpu = static_cast<std::uint16_t>(record.cpu),
                   .operation = operation_of(record.action),
                   .offset_bytes = bytes_of_sectors(record.sector),
                   .length_bytes = record.bytes,
                   .device = device_text_.text_of_kernel(record.device)},
                  place);
  }

  static constexpr std::uint32_t cpu_max = 0xffff;

  BlktraceMerge merge_;
  DeviceNumber device_text_;
  EventFilter& filter_;
  RequestRecorder& recorder_;
  ImportReport& report_;
  std::uint32_t device_ = 0;
  std::vector<std::uint32_t> sequences_;  // the last of each CPU; 0: none yet
};

}  // namespace

std::string detect_blktrace(std::string_view first_bytes) {
  bool is_swapped = false;
  if (!begins_as_blktrace(std::as_bytes(std::span(first_bytes)), is_swapped)) return {};
  return fmt::format("it begins with blktrace's magic number{}", is_swapped ? ", in the other byte order" : "");
}

void import_blktrace(const ImportRequest& request, TraceWriter& writer, ImportReport& report) {
  import_block_events<BlktraceImport>(request, writer, report);
}

}  // namespace zramlab
