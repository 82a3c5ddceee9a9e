#include "bench/compare/rounds.h"

#include "bench/interrupt.h"

#include <algorithm>
#include <utility>

namespace zramlab {

namespace {

bool is_all_virtual(const ResultsDocument& document) {
  return std::all_of(document.rows.begin(), document.rows.end(), [](const ResultRow& row) { return row.is_simulated; });
}

}  // namespace

void add_round(ResultsDocument& side, ResultsDocument measured, unsigned round) {
  if (side.rows.empty()) {
    side.context = std::move(measured.context);
    side.origin = measured.origin;
  }
  for (ResultRow& row : measured.rows) {
    row.repetition = round;
    side.rows.push_back(std::move(row));
  }
}

Rounds measure_rounds(unsigned count, const std::function<ResultsDocument(Side, unsigned round)>& measure,
                      const std::function<void(Side, unsigned round)>& on_run) {
  Rounds rounds;
  while (rounds.done < count) {
    for (const Side side : order_of_round(rounds.done)) {
      on_run(side, rounds.done);
      ResultsDocument measured = measure(side, rounds.done);
      if (interrupt_requested) return rounds;  // of the round that was cut off one side may be there: it finds no partner
      add_round(rounds.of(side), std::move(measured), rounds.done);
    }
    ++rounds.done;
    if (is_all_virtual(rounds.a) && is_all_virtual(rounds.b)) break;
  }
  return rounds;
}

}  // namespace zramlab
