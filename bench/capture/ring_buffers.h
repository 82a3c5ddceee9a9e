// A trace instance of our own that records the requests to one block device, and its ring buffers.
#pragma once

#include "bench/capture/event_decoder.h"
#include "bench/kernel/register.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct tracefs_instance;

namespace zramlab {

// Why no trace can be recorded here, with what to run; nullopt: one can. Tests skip with that line. Makes nothing.
std::optional<std::string> missing_for_tracing();

// tracefs: where it is mounted, or mounted by us in a place of our own for as long as this lives.
class TracefsMount {
 public:
  // THROWS InputError (bad_input).
  TracefsMount();
  ~TracefsMount();
  TracefsMount(const TracefsMount&) = delete;
  TracefsMount& operator=(const TracefsMount&) = delete;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
  Claim claim_;
  bool is_ours_ = false;
};

struct RingBufferOptions {
  std::uint32_t device = 0;                           // major << 20 | minor
  std::uint64_t bytes_of_a_cpu = std::uint64_t{8} << 20;  // some 100 000 events
};

// What one round over all CPUs gave.
struct EventBatch {
  std::vector<BlockEvent> events;    // CPU after CPU, each in its order
  std::uint64_t complete_until_ns = 0;  // no event before this is still to come
  std::uint64_t bytes = 0;
};

// 1. Records block_bio_queue and block_bio_complete of one device, but not those of the thread that made this object: its reads of
//    the device are not the system's traffic. That thread does all reading.
// 2. Times are CLOCK_MONOTONIC's.
// 3. The instance is removed with the object, and registered for the case that it cannot be.
class RingBuffers {
 public:
  // Records from here on. THROWS InputError (bad_input).
  RingBuffers(const TracefsMount& tracefs, const RingBufferOptions& options);
  ~RingBuffers();
  RingBuffers(const RingBuffers&) = delete;
  RingBuffers& operator=(const RingBuffers&) = delete;

  // BLOCKS until there is an event, `other` (a descriptor, or -1) is readable, or the time is over.
  void wait(int timeout_ms, int other) const;

  // Takes what is there, but no more than a share of the buffers, so that what is taken can be worked on.
  void take(EventBatch& batch);

  // No event is recorded from here on; what is in the buffers can still be taken.
  void stop();

  // Events that the kernel overwrote before they were read, or could not record. Goes up only.
  [[nodiscard]] std::uint64_t lost_events() const;

 private:
  struct Cpu;

  [[nodiscard]] std::string read_file(const std::string& name) const;
  void write_file(const std::string& name, const std::string& text) const;
  void enable_event(const std::string& name, const std::string& filter) const;
  void open_cpus();
  // Whether everything was taken.
  bool take_of(Cpu& cpu, EventBatch& batch);

  struct Destroy {
    void operator()(tracefs_instance* instance) const;
  };

  std::uint32_t device_;
  std::filesystem::path folder_;
  Claim claim_;
  std::unique_ptr<tracefs_instance, Destroy> instance_;
  std::unique_ptr<EventDecoder> decoder_;
  std::vector<Cpu> cpus_;
  std::vector<std::byte> subbuffer_;
};

}  // namespace zramlab
