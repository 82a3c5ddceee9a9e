// "per-cpu >= idle-list @ threads:2": which strategy must not fall behind which.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

// Compares the named metric of two strategies wherever both ran under otherwise the same name.
struct Ordering {
  std::string text;  // as written
  std::string left;
  std::string right;
  bool left_is_greater = true;       // left >= right; else left <= right
  std::vector<std::string> filters;  // parts that the name must have: "threads:2", "codec:lz4", "on:server-64"; globs
  std::string metric = "items_per_second";
  double tolerance = 0;  // as a share: 0.05 allows the one to lie 5 % on the wrong side of the other

  // What follows the strategy in a name that the filters let through, "codec:lz4/workload:gxx/threads:2"; empty: not this one.
  [[nodiscard]] std::string rest_of(std::string_view name, std::string_view strategy) const;
};

// LEFT >= RIGHT [@ PART[, PART]...] [[METRIC]]. THROWS InputError (bad_input) with the text and what is wrong with it.
Ordering parse_ordering(const std::string& text, const std::string& file);

}  // namespace zramlab
