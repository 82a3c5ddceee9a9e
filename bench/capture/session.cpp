#include "bench/capture/session.h"

#include "bench/capture/file_sink.h"
#include "bench/capture/held_sink.h"
#include "bench/interrupt.h"
#include "bench/kernel/kernel_version.h"
#include "engine/base/input_error.h"
#include "engine/platform/host/clock.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <utility>

namespace zramlab {

namespace {

// How long a round waits for an event: so often Ctrl-C and the end of a program are noticed without one.
constexpr int wait_ms = 10;

// As the kernel's events have it, which is not what stat(2) has.
std::uint32_t kernel_device_number(const std::filesystem::path& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) != 0 || !S_ISBLK(status.st_mode)) {
    throw bad_input(fmt::format("bench capture: {} is no block device", path.string()));
  }
  return (major(status.st_rdev) << 20) | minor(status.st_rdev);
}

std::unique_ptr<CaptureSink> make_sink(const CaptureRequest& request, const TraceMetadata& about) {
  if (request.contents == CaptureContents::sizes) return std::make_unique<HeldSink>(request.output, SketchRequest{}, request.level);
  return std::make_unique<FileSink>(request.output, about, request.level);
}

RecorderOptions recorder_options(const CaptureRequest& request) {
  return {.has_pages = request.contents != CaptureContents::none,
          .zeros_are_freed = running_kernel().at_least(6, 12),
          .lost_pages = request.lost_pages,
          .seed = request.seed};
}

}  // namespace

CaptureSession::CaptureSession(const CaptureRequest& request, const TracefsMount& tracefs, const std::filesystem::path& path,
                               TraceMetadata about)
    : request_(request),
      about_(std::move(about)),
      rings_(tracefs, {.device = kernel_device_number(path), .bytes_of_a_cpu = request.ring_bytes}),
      sink_(make_sink(request, about_)),
      recorder_(*sink_, recorder_options(request)),
      follower_(rings_, request.contents == CaptureContents::none ? nullptr : &pages_.emplace(path), recorder_),
      live_(request.shows_progress, isatty(STDERR_FILENO) != 0),
      began_ns_(host::clock_ns()) {}

void CaptureSession::follow_until(const std::function<bool()>& is_over, int wakes) {
  while (!is_over() && !was_interrupted()) {
    if (request_.duration_ns && host::clock_ns() - began_ns_ >= *request_.duration_ns) break;
    follower_.follow(wait_ms, wakes);
    step();
  }
}

void CaptureSession::follow_for(std::uint64_t duration_ns, const std::function<bool()>& is_over) {
  const std::uint64_t end_ns = host::clock_ns() + duration_ns;
  while (!is_over() && host::clock_ns() < end_ns) {
    follower_.follow(wait_ms, -1);
    step();
  }
}

CaptureResult CaptureSession::finish(const std::vector<std::string>& notes) {
  ended_ns_ = host::clock_ns();
  rings_.stop();
  follower_.drain();
  recorder_.finish();
  live_.clear();
  CaptureResult result{.figures = figures(), .elapsed_ns = ended_ns_ - began_ns_, .was_interrupted = was_interrupted(), .complaints = {}};
  result.figures.late_events = recorder_.recorded().late_events();
  result.figures.distinct_pages = sink_->content_count();
  about_.first_time_ns = recorder_.recorded().first_time_ns();
  for (const std::string& sentence : loss_sentences(result.figures)) about_.lost.push_back(sentence);
  about_.notes.insert(about_.notes.end(), notes.begin(), notes.end());
  sink_->finish(about_);
  return result;
}

bool CaptureSession::was_interrupted() const { return interrupt_requested.load(std::memory_order_relaxed); }

void CaptureSession::step() {
  const std::uint64_t now_ns = host::clock_ns();
  if (live_.is_due(now_ns)) live_.show(live_line(figures(), now_ns - began_ns_), now_ns);
}

CaptureFigures CaptureSession::figures() {
  return {.counts = recorder_.counts(),
          .lag = follower_.lag(),
          .seen_events = follower_.events(),
          .lost_events = rings_.lost_events(),
          .late_events = 0,
          .distinct_pages = 0,
          .has_pages = request_.contents != CaptureContents::none};
}

}  // namespace zramlab
