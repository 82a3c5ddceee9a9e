// The figures of a result that other services get to see.
#pragma once

#include "bench/results_file_reader.h"
#include "bench/statistics/interval.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace zramlab {

struct ExportedFigure {
  std::string_view path;     // in our rows
  std::string_view measure;  // in the service, as it likes its names: lower case with dashes
  std::string_view unit;
  bool bigger_is_better;
};

// Those that say how good a run was. A row that has none of one is left out there.
inline constexpr std::array<ExportedFigure, 6> exported_figures{{
    {"real_time", "latency", "ns/page", false},
    {"items_per_second", "throughput", "pages/s", true},
    {"latency_ns.write.p99", "write-p99", "ns", false},
    {"mm_stat.mem_used_total", "memory-used", "bytes", false},
    {"mm_stat.compr_data_size", "compressed-size", "bytes", false},
    {"efficiency", "efficiency", "of the bare loop", true},
}};

// The median over a name's repetitions, with its exact interval where there are enough of them.
struct ExportedValue {
  double value = 0;
  std::optional<Interval> interval;
  std::size_t samples = 0;
};

// nullopt: no run of that name has it.
std::optional<ExportedValue> exported_value(const ResultsDocument& results, std::string_view run_name, const ExportedFigure& figure);

}  // namespace zramlab
