#include "traces/importers/request_recorder.h"

#include "traces/format.h"
#include "traces/import.h"
#include "traces/writer.h"

#include <fmt/format.h>

#include <algorithm>

namespace zramlab {
namespace {

// A bio holds its size as 32 bits of bytes (struct bvec_iter): no honest one is larger.
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
constexpr std::uint64_t request_bytes_max = 64 * page_bytes;  // or a few bytes of input are a million records
#else
constexpr std::uint64_t request_bytes_max = std::uint64_t{1} << 32;
#endif
constexpr std::uint64_t device_bytes_max = slots_max * page_bytes;

bool is_possible(const BlockRequest& request) {
  return request.length_bytes <= request_bytes_max && request.offset_bytes <= device_bytes_max - request.length_bytes;
}

// Text has its own words; a binary record gets some.
void name_request(NamedPlaces& places, const BlockRequest& request, const Place& place) {
  if (!place.text.empty() || !places.takes_examples()) return places.add(place);
  const std::string text =
      fmt::format("{} {} bytes {}+{}", request.device, request.operation ? to_string(*request.operation) : "flush",
                  request.offset_bytes, request.length_bytes);
  places.add({place.unit, place.number, text});
}

}  // namespace

std::optional<Operation> operation_of_rwbs(std::string_view rwbs) {
  if (rwbs.size() > 1 && rwbs.front() == 'F') rwbs.remove_prefix(1);
  if (rwbs.empty()) return std::nullopt;
  switch (rwbs.front()) {
    case 'W': return Operation::write;
    case 'R': return Operation::read;
    case 'D': return Operation::discard;
    default: return std::nullopt;
  }
}

RequestRecorder::RequestRecorder(const ImportRequest& request, TraceWriter& writer, ImportReport& report)
    : join_(request, writer, report), threads_(writer), writer_(writer), report_(report), device_(request.only_device) {}

void RequestRecorder::add(const BlockRequest& request, const Place& place) {
  const std::uint64_t event = report_.events++;
  if (NamedPlaces* fault = fault_of(request)) {
    name_request(*fault, request, place);
  } else if (!request.operation || request.length_bytes == 0) {
    ++report_.empty_bios;
  } else if (request.offset_bytes % page_bytes != 0 || request.length_bytes % page_bytes != 0) {
    name_request(report_.unaligned, request, place);
  } else {
    return add_records(event, request);
  }
  join_.skip(event);
}

// The list that a request belongs to whose size no device has, or that is another device's.
NamedPlaces* RequestRecorder::fault_of(const BlockRequest& request) {
  if (!is_possible(request)) return &report_.unparsable;
  if (device_.empty()) device_ = request.device;
  return request.device == device_ ? nullptr : &report_.other_devices;
}

void RequestRecorder::add_unparsable(const Place& place) {
  join_.skip(report_.events++);
  report_.unparsable.add(place);
}

void RequestRecorder::add_records(std::uint64_t event, const BlockRequest& request) {
  TraceRecord record;
  record.time_ns = since_first(request.time_ns);
  record.thread = threads_.index_of(request.thread_id, request.thread_name, request.fallback_name);
  record.cpu = request.cpu;
  record.operation = *request.operation;
  record.content = request.content;
  record.slot = static_cast<SlotIndex>(request.offset_bytes / page_bytes);
  const std::uint64_t slots = request.length_bytes / page_bytes;
  if (slots > 1) ++report_.split_bios;
  for (std::uint64_t i = 0; i < slots; ++i, ++record.slot) add_record(event, record);
}

// Takes the record by reference: copying one that was just written in small parts waits for the parts.
void RequestRecorder::add_record(std::uint64_t event, TraceRecord& record) {
  if (record.operation == Operation::write) {
    if (join_.has_pages()) {
      const JoinedContent joined = join_.content_of(event, record.slot);
      if (joined.is_left_out) return;
      record.content = joined.content;
      record.flags = joined.is_stand_in ? stand_in_flag : 0;
    }
    ++report_.writes;
  } else {
    ++(record.operation == Operation::read ? report_.reads : report_.discards);
  }
  writer_.add_record(record);
}

// Requests of different CPUs may be out of order by a little; a time before the first counts as 0.
std::uint64_t RequestRecorder::since_first(std::uint64_t time_ns) {
  if (!first_time_ns_) first_time_ns_ = last_time_ns_ = time_ns;
  if (time_ns < last_time_ns_) ++report_.times_backwards;
  last_time_ns_ = time_ns;
  const std::uint64_t since = time_ns - std::min(time_ns, *first_time_ns_);
  report_.time_span_ns = std::max(report_.time_span_ns, since);
  return since;
}

void RequestRecorder::finish(std::string_view nothing) {
  join_.finish(report_.events);
  TraceMetadata metadata = writer_.metadata();
  metadata.first_time_ns = first_time_ns_.value_or(0);
  if (metadata.device.empty()) metadata.device = device_;
  writer_.set_metadata(std::move(metadata));
  if (!join_.has_pages() && writer_.content_count() == 0) {
    report_.notes.emplace_back(
        "Without a pages file the contents of writes, and so their compressed sizes, are unknown.");
  }
  if (report_.events == 0) report_.notes.emplace_back(nothing);
  if (report_.other_devices.count() != 0) {
    report_.notes.push_back(
        fmt::format("Only requests to {} were imported; --only-device NAME takes those to another device.", device_));
  }
  if (report_.skipped != 0) {
    report_.notes.emplace_back(
        "Reads of a slot whose write was left out find what the slot held before, or zeros if it held nothing.");
  }
}

}  // namespace zramlab
