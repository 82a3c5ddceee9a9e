#include "bench/statistics/mann_whitney.h"

#include "bench/statistics/interval.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace zramlab {

namespace {

struct Ranked {
  std::vector<std::size_t> doubled;  // twice the mean rank of each value of both sets, in ascending order: whole numbers
  std::size_t second_sum = 0;        // of the second set's doubled ranks
  double tie_term = 0;               // sum of t^3 - t over groups of t equal values
};

Ranked rank(std::span<const double> first, std::span<const double> second) {
  std::vector<std::pair<double, bool>> values;  // with "is of the second set"
  for (const double value : first) values.emplace_back(value, false);
  for (const double value : second) values.emplace_back(value, true);
  std::sort(values.begin(), values.end());
  Ranked ranked;
  for (std::size_t begin = 0; begin < values.size();) {
    std::size_t end = begin + 1;
    while (end < values.size() && values[end].first == values[begin].first) ++end;
    const std::size_t doubled = begin + 1 + end;  // first rank + last rank
    for (std::size_t i = begin; i < end; ++i) {
      ranked.doubled.push_back(doubled);
      ranked.second_sum += values[i].second ? doubled : 0;
    }
    const auto ties = static_cast<double>(end - begin);
    ranked.tie_term += ties * ties * ties - ties;
    begin = end;
  }
  return ranked;
}

// probabilities[s]: that `chosen` of the ranks, drawn at random, sum to s.
std::vector<double> rank_sum_distribution(const std::vector<std::size_t>& ranks, std::size_t chosen) {
  const std::size_t sums = std::accumulate(ranks.begin(), ranks.end(), std::size_t{0}) + 1;
  // ways[c * sums + s]: of choosing c among the ranks seen so far with sum s.
  std::vector<double> ways((chosen + 1) * sums, 0);
  ways[0] = 1;
  for (const std::size_t value : ranks) {
    for (std::size_t c = chosen; c >= 1; --c) {
      for (std::size_t s = sums - 1; s + 1 > value; --s) ways[c * sums + s] += ways[(c - 1) * sums + s - value];
    }
  }
  const auto row = ways.begin() + static_cast<std::ptrdiff_t>(chosen * sums);
  std::vector<double> probabilities(row, ways.end());
  const double total = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
  for (double& probability : probabilities) probability /= total;
  return probabilities;
}

double exact_p(const Ranked& ranked, std::size_t chosen) {
  const std::vector<double> probabilities = rank_sum_distribution(ranked.doubled, chosen);
  const auto split = probabilities.begin() + static_cast<std::ptrdiff_t>(ranked.second_sum);
  const double at_most = std::accumulate(probabilities.begin(), split + 1, 0.0);
  const double at_least = std::accumulate(split, probabilities.end(), 0.0);
  return std::min(1.0, 2 * std::min(at_most, at_least));
}

double normal_p(double u, std::size_t first, std::size_t second, double tie_term) {
  const auto m = static_cast<double>(first);
  const auto n = static_cast<double>(second);
  const double count = m + n;
  const double variance = m * n / 12 * (count + 1 - tie_term / (count * (count - 1)));
  if (!(variance > 0)) return 1;  // all alike
  const double z = std::max(0.0, std::abs(u - m * n / 2) - 0.5) / std::sqrt(variance);
  return std::min(1.0, std::erfc(z / std::numbers::sqrt2));
}

}  // namespace

MannWhitney mann_whitney(std::span<const double> first, std::span<const double> second) {
  MannWhitney test;
  if (first.empty() || second.empty()) return test;
  const Ranked ranked = rank(first, second);
  const auto n = static_cast<double>(second.size());
  test.u = static_cast<double>(ranked.second_sum) / 2 - n * (n + 1) / 2;
  test.is_exact = first.size() + second.size() <= mann_whitney_exact_max;
  test.p_value = test.is_exact ? exact_p(ranked, second.size()) : normal_p(test.u, first.size(), second.size(), ranked.tie_term);
  return test;
}

std::size_t mann_whitney_rank(std::size_t first, std::size_t second, double confidence) {
  if (first == 0 || second == 0) return 0;
  const double tail = (1 - confidence) / 2 + probability_rounding;
  const std::size_t pairs = first * second;
  std::size_t rank = 0;
  if (first + second > mann_whitney_exact_max) {
    while (rank < pairs / 2 && normal_p(static_cast<double>(rank), first, second, 0) / 2 <= tail) ++rank;
    return rank;
  }
  std::vector<std::size_t> ranks(first + second);
  std::iota(ranks.begin(), ranks.end(), std::size_t{1});
  const std::vector<double> probabilities = rank_sum_distribution(ranks, second);
  double below = 0;
  for (std::size_t u = 0; u < pairs / 2; ++u) {
    below += probabilities[u + second * (second + 1) / 2];
    if (below > tail) break;
    rank = u + 1;
  }
  return rank;
}

}  // namespace zramlab
