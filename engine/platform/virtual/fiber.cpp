#include "engine/platform/virtual/fiber.h"

#include "engine/base/sanitizers.h"

#include <boost/context/protected_fixedsize_stack.hpp>

#if defined(ZRAMLAB_ADDRESS_SANITIZER)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#include <sanitizer/lsan_interface.h>
#endif
#if defined(ZRAMLAB_THREAD_SANITIZER)
#include <sanitizer/tsan_interface.h>
#endif

namespace zramlab {

using boost::context::detail::transfer_t;

namespace {

// Lies on the stack of the fiber that leaves, which stays as it is until someone comes back.
struct Passage {
  Fiber* from;
  Fiber* to;
};

}  // namespace

Fiber::Fiber() {
#if defined(ZRAMLAB_THREAD_SANITIZER)
  tsan_fiber_ = __tsan_get_current_fiber();
#endif
}

Fiber::Fiber(Entry entry, void* argument)
    : stack_(boost::context::protected_fixedsize_stack(stack_bytes).allocate()), entry_(entry), argument_(argument) {
  context_ = boost::context::detail::make_fcontext(stack_.sp, stack_.size, &Fiber::start);
  stack_size_ = stack_.size;
  stack_bottom_ = static_cast<const char*>(stack_.sp) - stack_.size;
#if defined(ZRAMLAB_THREAD_SANITIZER)
  tsan_fiber_ = __tsan_create_fiber(0);
#endif
}

Fiber::~Fiber() {
  if (entry_ == nullptr) return;
#if defined(ZRAMLAB_THREAD_SANITIZER)
  __tsan_destroy_fiber(tsan_fiber_);
#endif
#if defined(ZRAMLAB_ADDRESS_SANITIZER)
  // The next mapping at this address must not inherit the marks of frames that never returned. The lowest page is the guard.
  __asan_unpoison_memory_region(stack_bottom_, stack_size_);
#endif
  boost::context::protected_fixedsize_stack(stack_bytes).deallocate(stack_);
}

void Fiber::restart() {
#if defined(ZRAMLAB_THREAD_SANITIZER)
  __tsan_destroy_fiber(tsan_fiber_);
  tsan_fiber_ = __tsan_create_fiber(0);
#endif
#if defined(ZRAMLAB_ADDRESS_SANITIZER)
  __asan_unpoison_memory_region(stack_bottom_, stack_size_);
  fake_stack_ = nullptr;
#endif
  context_ = boost::context::detail::make_fcontext(stack_.sp, stack_.size, &Fiber::start);
}

void Fiber::switch_to(Fiber& next) {
  Passage passage{this, &next};
  depart_for(next);
  arrived(boost::context::detail::jump_fcontext(next.context_, &passage));
}

void Fiber::start(transfer_t transfer) {
  Fiber& self = *static_cast<Passage*>(transfer.data)->to;
  self.arrived(transfer);
  self.entry_(self.argument_);
}

void Fiber::depart_for([[maybe_unused]] const Fiber& next) {
#if defined(ZRAMLAB_ADDRESS_SANITIZER)
  __sanitizer_start_switch_fiber(&fake_stack_, next.stack_bottom_, next.stack_size_);
#endif
#if defined(ZRAMLAB_THREAD_SANITIZER)
  __tsan_switch_to_fiber(next.tsan_fiber_, 0);
#endif
}

void Fiber::arrived(transfer_t transfer) {
  Fiber& from = *static_cast<Passage*>(transfer.data)->from;
  from.context_ = transfer.fctx;
#if defined(ZRAMLAB_ADDRESS_SANITIZER)
  // The bounds of the thread's own stack are first known when a fiber is entered from it.
  __sanitizer_finish_switch_fiber(fake_stack_, &from.stack_bottom_, &from.stack_size_);
#endif
}

void Fiber::keep_reachable() const {
#if defined(ZRAMLAB_ADDRESS_SANITIZER)
  __lsan_register_root_region(stack_bottom_, stack_size_);
#endif
}

}  // namespace zramlab
