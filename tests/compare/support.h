// Results made by hand.
#pragma once

#include "bench/results_file_reader.h"

#include <string>
#include <vector>

namespace zramlab::test {

// Runs of a cell, one for each value of a figure, numbered from 0.
inline void add_runs(ResultsDocument& document, const std::string& cell, const std::string& figure, const std::vector<double>& values) {
  for (unsigned i = 0; i < values.size(); ++i) {
    ResultRow row;
    row.run_name = cell;
    row.repetition = i;
    row.figures[figure] = values[i];
    document.rows.push_back(row);
  }
}

inline ResultsDocument document_of(const std::string& cell, const std::string& figure, const std::vector<double>& values) {
  ResultsDocument document;
  document.context = nlohmann::ordered_json::object();
  add_runs(document, cell, figure, values);
  return document;
}

}  // namespace zramlab::test
