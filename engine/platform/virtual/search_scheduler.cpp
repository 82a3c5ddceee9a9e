#include "engine/platform/virtual/search_scheduler.h"

#include <bit>

namespace zramlab {

namespace {

ThreadIndex lowest_of(ThreadMask mask) { return static_cast<ThreadIndex>(std::countr_zero(mask)); }

}  // namespace

void SearchScheduler::begin(ExploredMachine& machine) {
  machine_ = &machine;
  depth_ = 0;
  preemptions_ = surprises_ = 0;
  draining_ = false;
  // A thread that waits for a CPU depends on steps that do not concern its own next one.
  uses_sleep_sets_ = bounds_.sleep_sets && !is_bounded() && machine.threads() <= machine.options().cpus && machine.threads() <= 8;
}

bool SearchScheduler::advance() {
  while (!path_.empty()) {
    Node& node = path_.back();
    if (node.enabled == 0) {
      if (++node.chosen < node.options) return true;
    } else {
      node.asleep |= bit(node.chosen);
      if (node.left != 0) {
        node.chosen = lowest_of(node.left);
        node.left &= node.left - 1;
        return true;
      }
    }
    path_.pop_back();
  }
  return false;
}

SearchScheduler::Node* SearchScheduler::next_node() {
  return depth_ < path_.size() ? &path_[depth_++] : nullptr;
}

ThreadIndex SearchScheduler::drain(ThreadIndex running, ThreadMask enabled) {
  draining_ = true;
  machine_->set_ask_at(~std::uint64_t{0});
  machine_->sleep_set = 0;
  return running != no_thread ? running : lowest_of(enabled);
}

ThreadIndex SearchScheduler::take(Node& node) {
  if (node.running != no_thread && node.chosen != node.running) ++preemptions_;
  machine_->sleep_set = uses_sleep_sets_ ? node.asleep & ~bit(node.chosen) : 0;
  return node.chosen;
}

ThreadIndex SearchScheduler::pick_thread(ThreadIndex running, ThreadMask enabled) {
  if (draining_) return drain(running, enabled);
  const bool no_choice = is_bounded() && running != no_thread && preemptions_ >= bounds_.preemptions;
  if (no_choice) return running;
  if (Node* const node = next_node()) {
    astray_ = astray_ || node->enabled != enabled || node->running != running;
    return take(*node);
  }
  ThreadMask todo = worth_trying(running, enabled);
  if (todo == 0) return drain(running, enabled);
  Node node;
  node.enabled = enabled;
  node.running = running;
  node.asleep = machine_->sleep_set;
  node.chosen = running != no_thread && (todo >> running & 1) != 0 ? running : lowest_of(todo);
  node.left = todo & ~bit(node.chosen);
  path_.push_back(node);
  ++depth_;
  return take(path_.back());
}

// Whom a first visitor lets go on, or a later one that has more to try.
ThreadMask SearchScheduler::worth_trying(ThreadIndex running, ThreadMask enabled) {
  if (is_bounded()) {
    const auto left = static_cast<std::uint8_t>(bounds_.preemptions - preemptions_ + 1);
    const VisitedStates::Found state = visited_.find(mixed(machine_->hash(), running));
    if (!state.is_new && state.byte() >= left) return 0;
    state.set(left);
    return enabled;
  }
  const ThreadMask asleep = machine_->sleep_set;
  const VisitedStates::Found state = visited_.find(machine_->hash());
  if (state.is_new) {
    state.set(static_cast<std::uint8_t>(asleep));
    return enabled & ~asleep;
  }
  const ThreadMask not_tried = state.byte();
  state.set(static_cast<std::uint8_t>(not_tried & asleep));
  return not_tried & ~asleep & enabled;
}

std::uint32_t SearchScheduler::pick(Choice choice, std::uint32_t options, std::uint32_t) {
  if (draining_) return 0;
  const bool surprises = is_surprise(choice);
  const bool costs = choice == Choice::cpu && is_bounded();
  if (surprises && surprises_ >= bounds_.surprises) return 0;
  if (costs && preemptions_ >= bounds_.preemptions) return 0;
  Node* node = next_node();
  if (node == nullptr) {
    path_.push_back({});
    node = &path_.back();
    ++depth_;
    node->options = options;
  }
  astray_ = astray_ || node->enabled != 0 || node->options != options;
  if (node->chosen != 0) {
    surprises_ += surprises ? 1 : 0;
    preemptions_ += costs ? 1 : 0;
  }
  return node->chosen;
}

}  // namespace zramlab
