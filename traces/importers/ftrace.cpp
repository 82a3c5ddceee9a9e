#include "traces/importers/ftrace.h"

#include "traces/import.h"
#include "traces/importers/ftrace_line.h"
#include "traces/importers/line_reader.h"
#include "traces/importers/page_join.h"
#include "traces/importers/thread_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace zramlab {
namespace {

constexpr std::string_view bio_event = "block_bio_queue";
constexpr std::uint64_t page_sectors = page_bytes / 512;

// A bio holds its size as 32 bits of bytes (struct bvec_iter): no honest one is larger.
constexpr std::uint64_t bio_slots_max = std::uint64_t{1} << 20;

// rwbs is an optional F (flush before), then the kind, then qualifiers such as S and A.
std::optional<Operation> operation_of(std::string_view rwbs) {
  if (rwbs.size() > 1 && rwbs.front() == 'F') rwbs.remove_prefix(1);
  switch (rwbs.front()) {
    case 'W': return Operation::write;
    case 'R': return Operation::read;
    case 'D': return Operation::discard;
    default: return std::nullopt;
  }
}

bool is_header_line(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  return begin == std::string_view::npos || text[begin] == '#' || text.starts_with("cpus=");
}

class FtraceImport {
 public:
  FtraceImport(const ImportRequest& request, TraceWriter& writer, ImportReport& report)
      : lines_(request.input), join_(request, writer, report), threads_(writer), writer_(writer), report_(report) {}

  void run() {
    for (std::string_view text; lines_.next(text);) import_line(text);
    report_.lines = lines_.line_number();
    join_.finish(report_.events);
    add_notes();
  }

 private:
  void import_line(std::string_view text) {
    FtraceLine line;
    if (!parse_ftrace_line(text, line)) {
      import_other_line(text);
    } else if (line.event != bio_event) {
      ++report_.other_events;
      threads_.learn(line.pid, line.comm);
    } else {
      // Also an event whose details cannot be parsed has its number in the page index.
      const std::uint64_t event = report_.events++;
      if (!import_event(event, line, text)) join_.skip(event);
    }
  }

  void import_other_line(std::string_view text) {
    LostEvents lost;
    if (is_header_line(text)) return;
    if (parse_lost_events(text, lost)) {
      ++report_.lost_gaps;
      report_.lost_events += lost.count;
    } else {
      report_.unparsable.add(lines_.line_number(), text);
    }
  }

  // False if the event is left out.
  bool import_event(std::uint64_t event, const FtraceLine& line, std::string_view text) {
    BioQueue bio;
    if (!parse_bio_queue(line.details, bio) || !is_possible(bio)) {
      report_.unparsable.add(lines_.line_number(), text);
      return false;
    }
    if (device_.empty()) device_ = bio.device;
    if (bio.device != device_) {
      report_.other_devices.add(lines_.line_number(), text);
      return false;
    }
    const std::optional<Operation> operation = operation_of(bio.rwbs);
    if (!operation || bio.sector_count == 0) {
      ++report_.empty_bios;
      return false;
    }
    if (bio.sector % page_sectors != 0 || bio.sector_count % page_sectors != 0) {
      report_.unaligned.add(lines_.line_number(), text);
      return false;
    }
    add_records(event, *operation, line, bio);
    return true;
  }

  // The sum cannot overflow: the sector has at most 19 digits, and the count is small by then.
  static bool is_possible(const BioQueue& bio) {
    return bio.sector_count <= bio_slots_max * page_sectors &&
           (bio.sector + bio.sector_count) / page_sectors <= slots_max;
  }

  void add_records(std::uint64_t event, Operation operation, const FtraceLine& line, const BioQueue& bio) {
    TraceRecord record;
    record.time_ns = since_first(line.time_ns);
    record.thread = threads_.index_of(line.pid, line.comm, bio.comm);
    record.cpu = line.cpu;
    record.operation = operation;
    record.slot = static_cast<SlotIndex>(bio.sector / page_sectors);
    const std::uint64_t slots = bio.sector_count / page_sectors;
    if (slots > 1) ++report_.split_bios;
    for (std::uint64_t i = 0; i < slots; ++i, ++record.slot) add_record(event, record);
  }

  void add_record(std::uint64_t event, TraceRecord record) {
    if (record.operation == Operation::write) {
      const JoinedContent joined = join_.content_of(event, record.slot);
      if (joined.is_left_out) return;
      record.content = joined.content;
      record.flags = joined.is_stand_in ? stand_in_flag : 0;
    }
    ++count_of(record.operation);
    writer_.add_record(record);
  }

  std::uint64_t& count_of(Operation operation) {
    if (operation == Operation::write) return report_.writes;
    return operation == Operation::read ? report_.reads : report_.discards;
  }

  // Lines of different CPUs may be out of order by a little; a time before the first counts as 0.
  std::uint64_t since_first(std::uint64_t time_ns) {
    if (!first_time_ns_) first_time_ns_ = last_time_ns_ = time_ns;
    if (time_ns < last_time_ns_) ++report_.times_backwards;
    last_time_ns_ = time_ns;
    const std::uint64_t since = time_ns - std::min(time_ns, *first_time_ns_);
    report_.time_span_ns = std::max(report_.time_span_ns, since);
    return since;
  }

  void add_notes() {
    TraceMetadata metadata = writer_.metadata();
    metadata.first_time_ns = first_time_ns_.value_or(0);
    if (metadata.device.empty()) metadata.device = device_;
    writer_.set_metadata(std::move(metadata));
    report_.notes.emplace_back(
        "Block events do not show when the kernel frees a swap slot: a slot stays occupied until it is written or "
        "discarded, so the memory in use is an upper bound.");
    if (report_.events == 0) report_.notes.emplace_back("There is no block_bio_queue event: the trace is empty.");
    if (report_.other_devices.count() != 0) {
      report_.notes.push_back(fmt::format(
          "Only device {}, that of the first request, was imported; keep the lines of another with grep.", device_));
    }
    if (report_.skipped != 0) {
      report_.notes.emplace_back(
          "Reads of a slot whose write was left out find what the slot held before, or zeros if it held nothing.");
    }
  }

  LineReader lines_;
  PageJoin join_;
  ThreadNames threads_;
  TraceWriter& writer_;
  ImportReport& report_;
  std::string device_;
  std::optional<std::uint64_t> first_time_ns_;
  std::uint64_t last_time_ns_ = 0;
};

}  // namespace

std::string detect_ftrace(std::string_view first_bytes) {
  for (std::uint64_t line_number = 1; !first_bytes.empty(); ++line_number) {
    const std::size_t end = first_bytes.find('\n');
    FtraceLine line;
    if (parse_ftrace_line(first_bytes.substr(0, end), line)) {
      return fmt::format("line {} has the form comm-pid [cpu] seconds: event: (a {})", line_number,
                         printable(line.event));
    }
    if (end == std::string_view::npos) break;
    first_bytes.remove_prefix(end + 1);
  }
  return {};
}

void import_ftrace(const ImportRequest& request, TraceWriter& writer, ImportReport& report) {
  FtraceImport(request, writer, report).run();
}

}  // namespace zramlab
