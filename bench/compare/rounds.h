// Rounds: A and B beside each other, again and again.
#pragma once

#include "bench/results_file_reader.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

namespace zramlab {

enum class Side : std::uint8_t { a, b };

constexpr std::string_view to_string(Side side) { return side == Side::a ? "A" : "B"; }

// A B, B A, A B, ...: what favours whoever comes first, or second, favours both as often.
constexpr std::array<Side, 2> order_of_round(unsigned round) {
  return round % 2 == 0 ? std::array{Side::a, Side::b} : std::array{Side::b, Side::a};
}

// Where rounds are not said: what a pull request can afford (reference: nanobench; 6 are the least for an interval).
inline constexpr unsigned rounds_default = 11;

// Both sides' runs, numbered by their round.
struct Rounds {
  ResultsDocument a;
  ResultsDocument b;
  unsigned done = 0;  // rounds in which both sides were measured

  [[nodiscard]] ResultsDocument& of(Side side) { return side == Side::a ? a : b; }
};

// Adds what one side measured in a round to what it measured before; the first one's context stays.
void add_round(ResultsDocument& side, ResultsDocument measured, unsigned round);

// Measures `count` rounds, or fewer if an interrupt comes; `measure` gives what a side measured in a round. A run of virtual time is
// the same each time: of such runs alone one round is measured. `on_run` is called before each run.
Rounds measure_rounds(unsigned count, const std::function<ResultsDocument(Side, unsigned round)>& measure,
                      const std::function<void(Side, unsigned round)>& on_run);

}  // namespace zramlab
