// Following one device from beginning to end: what both kinds of capture share.
#pragma once

#include "bench/capture/capture.h"
#include "bench/capture/follower.h"
#include "bench/capture/program.h"
#include "bench/capture/ring_buffers.h"
#include "bench/capture/sink.h"

#include <functional>
#include <memory>
#include <optional>

namespace zramlab {

class CaptureSession {
 public:
  // Records the device at `path` from here on, into the request's output. `about` is what the trace says of itself.
  CaptureSession(const CaptureRequest& request, const TracefsMount& tracefs, const std::filesystem::path& path, TraceMetadata about);

  // Follows until `is_over` says so, Ctrl-C, or the request's time is over; `wakes` is a descriptor that becomes readable when it
  // makes sense to ask (-1: none). THROWS what recording threw.
  void follow_until(const std::function<bool()>& is_over, int wakes);

  // As before, but for a while: what a program does while it ends.
  void follow_for(std::uint64_t duration_ns, const std::function<bool()>& is_over);

  // Takes what is left and writes the file. `add_notes` gets the metadata last.
  CaptureResult finish(const std::vector<std::string>& notes);

  [[nodiscard]] bool was_interrupted() const;

  // The largest slot that was asked for so far, plus 1.
  [[nodiscard]] std::uint64_t slots_end() {
    follower_.drain();
    return follower_.slots_end();
  }

 private:
  void step();
  [[nodiscard]] CaptureFigures figures();

  const CaptureRequest& request_;
  TraceMetadata about_;
  RingBuffers rings_;
  std::optional<PageReader> pages_;
  std::unique_ptr<CaptureSink> sink_;
  Recorder recorder_;
  Follower follower_;
  LiveLine live_;
  std::uint64_t began_ns_;
  std::uint64_t ended_ns_ = 0;
};

}  // namespace zramlab
