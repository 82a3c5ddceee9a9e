#include "bench/gate/gate.h"

#include "bench/gate/glob.h"
#include "engine/base/input_error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace zramlab {

namespace {

constexpr std::size_t names_shown_max = 8;

std::string list_of(std::vector<std::string> items) {
  if (items.empty()) return "none";
  const std::size_t more = items.size() > names_shown_max ? items.size() - names_shown_max : 0;
  items.resize(items.size() - more);
  return fmt::format("{}{}", fmt::join(items, ", "), more > 0 ? fmt::format(" and {} more", more) : "");
}

class Judge {
 public:
  Judge(const Thresholds& thresholds, const Sides& sides, const GateOptions& options)
      : thresholds_(thresholds), sides_(sides), options_(options) {}

  std::vector<Finding> judge() {
    check_globs();
    if (!options_.allow_missing) check_missing();
    for (const std::string& name : sides_.measured->names()) judge_name(name);
    check_metrics();
    for (const Ordering& ordering : thresholds_.orderings) judge_ordering(ordering);
    return std::move(findings_);
  }

 private:
  void check_globs() const {
    for (const MetricThreshold& entry : thresholds_.metrics) {
      const auto& names = sides_.measured->names();
      if (std::any_of(names.begin(), names.end(), [&](const std::string& name) { return matches_glob(entry.glob, name); })) continue;
      throw bad_input(fmt::format("{}: names: '{}' matches no result in {}; there are: {}", thresholds_.file, entry.glob,
                                  sides_.measured->sources(), list_of(names)));
    }
  }

  // A benchmark that has vanished would hide whatever became of it.
  void check_missing() const {
    std::vector<std::string> missing;
    for (const std::string& name : sides_.baseline->names()) {
      const bool is_gated = std::any_of(thresholds_.metrics.begin(), thresholds_.metrics.end(),
                                        [&](const MetricThreshold& entry) { return matches_glob(entry.glob, name); });
      if (is_gated && !sides_.measured->contains(name)) missing.push_back(name);
    }
    if (missing.empty()) return;
    throw bad_input(fmt::format("{} lacks what {} has: {}; run it too, or say --allow-missing, or drop it with --update-baseline",
                                sides_.measured->sources(), sides_.baseline->sources(), list_of(missing)));
  }

  void judge_name(const std::string& name) {
    std::set<std::string_view> done;
    for (const MetricThreshold& entry : thresholds_.metrics) {
      if (!matches_glob(entry.glob, name) || !done.insert(entry.metric).second) continue;
      judge_figure(name, *thresholds_.find(name, entry.metric));
    }
  }

  void judge_figure(const std::string& name, const MetricThreshold& entry) {
    const std::vector<double> measured = sides_.measured->samples(name, entry.metric);
    const std::vector<double> baseline = sides_.baseline->samples(name, entry.metric);
    if (measured.empty()) {
      if (baseline.empty()) return;
      throw bad_input(fmt::format("{}: {} has no {} any more; there are: {}", sides_.measured->sources(), name, entry.metric,
                                  list_of(metrics_of(sides_.measured->rows(name).front()))));
    }
    used_.insert(entry.metric);
    Finding finding{.name = name, .metric = entry.metric, .rule = entry.glob, .limits = {}, .judgement = {}};
    finding.is_exact = entry.threshold.exact.value_or(
        is_exact_by_default(entry.metric, sides_.measured->is_simulated(name), sides_.measured->threads(name)));
    finding.limits = limits_of(name, entry, finding.is_exact);
    finding.judgement = baseline.empty() ? without_baseline(measured) : judge_samples(finding, baseline, measured);
    findings_.push_back(std::move(finding));
  }

  [[nodiscard]] Limits limits_of(const std::string& name, const MetricThreshold& entry, bool is_exact) const {
    const Threshold& threshold = entry.threshold;
    if (!is_exact && !threshold.max_regression) {
      throw bad_input(fmt::format("{}: names: {}: {}: of {} this is a measured figure, not an exact one: say its max_regression",
                                  thresholds_.file, entry.glob, entry.metric, name));
    }
    return {.better = threshold.better.value_or(better_by_default(entry.metric)),
            .max_regression = threshold.max_regression.value_or(0),
            .floor = threshold.floor};
  }

