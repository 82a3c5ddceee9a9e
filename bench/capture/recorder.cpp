#include "bench/capture/recorder.h"

#include "engine/platform/host/clock.h"

#include <algorithm>
#include <utility>

namespace zramlab {

namespace {

// A completion or a page that did not come after this long will not come: its event was lost.
constexpr std::uint64_t patience_ns = 500'000'000;

constexpr std::uint64_t waiting_bytes_max = std::uint64_t{64} << 20;
constexpr std::uint64_t flush_interval_ns = 1'000'000'000;

std::uint64_t bytes_of(const FollowedBatch& batch) {
  return batch.events.events.size() * sizeof(BlockEvent) + batch.pages.bytes.size() + batch.pages.pages.size() * sizeof(ReadPage);
}

}  // namespace

BatchRecorder::BatchRecorder(CaptureSink& sink, const RecorderOptions& options)
    : sink_(sink), options_(options), tracker_(options.has_pages, options.lost_pages, options.seed) {}

void BatchRecorder::add(const FollowedBatch& batch) {
  collect(batch);
  // A page's read is over only after the events before it were there to be taken, so its time bounds nothing.
  pass_on(batch.events.complete_until_ns);
}

void BatchRecorder::finish() {
  pass_on(~std::uint64_t{0});
  tracker_.finish();
  write_decided();
}

void BatchRecorder::collect(const FollowedBatch& batch) {
  for (const BlockEvent& event : batch.events.events) {
    late_events_ += event.time_ns < passed_ns_;
    moments_.push_back({.time_ns = event.time_ns, .event = event, .page = {}, .bytes = {}});
  }
  for (const ReadPage& page : batch.pages.pages) {
    Moment moment{.time_ns = page.ended_ns, .event = {}, .page = page, .bytes = {}};
    if (!page.is_zero) {
      const PageView bytes = batch.pages.bytes_of(page);
      moment.bytes.assign(bytes.begin(), bytes.end());
    }
    moments_.push_back(std::move(moment));
  }
}

void BatchRecorder::pass_on(std::uint64_t until_ns) {
  // Stable: of one CPU's events at one time the first stays first.
  std::ranges::stable_sort(moments_, {}, &Moment::time_ns);
  const auto end = std::ranges::upper_bound(moments_, until_ns, {}, &Moment::time_ns);
  for (auto moment = moments_.begin(); moment != end; ++moment) pass_on(*moment);
  moments_.erase(moments_.begin(), end);
  passed_ns_ = std::max(passed_ns_, std::min(until_ns, last_time_ns_));
  tracker_.give_up_before(last_time_ns_ - std::min(last_time_ns_, patience_ns));
  write_decided();
}

void BatchRecorder::pass_on(const Moment& moment) {
  if (moment.page) return pass_on_page(*moment.page, moment.bytes);
  if (!first_time_ns_) first_time_ns_ = moment.time_ns;
  last_time_ns_ = std::max(last_time_ns_, moment.time_ns);
  tracker_.add(moment.event);
}

void BatchRecorder::pass_on_page(const ReadPage& page, const std::vector<std::byte>& bytes) {
  if (!tracker_.wants_page(page.slot, page.began_ns)) return;
  if (page.is_zero && options_.zeros_are_freed) return tracker_.page_is_gone(page.slot);
  static constexpr std::array<std::byte, page_bytes> zeros{};
  tracker_.page_is(page.slot, sink_.add_content(page.is_zero ? PageView(zeros) : PageView(bytes.data(), page_bytes)));
}

void BatchRecorder::write_decided() {
  while (const std::optional<TrackedOperation> operation = tracker_.take()) {
    if (operation->is_left_out) continue;
    TraceRecord record;
    record.time_ns = operation->time_ns - std::min(operation->time_ns, *first_time_ns_);
    record.slot = operation->slot;
    record.content = operation->content;
    record.thread = thread_of(*operation);
    record.cpu = operation->cpu;
    record.operation = operation->operation;
    const bool is_stand_in = operation->loss != PageLoss::none && operation->content != no_content;
    record.flags = is_stand_in ? stand_in_flag : 0;
    sink_.add_record(record);
  }
}

ThreadIndex BatchRecorder::thread_of(const TrackedOperation& operation) {
  const std::string_view all(operation.comm.data(), operation.comm.size());
  const std::string_view name = all.substr(0, all.find('\0'));
  const auto [found, is_new] = threads_.try_emplace(operation.thread_id);
  KnownThread& thread = found->second;
  if (is_new) {
    thread = {sink_.add_thread({static_cast<std::uint32_t>(operation.thread_id), std::string(name)}), std::string(name)};
  } else if (thread.name != name && !name.empty()) {
    thread.name = name;
    sink_.rename_thread(thread.index, thread.name);
  }
  return thread.index;
}

Recorder::Recorder(CaptureSink& sink, const RecorderOptions& options)
    : sink_(sink), recorder_(sink, options), flushed_ns_(host::clock_ns()), thread_([this] { work(); }) {}

Recorder::~Recorder() {
  {
    const std::scoped_lock lock(mutex_);
    is_over_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
}

void Recorder::hand_over(FollowedBatch batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return error_ || waiting_bytes_ < waiting_bytes_max; });
  throw_if_failed();
  waiting_bytes_ += bytes_of(batch);
  waiting_.push_back(std::move(batch));
  changed_.notify_all();
}

void Recorder::finish() {
  {
    const std::scoped_lock lock(mutex_);
    is_over_ = true;
  }
  changed_.notify_all();
  thread_.join();
  throw_if_failed();
}

TrackerCounts Recorder::counts() {
  const std::scoped_lock lock(mutex_);
  return counts_;
}

void Recorder::throw_if_failed() {
  if (error_) std::rethrow_exception(error_);
}

void Recorder::work() {
  try {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [&] { return is_over_ || !waiting_.empty(); });
      if (waiting_.empty()) break;
      const FollowedBatch batch = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      work_on(batch);
      lock.lock();
      waiting_bytes_ -= bytes_of(batch);
      counts_ = recorder_.counts();
      changed_.notify_all();
    }
    lock.unlock();
    recorder_.finish();
    lock.lock();
    counts_ = recorder_.counts();
  } catch (...) {
    const std::scoped_lock lock(mutex_);
    error_ = std::current_exception();
    changed_.notify_all();
  }
}

void Recorder::work_on(const FollowedBatch& batch) {
  recorder_.add(batch);
  const std::uint64_t now_ns = host::clock_ns();
  if (now_ns - flushed_ns_ < flush_interval_ns) return;
  flushed_ns_ = now_ns;
  sink_.flush();
}

}  // namespace zramlab
