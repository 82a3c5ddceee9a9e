#include "workloads/arrival.h"

#include "engine/base/input_error.h"
#include "engine/base/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace zramlab {

namespace {

// A million operations a second; a run at another rate stretches it.
constexpr double laid_out_gap_ns = 1000;

std::uint64_t rounded(double time_ns) { return static_cast<std::uint64_t>(std::llround(time_ns)); }

// `count` moments of a Poisson process in a period, given that there are so many: sums of exponential gaps, with one gap more than moments, scaled to fit.
std::vector<double> poisson_moments(std::size_t count, double period_ns, Random random) {
  const auto exponential_gap = [&] { return -std::log(1 - static_cast<double>(random() >> 11) / 9007199254740992.0); };  // 2^53
  std::vector<double> moments(count);
  double sum = 0;
  for (double& moment : moments) moment = sum += exponential_gap();
  sum += exponential_gap();
  for (double& moment : moments) moment *= period_ns / sum;
  return moments;
}

std::vector<double> constant_moments(std::size_t count, double period_ns, double shift) {
  std::vector<double> moments(count);
  for (std::size_t i = 0; i < count; ++i) moments[i] = (static_cast<double>(i) + shift) * period_ns / static_cast<double>(count);
  return moments;
}

std::vector<double> moments_of(ArrivalKind kind, std::size_t count, double period_ns, double shift, const Random& random) {
  return kind == ArrivalKind::constant ? constant_moments(count, period_ns, shift) : poisson_moments(count, period_ns, random);
}

// One schedule for all, in recorded order.
void lay_out_ordered(Plan& plan, ArrivalKind kind, const Random& random) {
  const std::vector<double> moments = moments_of(kind, plan.operation_count, plan.period_ns, 0, random);
  std::vector<std::size_t> next(plan.workers.size(), 0);
  for (std::size_t i = 0; i < plan.workers_in_order.size(); ++i) {
    const std::uint16_t worker = plan.workers_in_order[i];
    plan.workers[worker][next[worker]++].time_ns = rounded(moments[i]);
  }
}

// One for each worker, over the same period.
void lay_out_unordered(Plan& plan, ArrivalKind kind, const Random& random) {
  for (std::size_t worker = 0; worker < plan.workers.size(); ++worker) {
    auto& operations = plan.workers[worker];
    const double shift = static_cast<double>(worker) / static_cast<double>(plan.workers.size());
    const std::vector<double> moments = moments_of(kind, operations.size(), plan.period_ns, shift, random.fork(worker));
    for (std::size_t i = 0; i < operations.size(); ++i) operations[i].time_ns = rounded(moments[i]);
  }
}

std::uint64_t last_time_ns(const Plan& plan) {
  std::uint64_t last_ns = 0;
  for (const auto& operations : plan.workers) {
    for (const PlannedOperation& operation : operations) last_ns = std::max(last_ns, operation.time_ns);
  }
  return last_ns;
}

}  // namespace

std::string_view to_string(ArrivalKind kind) { return arrivals[static_cast<std::size_t>(kind)].name; }

void lay_out_arrivals(Plan& plan, ArrivalKind kind, std::uint64_t seed) {
  const auto count = static_cast<double>(plan.operation_count);
  switch (kind) {
    case ArrivalKind::closed: return;
    case ArrivalKind::trace: {
      const std::uint64_t last_ns = last_time_ns(plan);
      if (!plan.has_times || last_ns == 0) throw usage_error(fmt::format("--arrival trace: {} has no times of its own; use constant or poisson with --rate", plan.name));
      plan.period_ns = static_cast<double>(last_ns) * count / std::max(1.0, count - 1);
      return;
    }
    case ArrivalKind::constant:
    case ArrivalKind::poisson:
      plan.period_ns = count * laid_out_gap_ns;
      plan.workers_in_order.empty() ? lay_out_unordered(plan, kind, Random(seed)) : lay_out_ordered(plan, kind, Random(seed));
  }
}

}  // namespace zramlab
