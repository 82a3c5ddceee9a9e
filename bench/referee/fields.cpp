#include "bench/referee/fields.h"

namespace zramlab {

double Checkpoint::relative_difference(const MmField& field) const {
  const auto of_kernel = static_cast<double>(kernel.*field.value);
  const auto apart = static_cast<double>(difference(field));
  if (apart == 0) return 0;
  return of_kernel == 0 ? 1 : apart / of_kernel;
}

std::vector<const MmField*> differing_fields(const Checkpoint& checkpoint) {
  std::vector<const MmField*> fields;
  for (const MmField& field : mm_fields) {
    if (checkpoint.difference(field) != 0) fields.push_back(&field);
  }
  return fields;
}

}  // namespace zramlab
