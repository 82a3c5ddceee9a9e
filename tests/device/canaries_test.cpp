// Planted bugs in strategies: the suite that lets the true ones pass must catch these.
#include "tests/device/scenario.h"

#include "engine/sync/spinlock.h"
#include "engine/sync/wait_queue.h"
#include "strategies/support/stream_array.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

enum class Bug { no_wake, wake_before_push, push_without_lock };

// One stream behind an idle list of one, with a bug.
template <Bug bug>
class BrokenIdleList final : public Strategy<Virtual> {
 public:
  BrokenIdleList(Streams<Virtual>& streams, const DeviceOptions&) : streams_(streams, 1) { idle_.set(&streams_[0]); }

  Outcome write(WriteSteps<Virtual>& page) override {
    Stream* stream = pop();
    if (stream == nullptr) {
      waiters_.sleep_until([&] { return (stream = pop()) != nullptr; }, WaitQueue<Virtual>::Waiting::non_exclusive);
    }
    page.compress(*stream);
    page.allocate(Allocation::may_sleep);
    page.copy(*stream);
    put(stream);
    return page.publish();
  }

  [[nodiscard]] std::uint64_t idle_streams() const override { return 1; }

 private:
  Stream* pop() {
    Locked guard(lock_);
    Stream* stream = idle_.get();
    idle_.set(nullptr);
    return stream;
  }

  void put(Stream* stream) {
    if (bug == Bug::wake_before_push) waiters_.wake();
    if (bug == Bug::push_without_lock) {
      idle_.set(stream);
    } else {
      Locked guard(lock_);
      idle_.set(stream);
    }
    if (bug != Bug::no_wake && bug != Bug::wake_before_push) waiters_.wake();
  }

  StreamArray<Virtual> streams_;
  Spinlock<Virtual> lock_;
  Virtual::Plain<Stream*> idle_{nullptr};
  WaitQueue<Virtual> waiters_;
};

// per-cpu with a blocking allocation while preemption is off.
class SleepsWithPreemptionOff final : public Strategy<Virtual> {
 public:
  SleepsWithPreemptionOff(Streams<Virtual>& streams, const DeviceOptions&) : streams_(streams, Virtual::cpu_count()) {}

  Outcome write(WriteSteps<Virtual>& page) override {
    PreemptionOff<Virtual> here;
    page.compress(streams_[here.cpu()]);
    page.allocate(Allocation::may_sleep);
    page.copy(streams_[here.cpu()]);
    return page.publish();
  }

  [[nodiscard]] std::uint64_t idle_streams() const override { return streams_.size(); }

 private:
  StreamArray<Virtual> streams_;
};

// per-cpu that goes on using its stream after preemption is on again.
class CopiesAfterTheSection final : public Strategy<Virtual> {
 public:
  CopiesAfterTheSection(Streams<Virtual>& streams, const DeviceOptions&) : streams_(streams, Virtual::cpu_count()) {}

  Outcome write(WriteSteps<Virtual>& page) override {
    Stream* stream = nullptr;
    {
      PreemptionOff<Virtual> here;
      stream = &streams_[here.cpu()];
      page.compress(*stream);
    }
    page.allocate(Allocation::may_sleep);
    page.copy(*stream);
    return page.publish();
  }

  [[nodiscard]] std::uint64_t idle_streams() const override { return streams_.size(); }

 private:
  StreamArray<Virtual> streams_;
};

template <class Broken>
struct DeviceWith {
  Device<Virtual> device{small_device(3), make_strategy<Broken, Virtual>};
};

// Three writers on two CPUs, each in its own slot.
template <class Broken>
VirtualReport first_failure_of() {
  VirtualOptions options;
  options.cpus = 2;
  return first_failure<DeviceWith<Broken>>(
      200, 3,
      [](DeviceWith<Broken>& state, ThreadIndex thread) {
        for (int i = 0; i < 3; ++i) {
          Virtual::require(state.device.write(thread, PageContent{text_page(thread + 1)}) == Outcome::ok, "a write failed");
        }
      },
      options);
}

TEST(StrategyCanaries, a_release_that_wakes_nobody_is_a_deadlock) {
  const VirtualReport report = first_failure_of<BrokenIdleList<Bug::no_wake>>();
  EXPECT_EQ(report.failure, VirtualFailure::deadlock) << report.message;
}

TEST(StrategyCanaries, a_wake_up_before_the_push_is_lost) {
  const VirtualReport report = first_failure_of<BrokenIdleList<Bug::wake_before_push>>();
  EXPECT_EQ(report.failure, VirtualFailure::deadlock) << report.message;
}

TEST(StrategyCanaries, a_push_without_the_lock_is_a_race) {
  const VirtualReport report = first_failure_of<BrokenIdleList<Bug::push_without_lock>>();
  EXPECT_EQ(report.failure, VirtualFailure::race) << report.message;
}

TEST(StrategyCanaries, sleeping_with_preemption_off_is_caught) {
  const VirtualReport report = first_failure_of<SleepsWithPreemptionOff>();
  EXPECT_EQ(report.failure, VirtualFailure::sleep_in_atomic) << report.message;
}

TEST(StrategyCanaries, a_stream_used_after_its_section_is_a_race) {
  const VirtualReport report = first_failure_of<CopiesAfterTheSection>();
  EXPECT_EQ(report.failure, VirtualFailure::race) << report.message;
}

}  // namespace
}  // namespace zramlab::test
