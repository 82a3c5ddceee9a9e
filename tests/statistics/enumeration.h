// Probabilities by looking at every case: what the closed forms must agree with.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace zramlab::test {

// The share of all outcomes of `flips` fair coins, bit i set where coin i shows heads, in which `holds`.
inline double share_of_flips(std::size_t flips, const std::function<bool(std::uint32_t heads)>& holds) {
  std::uint32_t count = 0;
  for (std::uint32_t outcome = 0; outcome < (1u << flips); ++outcome) count += holds(outcome) ? 1 : 0;
  return count / std::pow(2.0, static_cast<double>(flips));
}

// The share of all ways to choose `chosen` of `values` for which `holds`, which gets the others and the chosen ones.
inline double share_of_divisions(const std::vector<double>& values, std::size_t chosen,
                                 const std::function<bool(const std::vector<double>&, const std::vector<double>&)>& holds) {
  double all = 0;
  double found = 0;
  for (std::uint32_t mask = 0; mask < (1u << values.size()); ++mask) {
    if (static_cast<std::size_t>(std::popcount(mask)) != chosen) continue;
    std::vector<double> rest;
    std::vector<double> picked;
    for (std::size_t i = 0; i < values.size(); ++i) ((mask >> i & 1u) != 0 ? picked : rest).push_back(values[i]);
    all += 1;
    found += holds(rest, picked) ? 1 : 0;
  }
  return found / all;
}

}  // namespace zramlab::test
