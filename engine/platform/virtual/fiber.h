// Fiber: a thread of control that is switched to by hand.
#pragma once

#include <boost/context/detail/fcontext.hpp>
#include <boost/context/stack_context.hpp>

#include <cstddef>

namespace zramlab {

// 1. Switches go from fiber to fiber directly, in some 10 ns, and stay on one operating-system thread.
// 2. The sanitizers are told of every switch, so that suites on fibers run under them. ThreadSanitizer takes a switch for
//    an order between the two fibers: what it finds is between real threads, races of fibers are for RaceHistory.
// 3. An exception must not be in flight or being handled at a switch: the language keeps those by OS thread.
class Fiber {
 public:
  using Entry = void (*)(void* argument);

  // The calling thread itself, to switch back to.
  Fiber();
  // A fiber that calls entry(argument) when it is first switched to. `entry` must not return.
  Fiber(Entry entry, void* argument);
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // Continues `next`; returns when someone switches to this one. REQUIRES that this fiber runs now.
  void switch_to(Fiber& next);

  // Forgets what this fiber was doing: the next switch to it calls its entry again. What lay on its stack is not destroyed.
  // REQUIRES that it does not run now.
  void restart();

  // Tells the leak checker that the stack of a fiber that will never run again still owns what it points to.
  void keep_reachable() const;

 private:
  // Two stack frames of a compressor, of GoogleTest and of a sanitizer fit many times over; only touched pages cost memory.
  static constexpr std::size_t stack_bytes = 512 * 1024;

  static void start(boost::context::detail::transfer_t transfer);
  void depart_for(const Fiber& next);
  void arrived(boost::context::detail::transfer_t transfer);

  boost::context::detail::fcontext_t context_ = nullptr;
  boost::context::stack_context stack_{};
  Entry entry_ = nullptr;
  void* argument_ = nullptr;
  // The sanitizers' view of this fiber; unused without them.
  const void* stack_bottom_ = nullptr;
  std::size_t stack_size_ = 0;
  [[maybe_unused]] void* fake_stack_ = nullptr;
  [[maybe_unused]] void* tsan_fiber_ = nullptr;
};

}  // namespace zramlab
