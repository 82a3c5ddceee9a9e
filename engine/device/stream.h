// Streams: a backend context with its two-page output buffer, used by one writer at a time.
#pragma once

#include "engine/backend/backend.h"
#include "engine/base/check.h"
#include "engine/platform/platform.h"

#include <array>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

namespace zramlab {

// The 2014 patch's "workmem". A strategy hands streams out; the steps check that it did so well:
//
// 1. begin_use()/end_use() bracket each use of context and buffer: two users at once are a failed check. Where the platform
//    looks for races, two that nothing orders are one, even if they were not at once.
// 2. The buffer's content belongs to the thread that filled it until another fills it.
template <Platform P>
class Stream {
 public:
  // `work_bytes` of memory are the backend's.
  Stream(std::unique_ptr<Backend> backend, std::size_t work_bytes)
      : backend_(std::move(backend)), footprint_(page_bytes + work_bytes) {}

  [[nodiscard]] Backend& backend() { return *backend_; }
  [[nodiscard]] StreamBuffer buffer() { return buffer_; }

  void begin_use() {
    P::touch(footprint_);
    last_user_.set(P::thread() + 1);
    if constexpr (!finds_races) {
      ZRAMLAB_CHECK(user_.load(memory_order_relaxed) == 0, "two threads use one stream: the strategy handed it out twice");
      user_.store(P::thread() + 1, memory_order_relaxed);
    }
  }
  void end_use() {
    if constexpr (!finds_races) user_.store(0, memory_order_relaxed);
  }

  void set_filler() { filler_.set(P::thread() + 1); }
  [[nodiscard]] bool was_filled_by_me() const { return filler_.get() == P::thread() + 1; }

  // For a strategy that keeps its streams in a list; guarded by whatever guards the list.
  typename P::template Plain<Stream*> next;

 private:
  static constexpr bool finds_races = requires { requires P::finds_races; };

  std::unique_ptr<Backend> backend_;
  // The backend's work memory, and as much of the buffer as a page takes.
  [[no_unique_address]] typename P::Footprint footprint_;
  typename P::template Atomic<std::uint32_t> user_{0};
  typename P::template Plain<std::uint32_t> last_user_{0};
  typename P::template Plain<std::uint32_t> filler_{0};
  alignas(cache_line_bytes) std::array<std::byte, stream_buffer_bytes> buffer_{};
};

// Makes and ends streams, and counts what they cost.
template <Platform P>
class Streams {
 public:
  explicit Streams(std::shared_ptr<const Codec> codec) : codec_(std::move(codec)) {}
  ~Streams() { ZRAMLAB_CHECK(count() == 0, "a stream was lost: made, but never given back"); }
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

  // A new stream, owned by the caller, who ends it with destroy(); nullptr when there is no memory for it.
  [[nodiscard]] Stream<P>* make() {
    if (P::fails(Fault::stream_creation)) return nullptr;
    try {
      auto stream = std::make_unique<Stream<P>>(codec_->create(), codec_->work_memory_bytes());
      const std::uint64_t now = count_.fetch_add(1, memory_order_relaxed) + 1;
      std::uint64_t seen = count_max_.load(memory_order_relaxed);
      while (seen < now && !count_max_.compare_exchange_weak(seen, now, memory_order_relaxed, memory_order_relaxed)) {
      }
      return stream.release();
    } catch (const std::bad_alloc&) {
      return nullptr;
    }
  }

  void destroy(Stream<P>* stream) {
    if (stream == nullptr) return;
    std::unique_ptr<Stream<P>>(stream).reset();
    count_.fetch_sub(1, memory_order_relaxed);
  }

  [[nodiscard]] std::uint64_t count() const { return count_.load(memory_order_relaxed); }
  [[nodiscard]] std::uint64_t peek_count() const { return P::peek(count_); }
  [[nodiscard]] std::uint64_t count_max() const { return count_max_.load(memory_order_relaxed); }

  // Bytes of one stream: the buffer and the backend's work memory.
  [[nodiscard]] std::uint64_t bytes_each() const { return stream_buffer_bytes + codec_->work_memory_bytes(); }

  [[nodiscard]] const Codec& codec() const { return *codec_; }

 private:
  std::shared_ptr<const Codec> codec_;
  typename P::template Atomic<std::uint64_t> count_{0};
  typename P::template Atomic<std::uint64_t> count_max_{0};
};

}  // namespace zramlab
