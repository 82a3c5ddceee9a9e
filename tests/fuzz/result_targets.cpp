// Result files, and what the gate holds them to.
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/target.h"

#include "bench/gate/glob.h"
#include "bench/gate/ordering.h"
#include "bench/gate/thresholds.h"
#include "bench/results_file_reader.h"

#include <string>

namespace zramlab::fuzz {
namespace {

std::string text_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

void read_results(ByteView bytes) {
  const ResultsDocument document = parse_results(text_of(bytes), "fuzzed.json");
  for (const std::string& name : document.run_names()) static_cast<void>(document.values_of(name, "real_time"));
}

void read_thresholds_file(ByteView bytes) {
  static InputFile file;
  static_cast<void>(read_thresholds(file.with(bytes)).find("per-cpu/codec:lz4/threads:2", "real_time"));
}

void read_ordering(ByteView bytes) {
  static_cast<void>(parse_ordering(text_of(bytes), "fuzzed.json").rest_of("per-cpu/codec:lz4/threads:2", "per-cpu"));
}

// A pattern and a name, a line each.
void match_glob(ByteView bytes) {
  const std::string text = text_of(bytes);
  const std::size_t end = text.find('\n');
  if (end != std::string::npos) static_cast<void>(matches_glob(text.substr(0, end), text.substr(end + 1)));
}

constexpr const char* sample_results =
    R"({"context": {"host_name": "h", "num_cpus": 2, "caches": [], "zramlab": {"seed": 1}}, "benchmarks": [
{"name": "per-cpu/codec:lz4/threads:2", "run_name": "per-cpu/codec:lz4/threads:2", "run_type": "iteration", "kind": "strategy",
 "repetition_index": 0, "iterations": 9, "real_time": 5.5, "cpu_time": 5, "time_unit": "us", "items_per_second": 2e5,
 "verified": true, "mm_stat": {"orig_data_size": 4096}, "error_occurred": false}]})";

constexpr const char* sample_thresholds =
    R"({"comment": "c", "runs": ["--threads 1"], "rounds": 9, "names": {"*/on:*": {"items_per_second": {},
"latency_ns.write.p99": {"max_regression": 0.25, "floor": 100, "direction": "lower", "exact": false}}},
"orderings": ["per-cpu >= idle-list @ on:server-64, threads:2 [items_per_second]"]})";

}  // namespace

std::vector<Target> result_targets() {
  return {
      {"results", read_results, {sample_results}},
      {"thresholds", read_thresholds_file, {sample_thresholds}},
      {"ordering", read_ordering, {"per-cpu >= idle-list @ on:server-64, threads:2 [latency_ns.write.p99]", "a <= b"}},
      {"glob", match_glob, {"*/on:*\nper-cpu/on:laptop", "a?c*\nabcd"}},
  };
}

}  // namespace zramlab::fuzz
