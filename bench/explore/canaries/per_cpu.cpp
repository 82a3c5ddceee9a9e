// Planted bugs in strategies with a stream on each CPU.
#include "bench/explore/canaries/canary.h"
#include "engine/sync/mutex.h"
#include "strategies/support/stream_array.h"

#include <array>
#include <vector>

namespace zramlab {
namespace planted {
namespace {

enum class PinBug { preemptible, used_after_section, lost_second_compression, sleeps_inside, forgets_to_leave };

// per-cpu, with a bug.
template <PinBug bug>
class BrokenPerCpu final : public Strategy<P> {
 public:
  BrokenPerCpu(Streams<P>& streams, const DeviceOptions&) : streams_(streams, P::cpu_count()) {}

  Outcome write(Steps& page) override {
    switch (bug) {
      case PinBug::preemptible: fill(page, streams_[P::cpu()]); break;
      case PinBug::used_after_section: use_after_section(page); break;
      case PinBug::lost_second_compression: compress_once(page); break;
      case PinBug::sleeps_inside: fill_in_section(page); break;
      case PinBug::forgets_to_leave: leave_on_success_only(page); break;
    }
    return page.publish();
  }

  [[nodiscard]] std::uint64_t idle_streams() const override { return streams_.size(); }

 private:
  void use_after_section(Steps& page) {
    Stream* stream = nullptr;
    {
      const PreemptionOff<P> here;
      stream = &streams_[here.cpu()];
      page.compress(*stream);
    }
    page.allocate(Allocation::may_sleep);
    page.copy(*stream);
  }

  void compress_once(Steps& page) {
    {
      const PreemptionOff<P> here;
      page.compress(streams_[here.cpu()]);
      page.allocate(Allocation::no_wait);
      page.copy(streams_[here.cpu()]);
    }
    if (page.has_object() || page.has_failed()) return;
    page.allocate(Allocation::may_sleep);
    const PreemptionOff<P> here;
    page.copy(streams_[here.cpu()]);
  }

  void fill_in_section(Steps& page) {
    const PreemptionOff<P> here;
    fill(page, streams_[here.cpu()]);
  }

  void leave_on_success_only(Steps& page) {
    Stream& stream = streams_[P::disable_preemption()];
    page.compress(stream);
    page.allocate(Allocation::no_wait);
    page.copy(stream);
    if (page.has_object()) P::enable_preemption();
  }

  StreamArray<P> streams_;
};

enum class HomeBug { unlocks_where_it_is, trusts_the_cpu, frees_unlocked, forgets_old_stream, unlocks_before_copy, locks_too_late };

// per-cpu-sleepable, with a bug.
template <HomeBug bug>
class BrokenSleepable final : public Strategy<P> {
 public:
  BrokenSleepable(Streams<P>& streams, const DeviceOptions&) : streams_(streams), homes_(P::cpu_count()) {
    for (Home& home : homes_) home.stream.set(streams_.make());
  }
  ~BrokenSleepable() override {
    for (Home& home : homes_) streams_.destroy(home.stream.get());
  }

  Outcome write(Steps& page) override {
    Home& home = get();
    page.compress(*home.stream.get());
    page.allocate(Allocation::may_sleep);
    if (bug == HomeBug::unlocks_before_copy) home.lock.unlock();
    page.copy(*home.stream.get());
    if (bug == HomeBug::unlocks_where_it_is) {
      homes_[P::cpu()].lock.unlock();
    } else if (bug != HomeBug::unlocks_before_copy) {
      home.lock.unlock();
    }
    return page.publish();
  }

  void cpu_offline(CpuIndex cpu) override {
    if (bug == HomeBug::frees_unlocked) {
      streams_.destroy(homes_[cpu].stream.get());
      return homes_[cpu].stream.set(nullptr);
    }
    const Locked guard(homes_[cpu].lock);
    if (bug != HomeBug::forgets_old_stream) streams_.destroy(homes_[cpu].stream.get());
    homes_[cpu].stream.set(nullptr);
  }