  static Judgement without_baseline(const std::vector<double>& measured) {
    Judgement judgement;
    judgement.verdict = GateVerdict::is_new;
    judgement.measured = judgement.baseline = measured.front();
    judgement.samples = measured.size();
    judgement.note = "not in the baseline yet";
    return judgement;
  }

  [[nodiscard]] Judgement judge_samples(const Finding& finding, const std::vector<double>& baseline,
                                        const std::vector<double>& measured) const {
    if (finding.is_exact) return with_libraries(finding, judge_exact(baseline, measured, finding.limits));
    if (sides_.interleaved) return judge_paired(baseline, measured, finding.limits, noise_of(finding));
    Judgement judgement = judge_unpaired(baseline, measured, finding.limits);
    const std::string& here = sides_.measured->cpu_model();
    const std::string& there = sides_.baseline->cpu_model();
    if (here != there && !here.empty() && !there.empty() && !options_.any_machine) {
      judgement.verdict = GateVerdict::inconclusive;
      judgement.note = fmt::format("measured on {}, the baseline on {}", here, there);
    }
    return judgement;
  }

  // Another version of a compression library gives other sizes: that is no regression of this program.
  [[nodiscard]] Judgement with_libraries(const Finding& finding, Judgement judgement) const {
    const std::string& here = sides_.measured->libraries();
    const std::string& there = sides_.baseline->libraries();
    if (judgement.verdict == GateVerdict::pass || here == there || here.empty() || there.empty()) return judgement;
    if (sides_.measured->is_simulated(finding.name)) return judgement;  // its sizes are frozen
    judgement.verdict = GateVerdict::inconclusive;
    judgement.note = fmt::format("compressed by other libraries: {}; the baseline: {}", here, there);
    return judgement;
  }

  [[nodiscard]] std::optional<double> noise_of(const Finding& finding) const {
    if (sides_.repeated_first == nullptr || sides_.repeated_second == nullptr) return std::nullopt;
    return noise_between(sides_.repeated_first->samples(finding.name, finding.metric),
                         sides_.repeated_second->samples(finding.name, finding.metric));
  }

  void check_metrics() const {
    for (const MetricThreshold& entry : thresholds_.metrics) {
      if (used_.contains(entry.metric)) continue;
      const auto& names = sides_.measured->names();
      const auto name = std::find_if(names.begin(), names.end(), [&](const std::string& item) { return matches_glob(entry.glob, item); });
      throw bad_input(fmt::format("{}: names: {}: no result has '{}'; {} has: {}", thresholds_.file, entry.glob, entry.metric, *name,
                                  list_of(metrics_of(sides_.measured->rows(*name).front()))));
    }
  }

  void judge_ordering(const Ordering& ordering) {
    bool fits = false;
    for (const std::string& name : sides_.measured->names()) {
      const std::string rest = ordering.rest_of(name, ordering.left);
      const std::string other = ordering.right + '/' + rest;
      if (rest.empty() || !sides_.measured->contains(other)) continue;
      fits = true;
      judge_pair(ordering, name, other, rest);
    }
    if (fits) return;
    throw bad_input(fmt::format("{}: orderings: '{}' fits no two results in {}; there are: {}", thresholds_.file, ordering.text,
                                sides_.measured->sources(), list_of(sides_.measured->names())));
  }

