// Block events out of the kernel's ring buffers, as trace_pipe_raw gives them.
#pragma once

#include "bench/capture/block_event.h"
#include "engine/base/types.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct kbuffer;
struct tep_format_field;
struct tep_handle;

namespace zramlab {

// The texts of tracefs that say how events lie in a buffer: events/block/NAME/format.
struct EventFormats {
  std::string queue;
  std::string complete;
};

// Where a field lies in an event.
struct EventField {
  int offset = -1;  // -1: this kernel's event has none of that name
  int bytes = 0;
};

// How one kind of event lies in a buffer.
struct EventLayout {
  std::uint16_t id = 0;  // common_type
  EventField thread_id;
  EventField device;
  EventField sector;
  EventField sectors;
  EventField rwbs;
  EventField comm;
  EventField error;
};

class EventDecoder {
 public:
  // THROWS InputError (failed) where the formats are not those of block events.
  explicit EventDecoder(const EventFormats& formats);
  ~EventDecoder();
  EventDecoder(const EventDecoder&) = delete;
  EventDecoder& operator=(const EventDecoder&) = delete;

  // Appends the events of one sub-buffer of CPU `cpu` that are requests to `device` (the kernel's number, major << 20 | minor), in
  // their order. Gives how many events the kernel says are missing before them: overwritten before they were read.
  std::uint64_t decode(ByteView subbuffer, std::uint16_t cpu, std::uint32_t device, std::vector<BlockEvent>& events);

 private:
  void add(ByteView event, std::uint64_t time_ns, std::uint16_t cpu, std::uint32_t device, std::vector<BlockEvent>& events) const;

  struct Free {
    void operator()(kbuffer* buffer) const;
  };
  std::unique_ptr<kbuffer, Free> buffer_;
  EventLayout queue_;
  EventLayout complete_;
  std::vector<std::byte> subbuffer_;  // kbuffer wants to write to it
};

// The layout that a format text of tracefs describes. THROWS InputError (failed).
EventLayout parse_event_format(const std::string& text, const std::string& name);

}  // namespace zramlab
