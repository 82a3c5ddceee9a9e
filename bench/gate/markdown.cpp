#include "bench/gate/report.h"

#include <fmt/format.h>

namespace zramlab {

namespace {

// More rows than this would drown a pull request; the JSON has them all.
constexpr std::size_t rows_max = 50;

std::string cell(std::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    if (letter == '|' || letter == '\\' || letter == '`') escaped += '\\';
    escaped += letter;
  }
  return escaped;
}

std::string_view mark_of(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::regression:
    case GateVerdict::suspected: return "❌ regression";
    case GateVerdict::inconclusive: return "❔ inconclusive";
    case GateVerdict::improved: return "⬆️ improved";
    case GateVerdict::is_new: return "🆕 new";
    case GateVerdict::pass: return "✅ pass";
  }
  return "";
}

std::string row_of(const Finding& finding) {
  const Judgement& judgement = finding.judgement;
  const std::string what = finding.is_ordering ? fmt::format("{} ({})", finding.rule, finding.name) : finding.name;
  return fmt::format("| {} | {} | {} | {:.6g} | {:.6g} | {} | {} | {} |\n", mark_of(judgement.verdict), cell(what), cell(finding.metric),
                     judgement.baseline, judgement.measured, cell(change_text(finding)), judgement.samples, cell(judgement.note));
}

}  // namespace

std::string to_markdown(const GateReport& report) {
  std::string text = fmt::format("### zramlab gate: {}\n\n{} passed · {} improved · {} new · {} inconclusive · {} regressed\n\n",
                                 report.headline(), report.count(GateVerdict::pass), report.count(GateVerdict::improved),
                                 report.count(GateVerdict::is_new), report.count(GateVerdict::inconclusive), report.count(GateVerdict::regression));
  std::string rows;
  std::size_t shown = 0;
  std::size_t left_out = 0;
  for (const GateVerdict verdict : {GateVerdict::regression, GateVerdict::suspected, GateVerdict::inconclusive, GateVerdict::improved,
                                    GateVerdict::is_new}) {
    for (const Finding& finding : report.findings) {
      if (finding.judgement.verdict != verdict) continue;
      if (shown == rows_max) {
        ++left_out;
      } else {
        rows += row_of(finding);
        ++shown;
      }
    }
  }
  if (!rows.empty()) {
    text += "| verdict | what | figure | baseline | now | change | n | |\n|---|---|---|---:|---:|---|---:|---|\n" + rows + '\n';
  }
  if (left_out > 0) text += fmt::format("{} more rows are left out.\n\n", left_out);
  text += fmt::format("<sub>{} against {}, by {}{}. Change: how many per cent worse, with its 95 % interval.</sub>\n", cell(report.measured),
                      cell(report.baseline), cell(report.thresholds), report.cpu_model.empty() ? "" : fmt::format("; {}", cell(report.cpu_model)));
  return text;
}

}  // namespace zramlab
