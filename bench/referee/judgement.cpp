#include "bench/referee/judgement.h"

#include <cmath>
#include <cstdlib>

namespace zramlab {

namespace {

bool is_promised(const MmField& field) { return field.value == &MmStat::compr_data_size || field.value == &MmStat::mem_used_total; }

FieldJudgement judge_field(const MmField& field, const std::vector<Checkpoint>& checkpoints, double tolerance) {
  FieldJudgement judgement{.field = &field};
  for (const Checkpoint& checkpoint : checkpoints) {
    const std::int64_t difference = checkpoint.difference(field);
    if (std::abs(difference) > std::abs(judgement.difference_largest)) judgement.difference_largest = difference;
  }
  if (!checkpoints.empty()) {
    judgement.difference = checkpoints.back().difference(field);
    judgement.relative = checkpoints.back().relative_difference(field);
  }
  if (tolerance == 0 || !field.is_total) {
    judgement.is_within = judgement.difference_largest == 0;
    return judgement;
  }
  judgement.is_judged = is_promised(field);
  judgement.tolerance = tolerance;
  judgement.is_within = !judgement.is_judged || std::abs(judgement.relative) <= tolerance;
  return judgement;
}

}  // namespace

bool RefereeVerdict::all_equal() const {
  for (const FieldJudgement& judgement : fields) {
    if (judgement.difference_largest != 0) return false;
  }
  return true;
}

RefereeVerdict judge(const ContestRun& run, double tolerance) {
  RefereeVerdict verdict;
  verdict.checkpoints = run.checkpoints.size();
  verdict.is_right = !run.mismatch;
  for (std::size_t i = 0; i < mm_fields.size(); ++i) {
    verdict.fields[i] = judge_field(mm_fields[i], run.checkpoints, tolerance);
    verdict.is_right = verdict.is_right && verdict.fields[i].is_within;
  }
  return verdict;
}

}  // namespace zramlab