  void judge_pair(const Ordering& ordering, const std::string& left, const std::string& right, const std::string& rest) {
    const std::vector<double> measured = sides_.measured->samples(left, ordering.metric);
    const std::vector<double> other = sides_.measured->samples(right, ordering.metric);
    if (measured.empty() || other.empty()) {
      throw bad_input(fmt::format("{}: orderings: '{}': {} has no {}; there are: {}", thresholds_.file, ordering.text,
                                  measured.empty() ? left : right, ordering.metric, list_of(metrics_of(sides_.measured->rows(left).front()))));
    }
    Finding finding{.name = rest, .metric = ordering.metric, .rule = ordering.text, .is_ordering = true, .limits = {}, .judgement = {}};
    finding.is_exact = is_exact_by_default(ordering.metric, sides_.measured->is_simulated(left), sides_.measured->threads(left));
    finding.limits = {.better = ordering.left_is_greater ? GoodDirection::higher : GoodDirection::lower, .max_regression = ordering.tolerance};
    finding.judgement = finding.is_exact ? judge_exact(other, measured, finding.limits) : judge_paired(other, measured, finding.limits);
    settle(finding.judgement);
    findings_.push_back(std::move(finding));
  }

  // An ordering holds unless it is contradicted: two that are alike never tell which is ahead.
  static void settle(Judgement& judgement) {
    const bool is_undecided = judgement.verdict == GateVerdict::inconclusive && judgement.interval;
    if (is_undecided) judgement.note = "not contradicted";
    if (is_undecided) judgement.is_too_noisy = false;
    if (is_undecided || judgement.verdict == GateVerdict::improved) judgement.verdict = GateVerdict::pass;
  }

  const Thresholds& thresholds_;
  const Sides& sides_;
  const GateOptions& options_;
  std::vector<Finding> findings_;
  std::set<std::string> used_;  // metrics that some result has
};

const Finding* same_figure(std::span<const Finding> findings, const Finding& wanted) {
  const auto same = std::find_if(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.name == wanted.name && finding.metric == wanted.metric && finding.rule == wanted.rule;
  });
  return same == findings.end() ? nullptr : &*same;
}

}  // namespace

std::vector<Finding> judge_all(const Thresholds& thresholds, const Sides& sides, const GateOptions& options) {
  return Judge(thresholds, sides, options).judge();
}

void confirm_all(std::vector<Finding>& findings, std::span<const Finding> again) {
  for (Finding& finding : findings) {
    if (finding.judgement.verdict != GateVerdict::suspected) continue;
    if (const Finding* same = same_figure(again, finding)) finding.judgement = confirm(finding.judgement, same->judgement);
  }
}

void keep_suspected(std::vector<Finding>& again, std::span<const Finding> first) {
  std::erase_if(again, [&](const Finding& finding) {
    const Finding* same = same_figure(first, finding);
    return same == nullptr || same->judgement.verdict != GateVerdict::suspected;
  });
}

void replace_noisy(std::vector<Finding>& findings, std::span<const Finding> again) {
  for (Finding& finding : findings) {
    if (!finding.judgement.is_too_noisy) continue;
    const Finding* same = same_figure(again, finding);
    if (same == nullptr) continue;
    const std::string at_first = finding.judgement.note;
    finding.judgement = same->judgement;
    if (same->judgement.is_too_noisy) finding.judgement.note += fmt::format(" (at first {})", at_first);
  }
}

void leave_unconfirmed(std::vector<Finding>& findings, bool is_regression_anyway) {
  for (Finding& finding : findings) {
    Judgement& judgement = finding.judgement;
    if (judgement.verdict != GateVerdict::suspected) continue;
    judgement.verdict = is_regression_anyway ? GateVerdict::regression : GateVerdict::inconclusive;
    judgement.note = is_regression_anyway ? "not confirmed by a fresh run (--no-confirm)"
                                          : "past the threshold, but there is no way to run it again: give --confirm or --binary";
  }
}

bool any_too_noisy(std::span<const Finding> findings) {
  return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.judgement.is_too_noisy; });
}

bool any_of(std::span<const Finding> findings, GateVerdict verdict) {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) { return finding.judgement.verdict == verdict; });
}

GateVerdict verdict_of(std::span<const Finding> findings) {
  for (const GateVerdict verdict : {GateVerdict::regression, GateVerdict::suspected, GateVerdict::inconclusive}) {
    if (any_of(findings, verdict)) return verdict;
  }
  return GateVerdict::pass;
}

}  // namespace zramlab
