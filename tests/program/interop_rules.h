// What the programs that read our files ask of them, re-stated from their documentation and behaviour.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <string>
#include <vector>

namespace zramlab::test {

// What went wrong; empty: it reads the file.
using Complaints = std::vector<std::string>;

// google-benchmark's compare.py 1.7: "benchmarks" with names; rows count that have time_unit, real_time and cpu_time.
Complaints complaints_of_compare_py(const nlohmann::json& document);

// github-action-benchmark, tool googlecpp: name, real_time, time_unit, iterations, cpu_time and threads of each row.
Complaints complaints_of_googlecpp(const nlohmann::json& document);

// Bencher, adapter cpp_google: context.caches is a list; name has 1 to 1024 characters, real_time is a number, time_unit is known.
Complaints complaints_of_cpp_google(const nlohmann::json& document);

// github-action-benchmark, customSmallerIsBetter and customBiggerIsBetter: a list of {name, unit, value, range?, extra?}.
Complaints complaints_of_custom(const nlohmann::json& document);

// Bencher, adapter json: its published JSON schema, and its limits on the length of names.
Complaints complaints_of_bmf(const nlohmann::json& document);

// HdrHistogram's plotter: a header of four columns, then lines of value, percentile, count and 1/(1-percentile), which the last
// line may lack; comments begin with '#'. Gives value by percentile where there are no complaints.
Complaints complaints_of_hgrm(const std::string& text, std::map<double, double>& value_at);

}  // namespace zramlab::test
