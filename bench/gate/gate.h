// The gate: every figure that the thresholds name, judged; and the orderings.
#pragma once

#include "bench/gate/judgement.h"
#include "bench/gate/measurements.h"
#include "bench/gate/thresholds.h"

#include <span>
#include <string>
#include <vector>

namespace zramlab {

// What is held against what.
struct Sides {
  const Measurements* baseline = nullptr;
  const Measurements* measured = nullptr;
  // Both sides in turns on this machine: sample i of one belongs to sample i of the other. Then also programs against themselves,
  // where that was measured.
  bool interleaved = false;
  const Measurements* repeated_first = nullptr;
  const Measurements* repeated_second = nullptr;
};

struct GateOptions {
  bool allow_missing = false;  // the results may hold less than the baseline
  bool any_machine = false;    // timings of another processor count
};

struct Finding {
  std::string name;    // of the result; of an ordering: what both strategies ran
  std::string metric;
  std::string rule;    // the glob, or the ordering as written
  bool is_ordering = false;
  bool is_exact = false;
  Limits limits;
  Judgement judgement;
};

// Every finding, in the order of the results' names and then of the orderings. THROWS InputError (bad_input): a glob matches no
// name, no row has the metric, the baseline has a name that the results lack, an ordering fits no pair, a measured figure has
// no max_regression.
std::vector<Finding> judge_all(const Thresholds& thresholds, const Sides& sides, const GateOptions& options);

// Replaces each suspected regression in `findings` by what it and `again` say together: the same figures, measured afresh.
void confirm_all(std::vector<Finding>& findings, std::span<const Finding> again);

// Leaves those findings of `again` that `first` suspects: a measurement that is to confirm them need not tell anything else.
void keep_suspected(std::vector<Finding>& again, std::span<const Finding> first);

// Puts what `again` says, the same figures measured afresh, in the place of each finding that was too noisy to tell.
void replace_noisy(std::vector<Finding>& findings, std::span<const Finding> again);

// Suspected regressions that nothing could confirm: inconclusive, or regressions all the same.
void leave_unconfirmed(std::vector<Finding>& findings, bool is_regression_anyway);

bool any_of(std::span<const Finding> findings, GateVerdict verdict);
bool any_too_noisy(std::span<const Finding> findings);

// The worst: regression, suspected, inconclusive, or pass.
GateVerdict verdict_of(std::span<const Finding> findings);

}  // namespace zramlab
