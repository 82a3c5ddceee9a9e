// Planted bugs in lock-free stacks, slots and queues of streams.
#include "bench/explore/canaries/canary.h"

#include <array>

namespace zramlab {
namespace planted {
namespace {

enum class StackBug { untagged, relaxed_push, relaxed_pop, torn_push };

// A stack of three nodes, by index; 0 is none. The upper half of the top is a tag that every change counts up.
template <StackBug bug>
struct BrokenStack {
  static constexpr ThreadIndex threads = 2;
  static constexpr std::uint32_t nodes = 3;
  Word top{3};
  std::array<Word, nodes + 1> next;
  std::array<Plain<ThreadIndex>, nodes + 1> owner;

  BrokenStack() {
    for (std::uint32_t node = 1; node <= nodes; ++node) next[node].store(node - 1, memory_order_relaxed);
  }

  static std::uint32_t node_of(std::uint32_t word) { return word & 0xffff; }
  static std::uint32_t changed(std::uint32_t word, std::uint32_t node) {
    const std::uint32_t tag = bug == StackBug::untagged ? 0 : (word & 0xffff0000) + 0x10000;
    return tag | node;
  }

  std::uint32_t pop() {
    const auto order = bug == StackBug::relaxed_pop ? memory_order_relaxed : memory_order_acquire;
    std::uint32_t seen = top.load(order);
    while (node_of(seen) != 0) {
      const std::uint32_t below = next[node_of(seen)].load(memory_order_relaxed);
      if (top.compare_exchange_strong(seen, changed(seen, below), order, order)) break;
    }
    return node_of(seen);
  }

  void push(std::uint32_t node) {
    const auto order = bug == StackBug::relaxed_push ? memory_order_relaxed : memory_order_release;
    std::uint32_t seen = top.load(memory_order_relaxed);
    if (bug == StackBug::torn_push) {
      next[node].store(node_of(seen), memory_order_relaxed);
      return top.store(changed(seen, node), memory_order_release);
    }
    do {
      next[node].store(node_of(seen), memory_order_relaxed);
    } while (!top.compare_exchange_strong(seen, changed(seen, node), order, memory_order_relaxed));
  }

  void use(std::uint32_t node, ThreadIndex thread) {
    if (node != 0) owner[node].set(thread);
  }

  // Thread 0 takes two, puts the first back and takes what it can; thread 1 only takes.
  void run(ThreadIndex thread) {
    const std::uint32_t first = pop();
    use(first, thread);
    const std::uint32_t second = pop();
    if (thread == 0 && first != 0) push(first);
    use(second, thread);
    if (thread == 0) use(pop(), thread);
  }

