#include "bench/compare/two_files.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <algorithm>

namespace zramlab {

std::vector<std::string> notes_on_side(const ResultsDocument& document, const std::string& side) {
  std::vector<std::string> notes;
  const auto count = [&](auto holds) { return std::count_if(document.rows.begin(), document.rows.end(), holds); };
  const auto failed = count([](const ResultRow& row) { return row.failed; });
  const auto interrupted = count([](const ResultRow& row) { return row.interrupted; });
  const auto unverified = count([](const ResultRow& row) { return row.is_verified == false && !row.is_baseline && !row.failed; });
  if (failed != 0) notes.push_back(fmt::format("{}: {} runs gave wrong answers or an error, and were left out", side, failed));
  if (interrupted != 0) notes.push_back(fmt::format("{}: {} runs were interrupted, and were left out", side, interrupted));
  if (unverified != 0) notes.push_back(fmt::format("{}: the answers of {} runs were not verified", side, unverified));
  return notes;
}

ComparisonReport compare_files(const FilesToCompare& files) {
  const ResultsDocument a = read_results_file(files.a);
  const ResultsDocument b = read_results_file(files.b);
  ComparisonReport report;
  report.pairing = Pairing::runs;
  report.differences = context_differences(a, b, Unsaid::differs);
  if (!report.differences.empty() && !files.despite_context) throw bad_input("compare: " + describe_differences(report.differences));
  report.a = {files.a, version_in(a)};
  report.b = {files.b, version_in(b)};
  report.cells = changes_between(a, b, files.figures, Pairing::runs);
  report.only_in_a = cells_only_in(a, b);
  report.only_in_b = cells_only_in(b, a);
  if (report.cells.empty()) {
    throw bad_input(fmt::format("compare: {} and {} have no cell in common; the first is {} in one and {} in the other", files.a, files.b,
                                report.only_in_a.empty() ? "nothing" : report.only_in_a.front(),
                                report.only_in_b.empty() ? "nothing" : report.only_in_b.front()));
  }
  report.notes = notes_on_side(a, "A");
  const std::vector<std::string> of_b = notes_on_side(b, "B");
  report.notes.insert(report.notes.end(), of_b.begin(), of_b.end());
  return report;
}

}  // namespace zramlab
