// Result files as this program writes them, and as google-benchmark does.
#pragma once

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

// One run of a cell.
struct ResultRow {
  std::string run_name;  // "idle-list/codec:lz4/workload:gxx/threads:2"
  unsigned repetition = 0;
  std::string on;                     // "host" or the simulated machine; empty: the file does not say
  bool is_simulated = false;          // virtual time: the same to the bit wherever it runs
  bool is_baseline = false;           // the bare loop or the empty strategy
  bool failed = false;                // wrong answers or an error: no result
  bool interrupted = false;           // ended early
  std::optional<bool> is_verified;    // nullopt: the file does not say, as google-benchmark's do not
  // Every number of the row, by its path: real_time, latency_ns.write.p99, mm_stat.mem_used_total. real_time and cpu_time are in
  // nanoseconds, whatever the row's time_unit.
  std::map<std::string, double, std::less<>> figures;

  [[nodiscard]] bool is_comparable() const { return !failed && !interrupted; }
};

struct ResultsDocument {
  std::string origin;  // the file, for messages
  nlohmann::ordered_json context;
  std::vector<ResultRow> rows;  // the runs, in the order of the file; aggregates are left out

  // The names of the cells that have comparable runs, in the order of their first appearance.
  [[nodiscard]] std::vector<std::string> run_names() const;

  // The comparable rows of that cell.
  [[nodiscard]] std::vector<const ResultRow*> runs_of(std::string_view run_name) const;

  // One figure of that cell's comparable runs, in the order of the file; runs that lack it are left out.
  [[nodiscard]] std::vector<double> values_of(std::string_view run_name, std::string_view figure) const;
};

// A member of "benchmarks" that is no aggregate: the index-th of `origin`. THROWS InputError (bad_input) that names the member.
ResultRow read_result_row(const nlohmann::ordered_json& row, const std::string& origin, std::size_t index);

// `origin` names the text in messages. THROWS InputError (bad_input) that names the byte or the member.
ResultsDocument parse_results(std::string_view text, const std::string& origin);

// THROWS InputError (bad_input), also where the file cannot be read.
ResultsDocument read_results_file(const std::string& file);

}  // namespace zramlab