  // Nodes that nobody holds or that the stack still has, each once.
  [[nodiscard]] std::string wrong() const {
    std::uint32_t node = node_of(top.load(memory_order_relaxed));
    for (std::uint32_t length = 0; node != 0; ++length) {
      if (length > nodes) return "the stack has a cycle";
      node = next[node].load(memory_order_relaxed);
    }
    return {};
  }
};

// Takes what a slot holds in two steps.
struct TornSlot {
  static constexpr ThreadIndex threads = 2;
  Word slot{1};
  Plain<int> stream{0};
  void run(ThreadIndex) {
    if (slot.load(memory_order_acquire) == 0) return;
    slot.store(0, memory_order_relaxed);
    stream.set(stream.get() + 1);
    slot.store(1, memory_order_release);
  }
};

// A slot of each CPU, taken on one and put back on another that was never asked whether its own is out.
struct WrongSlotAtPut {
  static constexpr ThreadIndex threads = 2;
  std::array<Word, 2> slots;  // stream + 1, or 0
  std::array<Plain<int>, 2> streams;
  WrongSlotAtPut() {
    for (std::uint32_t cpu = 0; cpu < 2; ++cpu) slots[cpu].store(cpu + 1, memory_order_relaxed);
  }
  void run(ThreadIndex) {
    const std::uint32_t taken = slots[P::cpu()].exchange(0, memory_order_acquire);
    if (taken == 0) return;
    streams[taken - 1].set(1);
    slots[P::cpu()].store(taken, memory_order_release);
  }
  [[nodiscard]] std::string wrong() const {
    const std::uint32_t first = slots[0].load(memory_order_relaxed);
    const std::uint32_t second = slots[1].load(memory_order_relaxed);
    return first + second == 3 && first != 0 && second != 0 ? "" : "a stream was lost";
  }
};

// Parks without another look after it said that it would.
struct ParksBlindly {
  static constexpr ThreadIndex threads = 2;
  Word stack{0};
  Word parked{0};
  Word wakes{0};
  void run(ThreadIndex thread) {
    if (thread == 0) {
      stack.store(1, memory_order_release);
      if (parked.exchange(0, memory_order_acq_rel) == 0) return;
      wakes.fetch_add(1, memory_order_release);
      P::wake_one(wakes);
    } else if (stack.exchange(0, memory_order_acquire) == 0) {
      parked.exchange(1, memory_order_acq_rel);
      while (wakes.load(memory_order_acquire) == 0) P::sleep_while(wakes, 0);
    }
  }
};

// A ring of one: the place is published before it is filled.
struct PublishesBeforeFilling {
  static constexpr ThreadIndex threads = 2;
  Plain<int> place{0};
  Word filled{0};
  void run(ThreadIndex thread) {
    if (thread == 0) {
      filled.store(1, memory_order_release);
      P::wake_all(filled);
      place.set(1);
    } else {
      while (filled.load(memory_order_acquire) == 0) P::sleep_while(filled, 0);
      (void)place.get();
    }
  }
};

// Initialises once: the flag is looked at without acquire.
struct DoubleChecked {
  static constexpr ThreadIndex threads = 2;
  Word once{0};  // 0 nobody, 1 at work, 2 done
  Plain<int> value{0};
  void run(ThreadIndex) {
    std::uint32_t seen = once.load(memory_order_relaxed);
    if (seen == 0 && once.compare_exchange_strong(seen, 1, memory_order_relaxed, memory_order_relaxed)) {
      value.set(1);
      once.store(2, memory_order_release);
      seen = 2;
    }
    if (seen == 2) (void)value.get();
  }
};

// Two flags that a reader takes for one: both relaxed, so that it may see the second without the first.
struct MessageWithoutOrder {
  static constexpr ThreadIndex threads = 2;
  Word data{0};
  Word ready{0};
  void run(ThreadIndex thread) {
    if (thread == 0) {
      data.store(1, memory_order_relaxed);
      ready.store(1, memory_order_relaxed);
    } else if (ready.load(memory_order_relaxed) == 1) {
      P::require(data.load(memory_order_relaxed) == 1, "the flag came before the data");
    }
  }
};

// A reference count whose last owner does not wait for what the others did.
struct RelaxedCountDown {
  static constexpr ThreadIndex threads = 2;
  Word owners{2};
  Plain<int> stream{0};
  void run(ThreadIndex) {
    (void)stream.get();
    if (owners.fetch_sub(1, memory_order_relaxed) == 1) stream.set(0);
  }
};

using F = VirtualFailure;
constexpr std::array all{
    Canary{"stack-untagged-pop", "a pop that takes a top which went and came back (ABA)", F::race, make_state<BrokenStack<StackBug::untagged>>},
    Canary{"stack-relaxed-push", "relaxed for release in a push", F::race, make_state<BrokenStack<StackBug::relaxed_push>>},
    Canary{"stack-relaxed-pop", "relaxed for acquire in a pop", F::race, make_state<BrokenStack<StackBug::relaxed_pop>>},
    Canary{"stack-torn-push", "a push in two steps", F::race, make_state<BrokenStack<StackBug::torn_push>>, 2, 0, false, F::wrong_at_rest},
    Canary{"torn-slot", "a slot emptied in two steps", F::race, make_state<TornSlot>},
    Canary{"wrong-slot-at-put", "put back on the CPU where the thread is by now", F::wrong_at_rest, make_state<WrongSlotAtPut>},
    Canary{"parks-blindly", "no second look between the mark and the sleep", F::deadlock, make_state<ParksBlindly>},
    Canary{"publishes-before-filling", "a place in a ring published before it is filled", F::race, make_state<PublishesBeforeFilling>},
    Canary{"double-checked", "a flag looked at without acquire", F::race, make_state<DoubleChecked>},
    Canary{"message-without-order", "a flag seen before what it tells of", F::assertion, make_state<MessageWithoutOrder>, 2, 0, true},
    Canary{"relaxed-count-down", "the last owner does not wait for the others' accesses", F::race, make_state<RelaxedCountDown>},
};

}  // namespace
}  // namespace planted

std::span<const Canary> lock_free_canaries() { return planted::all; }

}  // namespace zramlab
