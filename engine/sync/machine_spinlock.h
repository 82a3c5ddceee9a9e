// The spinlock of the machine that is simulated.
#pragma once

#include "engine/platform/platform.h"
#include "engine/sync/queued_spinlock.h"
#include "engine/sync/ticket_lock.h"

namespace zramlab {

// Which one it is stands in the machine's profile, and is known before any lock is made (SimulatedMachine::prepare_for).
template <Platform P>
  requires(P::has_spinlock_kinds)
class MachineSpinlock {
 public:
  void lock() {
    switch (P::spinlock_kind()) {
      case SpinlockKind::queued: return queued_.lock();
      case SpinlockKind::ticket: return ticket_.lock();
    }
  }

  void unlock() {
    switch (P::spinlock_kind()) {
      case SpinlockKind::queued: return queued_.unlock();
      case SpinlockKind::ticket: return ticket_.unlock();
    }
  }

  // For P::share_line: what lies beside the lock.
  [[nodiscard]] const auto& word() const {
    return P::spinlock_kind() == SpinlockKind::queued ? queued_.word() : ticket_.word();
  }

 private:
  QueuedSpinlock<P> queued_;
  TicketLock<P> ticket_;
};

}  // namespace zramlab
