#include "bench/capture/event_decoder.h"

#include "engine/base/input_error.h"
#include "traces/importers/request_recorder.h"

#include <event-parse.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

extern "C" {  // the header does not say so itself
#include <kbuffer.h>
}

namespace zramlab {

namespace {

struct FreeHandle {
  void operator()(tep_handle* handle) const { tep_free(handle); }
};

EventField field_of(tep_event* event, const char* name) {
  const tep_format_field* const field = tep_find_any_field(event, name);
  return field == nullptr ? EventField{} : EventField{field->offset, field->size};
}

// An unsigned number of the field's size; 0 where it does not lie in the event.
std::uint64_t number_at(ByteView event, const EventField& field) {
  std::uint64_t number = 0;
  if (field.offset < 0 || field.bytes > 8) return 0;
  const auto offset = static_cast<std::size_t>(field.offset);
  const auto bytes = static_cast<std::size_t>(field.bytes);
  if (offset + bytes <= event.size()) std::memcpy(&number, event.data() + offset, bytes);
  return number;
}

std::string_view text_at(ByteView event, const EventField& field) {
  if (field.offset < 0) return {};
  const auto offset = static_cast<std::size_t>(field.offset);
  const auto bytes = static_cast<std::size_t>(field.bytes);
  if (offset + bytes > event.size()) return {};
  // char may read any object's bytes.
  const std::string_view all(reinterpret_cast<const char*>(event.data()) + offset, bytes);
  return all.substr(0, all.find('\0'));
}

}  // namespace

EventLayout parse_event_format(const std::string& text, const std::string& name) {
  const std::unique_ptr<tep_handle, FreeHandle> handle(tep_alloc());
  // The parser takes the text as it is: a stray byte is its business, not ours.
  const bool is_parsed = handle && tep_parse_event(handle.get(), text.c_str(), text.size(), "block") == TEP_ERRNO__SUCCESS;
  tep_event* const event = is_parsed ? tep_find_event_by_name(handle.get(), "block", name.c_str()) : nullptr;
  EventLayout layout;
  if (event != nullptr) {
    layout = {static_cast<std::uint16_t>(event->id), field_of(event, "common_pid"), field_of(event, "dev"), field_of(event, "sector"),
              field_of(event, "nr_sector"),          field_of(event, "rwbs"),       field_of(event, "comm"), field_of(event, "error")};
  }
  for (const EventField& needed : {layout.thread_id, layout.device, layout.sector, layout.sectors, layout.rwbs}) {
    if (needed.offset >= 0) continue;
    throw InputError(ExitCode::failed, fmt::format("events/block/{}/format of this kernel's tracefs is not as expected; record with trace_pipe "
                                                   "and `bench trace import` instead (docs/importing.md)", name));
  }
  return layout;
}

void EventDecoder::Free::operator()(kbuffer* buffer) const { kbuffer_free(buffer); }

EventDecoder::EventDecoder(const EventFormats& formats)
    : buffer_(kbuffer_alloc(KBUFFER_LSIZE_SAME_AS_HOST, KBUFFER_ENDIAN_SAME_AS_HOST)),
      queue_(parse_event_format(formats.queue, "block_bio_queue")),
      complete_(parse_event_format(formats.complete, "block_bio_complete")) {
  if (!buffer_) throw std::bad_alloc();
}

EventDecoder::~EventDecoder() = default;

std::uint64_t EventDecoder::decode(ByteView subbuffer, std::uint16_t cpu, std::uint32_t device, std::vector<BlockEvent>& events) {
  subbuffer_.assign(subbuffer.begin(), subbuffer.end());
  if (kbuffer_load_subbuffer(buffer_.get(), subbuffer_.data()) != 0) return 0;
  const int missed = kbuffer_missed_events(buffer_.get());
  unsigned long long time_ns = 0;
  for (void* event = kbuffer_read_event(buffer_.get(), &time_ns); event != nullptr;
       event = kbuffer_next_event(buffer_.get(), &time_ns)) {
    const auto bytes = static_cast<std::size_t>(std::max(kbuffer_event_size(buffer_.get()), 0));
    add({static_cast<const std::byte*>(event), bytes}, time_ns, cpu, device, events);
  }
  // -1: some, and the kernel does not say how many; then the buffer's own statistics have them (ring_buffers.h).
  return missed > 0 ? static_cast<std::uint64_t>(missed) : 0;
}

void EventDecoder::add(ByteView event, std::uint64_t time_ns, std::uint16_t cpu, std::uint32_t device,
                       std::vector<BlockEvent>& events) const {
  const auto id = static_cast<std::uint16_t>(number_at(event, {0, 2}));  // common_type: the first field of every event
  if (id != queue_.id && id != complete_.id) return;
  const EventLayout& layout = id == queue_.id ? queue_ : complete_;
  if (number_at(event, layout.device) != device) return;
  BlockEvent decoded;
  decoded.time_ns = time_ns;
  decoded.sector = number_at(event, layout.sector);
  decoded.sectors = static_cast<std::uint32_t>(number_at(event, layout.sectors));
  decoded.thread_id = static_cast<std::int32_t>(number_at(event, layout.thread_id));
  decoded.cpu = cpu;
  decoded.kind = id == queue_.id ? BlockEventKind::queue : BlockEventKind::complete;
  decoded.has_failed = number_at(event, layout.error) != 0;
  decoded.operation = operation_of_rwbs(text_at(event, layout.rwbs));
  const std::string_view comm = text_at(event, layout.comm);
  std::copy_n(comm.begin(), std::min(comm.size(), decoded.comm.size()), decoded.comm.begin());
  events.push_back(decoded);
}

}  // namespace zramlab