  Outcome cpu_online(CpuIndex cpu) override {
    const Locked guard(homes_[cpu].lock);
    homes_[cpu].stream.set(streams_.make());
    return Outcome::ok;
  }

  [[nodiscard]] std::uint64_t idle_streams() const override {
    std::uint64_t count = 0;
    for (const Home& home : homes_) count += home.stream.get() != nullptr ? 1 : 0;
    return count;
  }

 private:
  struct Home {
    Mutex<P> lock;
    Plain<Stream*> stream{nullptr};
  };

  Home& get() {
    while (true) {
      Home& home = homes_[P::cpu()];
      if (bug == HomeBug::locks_too_late && home.stream.get() == nullptr) continue;
      home.lock.lock();
      if (bug == HomeBug::trusts_the_cpu) P::require(home.stream.get() != nullptr, "the CPU's stream went away");
      if (home.stream.get() != nullptr) return home;
      home.lock.unlock();
    }
  }

  Streams<P>& streams_;
  std::vector<Home> homes_;
};

// A stream for each thread, but counted wrong.
class SharesAStream final : public Strategy<P> {
 public:
  SharesAStream(Streams<P>& streams, const DeviceOptions& options) : streams_(streams, options.threads - 1) {}
  Outcome write(Steps& page) override {
    fill(page, streams_[P::thread() % streams_.size()]);
    return page.publish();
  }
  [[nodiscard]] std::uint64_t idle_streams() const override { return streams_.size(); }

 private:
  StreamArray<P> streams_;
};

template <HomeBug bug>
constexpr auto home = make_device<BrokenSleepable<bug>>;
template <HomeBug bug>
constexpr auto unplugged = make_device<BrokenSleepable<bug>, Traffic::hotplug>;

constexpr std::uint32_t no_memory = may_fail(Fault::allocation);

using F = VirtualFailure;
constexpr std::array all{
    Canary{"cpu-preemptible", "missing preempt_disable", F::race, make_device<BrokenPerCpu<PinBug::preemptible>>},
    Canary{"cpu-used-after-section", "the stream of a CPU used after migration", F::race, make_device<BrokenPerCpu<PinBug::used_after_section>>},
    Canary{"cpu-lost-second-compression", "no second compression after a write stall", F::assertion,
           make_device<BrokenPerCpu<PinBug::lost_second_compression>, Traffic::writes, 2, 1, no_memory>, 2, no_memory},
    Canary{"cpu-sleeps-inside", "an allocation that may sleep with preemption off", F::sleep_in_atomic,
           make_device<BrokenPerCpu<PinBug::sleeps_inside>>},
    Canary{"cpu-forgets-to-leave", "a failed write leaves preemption off", F::misuse,
           make_device<BrokenPerCpu<PinBug::forgets_to_leave>, Traffic::writes, 2, 1, no_memory>, 2, no_memory},
    Canary{"home-wrong-cpu-at-put", "unlocks the CPU where the thread is by now", F::race, home<HomeBug::unlocks_where_it_is>, 2, 0, false, F::deadlock},
    Canary{"home-unlocks-before-copy", "unlocks before the copy", F::race, home<HomeBug::unlocks_before_copy>},
    Canary{"home-missing-recheck", "no second look after hotplug", F::assertion, unplugged<HomeBug::trusts_the_cpu>, 3},
    Canary{"home-frees-unlocked", "hotplug frees a stream in use", F::race, unplugged<HomeBug::frees_unlocked>, 3},
    Canary{"home-forgets-old-stream", "hotplug loses a stream", F::wrong_at_rest, unplugged<HomeBug::forgets_old_stream>, 3},
    Canary{"home-looks-unlocked", "looks for the stream before it has the lock", F::race, unplugged<HomeBug::locks_too_late>, 3},
    Canary{"thread-shares-a-stream", "a stream fewer than threads", F::race, make_device<SharesAStream>},
};

}  // namespace
}  // namespace planted

std::span<const Canary> per_cpu_canaries() { return planted::all; }

}  // namespace zramlab
