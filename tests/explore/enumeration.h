// Every schedule within the same bounds as a search, and none left out: what the search must come to as well.
#pragma once

#include "engine/platform/virtual/explored_machine.h"
#include "engine/platform/virtual/search_scheduler.h"

#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

namespace zramlab::test {

// Depth first over all decisions, each execution from the start. Knows no states and no sleep sets, and so shares nothing with SearchScheduler
// but its interface and the meaning of its bounds.
class Enumeration final : public Scheduler {
 public:
  explicit Enumeration(const SearchBounds& bounds) : bounds_(bounds) {}

  // Goes to the next run. False: there is none. Call after each run.
  bool advance() {
    while (!path_.empty()) {
      Choices& last = path_.back();
      if (!last.left.empty()) {
        last.taken = last.left.back();
        last.left.pop_back();
        return true;
      }
      path_.pop_back();
    }
    return false;
  }

  void begin(ExploredMachine&) override {
    depth_ = 0;
    bounded_ = surprises_ = 0;
  }

  ThreadIndex pick_thread(ThreadIndex running, ThreadMask enabled) override {
    if (running != no_thread && bounded_ >= bounds_.preemptions) return running;
    std::vector<std::uint32_t> threads;
    for (ThreadMask left = enabled; left != 0; left &= left - 1) threads.push_back(static_cast<std::uint32_t>(std::countr_zero(left)));
    const ThreadIndex taken = take(std::move(threads));
    bounded_ += running != no_thread && taken != running ? 1 : 0;
    return taken;
  }

  std::uint32_t pick(Choice choice, std::uint32_t options, std::uint32_t) override {
    const bool migrates = choice == Choice::cpu && bounds_.preemptions != SearchBounds::unbounded;
    if (is_surprise(choice) && surprises_ >= bounds_.surprises) return 0;
    if (migrates && bounded_ >= bounds_.preemptions) return 0;
    std::vector<std::uint32_t> all;
    for (std::uint32_t option = 0; option < options; ++option) all.push_back(option);
    const std::uint32_t taken = take(std::move(all));
    surprises_ += is_surprise(choice) && taken != 0 ? 1 : 0;
    bounded_ += migrates && taken != 0 ? 1 : 0;
    return taken;
  }

 private:
  struct Choices {
    std::uint32_t taken = 0;
    std::vector<std::uint32_t> left;
  };

  std::uint32_t take(std::vector<std::uint32_t> options) {
    if (depth_ == path_.size()) {
      const std::uint32_t first = options.back();
      options.pop_back();
      path_.push_back({first, std::move(options)});
    }
    return path_[depth_++].taken;
  }

  SearchBounds bounds_;
  std::vector<Choices> path_;
  std::size_t depth_ = 0;  // in this run
  std::uint32_t bounded_ = 0;
  std::uint32_t surprises_ = 0;
};

}  // namespace zramlab::test
