#include "bench/referee/judgement.h"

#include <algorithm>
#include <cstdlib>

namespace zramlab {

namespace {

// By how much a field that lengths decide may be off; nullopt: nothing is promised of it.
std::optional<std::int64_t> allowed_for(const MmField& field, const Checkpoint& end, double tolerance) {
  const auto share_of_kernel = [&](double share) { return static_cast<std::int64_t>(share * static_cast<double>(end.kernel.*field.value)); };
  if (field.value == &MmStat::compr_data_size) return share_of_kernel(tolerance);
  if (field.value != &MmStat::mem_used_total) return std::nullopt;
  return std::max(share_of_kernel(pool_tolerance), pool_tolerance_pages * static_cast<std::int64_t>(page_bytes));
}

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
  if (tolerance == 0 || !field.is_total || checkpoints.empty()) {
    judgement.is_within = judgement.difference_largest == 0;
    return judgement;
  }
  const std::optional<std::int64_t> allowed = allowed_for(field, checkpoints.back(), tolerance);
  judgement.is_judged = allowed.has_value();
  judgement.allowed = allowed.value_or(0);
  judgement.is_within = !allowed || std::abs(judgement.difference) <= *allowed;
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
