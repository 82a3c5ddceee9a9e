#include "bench/gate/report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace zramlab {

namespace {

constexpr std::array<GateVerdict, 5> verdicts_worst_first = {GateVerdict::regression, GateVerdict::inconclusive, GateVerdict::improved,
                                                             GateVerdict::is_new, GateVerdict::pass};

std::string limit_text(const Finding& finding) {
  if (finding.is_ordering) return finding.rule;
  return fmt::format("allowed: {}{}", finding.limits.max_regression == 0 ? "none" : fmt::format("{:+.4g} %", finding.limits.max_regression * 100),
                     finding.limits.floor > 0 ? fmt::format(", floor {:.6g}", finding.limits.floor) : "");
}

std::string line_of(const Finding& finding) {
  const Judgement& judgement = finding.judgement;
  return fmt::format("{:<13} {}  {}: {:.6g} -> {:.6g}  {}  ({}){}{}\n", to_string(judgement.verdict), finding.name, finding.metric,
                     judgement.baseline, judgement.measured, change_text(finding), limit_text(finding),
                     judgement.note.empty() ? "" : ": ", judgement.note);
}

}  // namespace

std::size_t GateReport::count(GateVerdict verdict) const {
  return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.judgement.verdict == verdict;
  }));
}

ExitCode GateReport::exit_code() const {
  switch (verdict_of(findings)) {
    case GateVerdict::regression:
    case GateVerdict::suspected: return ExitCode::regression;
    case GateVerdict::inconclusive: return inconclusive_is_allowed ? ExitCode::done : ExitCode::inconclusive;
    default: return ExitCode::done;
  }
}

std::string_view GateReport::headline() const {
  switch (verdict_of(findings)) {
    case GateVerdict::regression:
    case GateVerdict::suspected: return "REGRESSION";
    case GateVerdict::inconclusive: return "inconclusive";
    default: return "pass";
  }
}

std::string change_text(const Finding& finding) {
  const Judgement& judgement = finding.judgement;
  if (judgement.verdict == GateVerdict::is_new) return "no baseline";
  if (finding.limits.better == GoodDirection::neither) return judgement.baseline == judgement.measured ? "the same" : "changed";
  const double worse = judgement.times_as_bad - 1;
  if (std::abs(worse) < 1e-9) return "the same";
  // 0.001 % matters to an exact figure.
  std::string text = std::abs(worse) < 0.001 ? fmt::format("{:+.2g} %", worse * 100) : fmt::format("{:+.1f} %", worse * 100);
  text += worse > 0 ? " worse" : " (better)";
  if (judgement.interval) {
    text += fmt::format(" [{:+.1f}, {:+.1f}]", (judgement.interval->low - 1) * 100, (judgement.interval->high - 1) * 100);
  }
  return text;
}

std::string to_text(const GateReport& report, bool verbose) {
  std::string text;
  for (const GateVerdict verdict : verdicts_worst_first) {
    if (verdict == GateVerdict::pass && !verbose) continue;
    for (const Finding& finding : report.findings) {
      if (finding.judgement.verdict == verdict) text += line_of(finding);
    }
  }
  text += fmt::format("gate: {} of {} against {}: {} passed, {} improved, {} new, {} inconclusive, {} regressed\n", report.headline(),
                      report.measured, report.baseline, report.count(GateVerdict::pass), report.count(GateVerdict::improved),
                      report.count(GateVerdict::is_new), report.count(GateVerdict::inconclusive), report.count(GateVerdict::regression));
  if (report.count(GateVerdict::improved) + report.count(GateVerdict::is_new) > 0) {
    text += "gate: the baseline is stale: what has become better may get worse again unseen until --update-baseline\n";
  }
  return text;
}

nlohmann::ordered_json to_json(const GateReport& report) {
  nlohmann::ordered_json document = {{"verdict", report.headline()},       {"exit_code", static_cast<int>(report.exit_code())},
                                     {"thresholds", report.thresholds},    {"baseline", report.baseline},
                                     {"measured", report.measured},        {"cpu_model", report.cpu_model},
                                     {"findings", nlohmann::ordered_json::array()}};
  for (const Finding& finding : report.findings) {
    const Judgement& judgement = finding.judgement;
    nlohmann::ordered_json entry = {{"name", finding.name},
                                    {"metric", finding.metric},
                                    {"rule", finding.rule},
                                    {"kind", finding.is_ordering ? "ordering" : "threshold"},
                                    {"exact", finding.is_exact},
                                    {"direction", to_string(finding.limits.better)},
                                    {"max_regression", finding.limits.max_regression},
                                    {"floor", finding.limits.floor},
                                    {"verdict", to_string(judgement.verdict)},
                                    {"baseline", judgement.baseline},
                                    {"measured", judgement.measured},
                                    {"times_as_bad", judgement.times_as_bad},
                                    {"samples", judgement.samples},
                                    {"note", judgement.note}};
    if (judgement.interval) entry["interval"] = {judgement.interval->low, judgement.interval->high};
    document["findings"].push_back(std::move(entry));
  }
  return document;
}

}  // namespace zramlab
