// Allocate and free an object of the pool, over threads: each thread keeps 1024 objects and replaces its oldest one, so that
// zspages fill, empty and change their group as under a swap device that is full. Sizes are what lz4 makes of real pages.
#include "bench/micro/capture_sample.h"
#include "bench/micro/thread_counts.h"
#include "engine/backend/table.h"
#include "engine/platform/host/host.h"
#include "engine/pool/compaction.h"
#include "engine/pool/era.h"
#include "engine/pool/pool.h"
#include "engine/pool/recount.h"

#include <benchmark/benchmark.h>

#include <array>
#include <memory>
#include <vector>

namespace zramlab {
namespace {

constexpr std::size_t objects_each = 1024;

// Lengths of compressed pages, a huge one counted as the pool stores it.
const std::vector<std::size_t>& stored_sizes() {
  static const std::vector<std::size_t> sizes = [] {
    const std::unique_ptr<Backend> backend = make_codec("lz4")->create();
    const std::size_t huge_threshold = SizeClassTable(PoolRules{}).huge_threshold();
    std::array<std::byte, stream_buffer_bytes> buffer;
    std::vector<std::size_t> lengths;
    for (std::size_t index = 0; index < capture_sample().count(); ++index) {
      std::size_t length = page_bytes;
      if (backend->compress(capture_sample().page(index), buffer, length) != Outcome::ok) length = page_bytes;
      lengths.push_back(length >= huge_threshold ? page_bytes : length);
    }
    return lengths;
  }();
  return sizes;
}

// What a thread holds: the oldest object is replaced by the next size's.
class Objects {
 public:
  Objects(Pool<Host>& pool, std::size_t first_size) : pool_(pool), next_size_(first_size % stored_sizes().size()) {
    for (Handle& handle : handles_) handle = allocate();
  }

  void replace_oldest() {
    pool_.free(handles_[oldest_]);
    handles_[oldest_] = allocate();
    oldest_ = (oldest_ + 1) % objects_each;
  }

 private:
  Handle allocate() {
    Handle handle = no_handle;
    const Outcome outcome = pool_.allocate(stored_sizes()[next_size_], Allocation::may_sleep, handle);
    ZRAMLAB_CHECK(outcome == Outcome::ok, "the pool is large enough for every thread's objects");
    next_size_ = next_size_ + 1 < stored_sizes().size() ? next_size_ + 1 : 0;
    return handle;
  }

  Pool<Host>& pool_;
  std::array<Handle, objects_each> handles_{};
  std::size_t next_size_;
  std::size_t oldest_ = 0;
};

std::unique_ptr<Pool<Host>> shared_pool;

void make_pool(PoolLock lock) {
  PoolOptions options;
  options.lock = lock;
  shared_pool = std::make_unique<Pool<Host>>(options);
  shared_pool->prefault(64 << 20);
}

void allocate_and_free(benchmark::State& state) {
  const auto thread = static_cast<ThreadIndex>(state.thread_index());
  Host::enter(thread);
  const auto objects = std::make_unique<Objects>(*shared_pool, thread * 37);
  for (auto _ : state) objects->replace_oldest();
  state.SetItemsProcessed(state.iterations());
  // The loop ends at a barrier: the others only hold their objects now.
  if (thread == 0 && shared_pool->recount().objects != objects_each * static_cast<std::size_t>(state.threads())) {
    state.SkipWithError("the pool lost or gained an object");
  }
  Host::leave();
}

[[maybe_unused]] const bool registered = [] {
  register_over_threads("pool/allocate_and_free/lock:class", allocate_and_free)->Setup([](const benchmark::State&) {
    make_pool(PoolLock::per_class);
  });
  register_over_threads("pool/allocate_and_free/lock:pool", allocate_and_free)->Setup([](const benchmark::State&) {
    make_pool(PoolLock::whole_pool);
  });
  return true;
}();

}  // namespace
}  // namespace zramlab
