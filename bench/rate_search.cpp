#include "bench/rate_search.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace zramlab {

namespace {

class Search {
 public:
  Search(double capacity, const ProbeRate& probe) : probe_(probe) { found_.capacity_per_second = capacity; }

  RateSearch run() {
    bracket(found_.capacity_per_second / 2);
    while (low_ > 0 && high_ > low_ * (1 + rate_precision) && goes_on()) try_rate(std::sqrt(low_ * high_), 0);
    confirm();
    found_.rate = low_;
    if (low_ > 0 && high_ > 0) found_.precision = high_ / low_ - 1;
    return std::move(found_);
  }

 private:
  [[nodiscard]] bool goes_on() const { return !stopped_ && found_.probes.size() < rate_probes_max; }

  bool try_rate(double rate, unsigned repetition) {
    if (!goes_on()) return false;
    std::optional<RateProbe> probe = probe_(rate, repetition);
    stopped_ = !probe;
    if (stopped_) return false;
    probe->confirms = repetition != 0;
    found_.probes.push_back(*probe);
    (probe->passed ? low_ : high_) = rate;
    return probe->passed;
  }

  void bracket(double first) {
    if (try_rate(first, 0)) {
      for (double rate = 2 * first; goes_on() && try_rate(rate, 0);) rate *= 2;
      return;
    }
    for (double rate = first / 2; goes_on() && rate >= first * rate_floor && !try_rate(rate, 0);) rate /= 2;
  }

  void confirm() {
    if (low_ == 0) return;
    found_.is_confirmed = try_rate(low_, 1);
    double step = 2 * rate_precision;
    for (unsigned repetition = 2; !found_.is_confirmed && goes_on(); ++repetition) {
      // What failed once is above what is sustained, though it passed before.
      const double rate = high_ * (1 - step);
      low_ = 0;
      step = std::min(2 * step, 0.5);
      found_.is_confirmed = try_rate(rate, 0) && try_rate(rate, repetition);
    }
    if (!found_.is_confirmed) low_ = 0;
  }

  const ProbeRate& probe_;
  RateSearch found_;
  double low_ = 0;   // the highest that passed
  double high_ = 0;  // the lowest that failed
  bool stopped_ = false;
};

}  // namespace

RateSearch search_rate(double capacity_per_second, const ProbeRate& probe) { return Search(capacity_per_second, probe).run(); }

}  // namespace zramlab
