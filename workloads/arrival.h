// Arrivals: when each operation of a plan is due, laid out before the run on one absolute schedule.
#pragma once

#include "workloads/plan.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace zramlab {

enum class ArrivalKind : std::uint8_t { closed, constant, poisson, trace };

struct NamedArrival {
  std::string_view name;
  ArrivalKind kind;
};
inline constexpr std::array<NamedArrival, 4> arrivals{{
    {"closed", ArrivalKind::closed},      // a worker's next operation starts when its last one ended
    {"constant", ArrivalKind::constant},  // even gaps
    {"poisson", ArrivalKind::poisson},    // exponential gaps
    {"trace", ArrivalKind::trace},        // as recorded, or as the workload says
}};

std::string_view to_string(ArrivalKind kind);

// Gives each operation its time, and the plan its period.
//
//   constant   Operations in recorded order, one gap apart. Without an order each worker has even gaps, shifted against the others'.
//   poisson    Random moments, uniform over the period: a Poisson process that is known to bring so many operations in it, so
//              that a pass has exactly the rate that was asked for. In recorded order one process for all; without an order, one for each worker.
//   trace      Times stay; the period is one mean gap longer than the last of them. THROWS InputError
//              (usage) where there are none.
//   closed     The plan stays as it is, without a period.
//
// Constant and Poisson times are laid out for a million operations a second: rate_of() says so, and a run scales them.
void lay_out_arrivals(Plan& plan, ArrivalKind kind, std::uint64_t seed);

// Operations a second of the plan as it is laid out. REQUIRES a period.
inline double rate_of(const Plan& plan) { return static_cast<double>(plan.operation_count) * 1e9 / plan.period_ns; }

}  // namespace zramlab
