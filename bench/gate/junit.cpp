#include "bench/gate/report.h"

#include <fmt/format.h>

namespace zramlab {

namespace {

// As an attribute's value; bytes that XML does not allow become '?'.
std::string xml(std::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    switch (letter) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      default: escaped += static_cast<unsigned char>(letter) < 0x20 ? '?' : letter;
    }
  }
  return escaped;
}

std::string case_of(const Finding& finding) {
  const Judgement& judgement = finding.judgement;
  const std::string head = fmt::format("  <testcase classname=\"{}\" name=\"{}\"", xml(finding.is_ordering ? finding.rule : finding.name),
                                       xml(finding.is_ordering ? finding.name : finding.metric));
  const std::string message = xml(fmt::format("{:.6g} -> {:.6g}, {}{}{}", judgement.baseline, judgement.measured, change_text(finding),
                                              judgement.note.empty() ? "" : "; ", judgement.note));
  switch (judgement.verdict) {
    case GateVerdict::regression:
    case GateVerdict::suspected: return fmt::format("{}><failure type=\"regression\" message=\"{}\"/></testcase>\n", head, message);
    case GateVerdict::inconclusive: return fmt::format("{}><skipped message=\"inconclusive: {}\"/></testcase>\n", head, message);
    default: return head + "/>\n";
  }
}

}  // namespace

std::string to_junit(const GateReport& report) {
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"zramlab gate\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n",
      report.findings.size(), report.count(GateVerdict::regression) + report.count(GateVerdict::suspected), report.count(GateVerdict::inconclusive));
  for (const Finding& finding : report.findings) text += case_of(finding);
  return text + "</testsuite>\n";
}

}  // namespace zramlab
