#include "bench/compare/change.h"

#include "bench/statistics/median.h"
#include "bench/statistics/paired_ratio.h"
#include "bench/statistics/unpaired_ratio.h"

#include <algorithm>

namespace zramlab {

namespace {

using Values = std::vector<double>;

bool are_alike(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [&](double value) { return value == values.front(); });
}

Change judge(const FigureChange& found) {
  if (!found.interval) return Change::too_few;
  if (found.interval->contains(1)) return Change::not_shown;
  const bool is_larger = found.interval->low > 1;
  return is_larger == (found.figure->better == Better::larger) ? Change::gain : Change::loss;
}

// What needs no statistics: the medians, equal figures, and those that do not vary.
FigureChange look_at(const ComparedFigure& figure, std::span<const double> a, std::span<const double> b, bool is_virtual) {
  FigureChange found;
  found.figure = &figure;
  found.runs_a = a.size();
  found.runs_b = b.size();
  found.median_a = median_of({a.begin(), a.end()});
  found.median_b = median_of({b.begin(), b.end()});
  // Times that are alike may yet be chance: histograms count them in steps.
  const bool is_count = figure.unit == FigureUnit::bytes;
  found.is_exact = are_alike(a) && are_alike(b) && (is_virtual || (is_count && a.size() >= 2 && b.size() >= 2));
  if (are_alike(a) && are_alike(b) && a.front() == b.front() && (is_virtual || is_count)) {
    found.change = Change::equal;
  } else if (!have_ratio(a) || !have_ratio(b)) {
    found.change = Change::no_ratio;
  } else if (found.is_exact) {
    found.ratio = found.median_b / found.median_a;
    found.interval = Interval{found.ratio, found.ratio, 1};
    found.p_value = 0;
    found.effect = found.ratio > 1 ? 1 : -1;
    found.change = judge(found);
  }
  return found;
}

// Of what never happened, as of reads in a workload that only writes, there is nothing to compare.
bool is_nothing(const ComparedFigure& figure, const Values& a, const Values& b) {
  const auto is_zero = [](double value) { return value == 0; };
  return figure.unit == FigureUnit::ns && std::all_of(a.begin(), a.end(), is_zero) && std::all_of(b.begin(), b.end(), is_zero);
}

bool needs_statistics(const FigureChange& found) { return found.change == Change::too_few; }

// Values of the repetitions that both sides have.
struct Pairs {
  Values a;
  Values b;
};

Pairs pairs_of(const ResultsDocument& a, const ResultsDocument& b, std::string_view cell, std::string_view path) {
  Pairs pairs;
  const std::vector<const ResultRow*> others = b.runs_of(cell);
  for (const ResultRow* run : a.runs_of(cell)) {
    const auto other = std::find_if(others.begin(), others.end(), [&](const ResultRow* row) { return row->repetition == run->repetition; });
    if (other == others.end()) continue;
    const auto of_a = run->figures.find(path);
    const auto of_b = (*other)->figures.find(path);
    if (of_a == run->figures.end() || of_b == (*other)->figures.end()) continue;
    pairs.a.push_back(of_a->second);
    pairs.b.push_back(of_b->second);
  }
  return pairs;
}

bool is_virtual(const ResultsDocument& document, std::string_view cell) {
  const std::vector<const ResultRow*> runs = document.runs_of(cell);
  return std::all_of(runs.begin(), runs.end(), [](const ResultRow* run) { return run->is_simulated; });
}

}  // namespace

FigureChange change_of_runs(const ComparedFigure& figure, std::span<const double> a, std::span<const double> b, bool is_virtual) {
  FigureChange found = look_at(figure, a, b, is_virtual);
  if (!needs_statistics(found)) return found;
  const UnpairedRatio ratio = unpaired_ratio(a, b);
  found.ratio = ratio.ratio;
  found.interval = ratio.interval;
  found.p_value = ratio.test.p_value;
  found.effect = ratio.cliffs_delta;
  found.change = judge(found);
  return found;
}

FigureChange change_of_rounds(const ComparedFigure& figure, std::span<const double> a, std::span<const double> b, bool is_virtual) {
  FigureChange found = look_at(figure, a, b, is_virtual);
  if (!needs_statistics(found)) return found;
  const PairedRatio ratio = paired_ratio(a, b);
  found.ratio = ratio.ratio;
  found.interval = ratio.interval;
  found.p_value = ratio.sign.p_value;
  found.effect = (static_cast<double>(ratio.sign.above) - static_cast<double>(ratio.sign.below)) / static_cast<double>(ratio.rounds);
  found.change = judge(found);
  return found;
}

std::vector<CellChange> changes_between(const ResultsDocument& a, const ResultsDocument& b,
                                        const std::vector<const ComparedFigure*>& figures, Pairing pairing) {
  std::vector<CellChange> cells;
  for (const std::string& name : a.run_names()) {
    const bool both_virtual = is_virtual(a, name) && is_virtual(b, name);
    CellChange cell{name, {}};
    for (const ComparedFigure* figure : figures) {
      const Pairs values = pairing == Pairing::rounds ? pairs_of(a, b, name, figure->path)
                                                      : Pairs{a.values_of(name, figure->path), b.values_of(name, figure->path)};
      if (values.a.empty() || values.b.empty() || is_nothing(*figure, values.a, values.b)) continue;
      const auto change = pairing == Pairing::rounds ? change_of_rounds : change_of_runs;
      cell.figures.push_back(change(*figure, values.a, values.b, both_virtual));
    }
    if (!b.runs_of(name).empty()) cells.push_back(std::move(cell));
  }
  return cells;
}

std::vector<std::string> cells_only_in(const ResultsDocument& a, const ResultsDocument& b) {
  std::vector<std::string> names;
  for (const std::string& name : a.run_names()) {
    if (b.runs_of(name).empty()) names.push_back(name);
  }
  return names;
}

}  // namespace zramlab
