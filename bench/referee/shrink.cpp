#include "bench/referee/shrink.h"

#include <algorithm>

namespace zramlab {

namespace {

class Shrinker {
 public:
  Shrinker(std::vector<Action> actions, const FindDifference& find, std::uint64_t budget) : find_(find), budget_(budget) {
    // What comes after the difference is of no interest.
    static_cast<void>(keep_if_different(std::move(actions)));
  }

  void leave_out_parts() {
    for (std::size_t part = std::max<std::size_t>(best_.size() / 2, 1); has_budget(); part /= 2) {
      bool any = leave_out_parts_of(part);
      while (part == 1 && any && has_budget()) any = leave_out_parts_of(1);
      if (part == 1) {
        is_minimal_ = !any && has_budget();
        return;
      }
    }
  }

  // A discard of many slots as one of the fewest that do.
  void shorten_discards() {
    for (std::size_t i = 0; i < best_.size() && has_budget(); ++i) {
      for (std::uint32_t count = 1; i < best_.size() && count < best_[i].count; count *= 2) {
        std::vector<Action> candidate = best_;
        candidate[i].count = count;
        if (keep_if_different(std::move(candidate))) break;
      }
    }
  }

  [[nodiscard]] Shrunk result() && { return {std::move(best_), attempts_, is_minimal_}; }

 private:
  [[nodiscard]] bool has_budget() const { return replayed_ < budget_; }

  // From the end, where what led to the difference is likelier to be needed, so that the parts before it go first together.
  bool leave_out_parts_of(std::size_t part) {
    bool any = false;
    for (std::size_t end = best_.size(); end > 0 && has_budget();) {
      const std::size_t begin = end - std::min(part, end);
      std::vector<Action> candidate(best_.begin(), best_.begin() + static_cast<std::ptrdiff_t>(begin));
      candidate.insert(candidate.end(), best_.begin() + static_cast<std::ptrdiff_t>(end), best_.end());
      if (keep_if_different(std::move(candidate))) any = true;
      end = std::min(begin, best_.size());
    }
    return any;
  }

  bool keep_if_different(std::vector<Action> candidate) {
    if (candidate.empty()) return false;
    ++attempts_;
    const std::size_t length = find_(candidate);
    replayed_ += length == 0 ? candidate.size() : length;
    if (length == 0) return false;
    candidate.resize(length);
    best_ = std::move(candidate);
    return true;
  }

  const FindDifference& find_;
  std::uint64_t budget_;
  std::vector<Action> best_;
  std::uint64_t attempts_ = 0;
  std::uint64_t replayed_ = 0;
  bool is_minimal_ = false;
};

}  // namespace

Shrunk shrink(std::vector<Action> actions, const FindDifference& find, std::uint64_t budget) {
  Shrinker shrinker(std::move(actions), find, budget);
  shrinker.leave_out_parts();
  shrinker.shorten_discards();
  return std::move(shrinker).result();
}

}  // namespace zramlab
