#include "bench/referee/report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace zramlab {

namespace {

struct ActionCounts {
  std::uint64_t writes = 0;
  std::uint64_t partial = 0;
  std::uint64_t discards = 0;
  std::uint64_t compactions = 0;
};

ActionCounts count(std::span<const Action> actions) {
  ActionCounts counts;
  for (const Action& action : actions) {
    switch (action.kind) {
      case Action::Kind::write: ++counts.writes; break;
      case Action::Kind::partial: ++counts.partial; break;
      case Action::Kind::discard: ++counts.discards; break;
      case Action::Kind::compact: ++counts.compactions; break;
    }
  }
  return counts;
}

std::string_view name_of(Lengths lengths) { return lengths == Lengths::kernel ? "kernel" : "own"; }

std::string head(const RefereeRequest& request, const RefereeReport& report) {
  const ActionCounts counts = count(request.actions);
  std::string text = fmt::format("{}; codec {}, {}\n", request.what, request.codec_text,
                                 request.lengths == Lengths::kernel ? "the kernel's own length for each page" : "lengths of our backend");
  text += fmt::format("kernel: Linux {}; engine: rules of {}, zspages of up to {} pages{}\n", report.release, request.era.name,
                      request.era.era.pool.chain_size, request.era.is_newer ? " (this kernel is newer than any that was compared)" : "");
  text += fmt::format("{} writes, {} partial writes, {} discards, {} compactions on {} slots; the kernel was asked for {} distinct pages\n",
                      counts.writes, counts.partial, counts.discards, counts.compactions, request.slots, report.distinct_pages);
  if (counts.partial != 0) text += "partial writes: read, patched and written whole on both sides, as zram's logical block is a page\n";
  for (const std::string& note : request.notes) text += note + '\n';
  return text;
}

std::string field_lines(const RefereeReport& report, const Checkpoint& last) {
  std::string text = fmt::format("\n{:<18} {:>16} {:>16} {:>12} {:>11} {:>14}\n", "at the end", "engine", "kernel", "difference", "",
                                 fmt::format("largest of {}", report.run.checkpoints.size()));
  for (const FieldJudgement& judgement : report.verdict.fields) {
    const MmField& field = *judgement.field;
    const std::string relative = judgement.difference == 0 ? "" : fmt::format("{:+.4f} %", 100 * judgement.relative);
    const std::string note = !judgement.is_judged        ? "  shown only"
                             : judgement.allowed != 0 ? fmt::format("  {} allowed{}", judgement.allowed, judgement.is_within ? "" : ": WRONG")
                             : judgement.is_within    ? ""
                                                      : "  WRONG";
    text += fmt::format("{:<18} {:>16} {:>16} {:>12} {:>11} {:>14}{}\n", field.name, last.engine.*field.value, last.kernel.*field.value,
                        judgement.difference, relative, judgement.difference_largest, note);
  }
  return text + '\n';
}

std::string run_lines(const RefereeReport& report) {
  std::string text;
  if (report.run.failed_writes != 0) text += fmt::format("{} writes failed on both sides (--mem-limit)\n", report.run.failed_writes);
  if (report.run.slots_compared != 0 && !report.run.mismatch) {
    text += fmt::format("contents: {} slots read back, alike on both sides\n", report.run.slots_compared);
  }
  if (report.run.settled_late != 0) {
    text += fmt::format("{} times the kernel freed zspages only a moment later (its deferred free; docs/referee.md)\n", report.run.settled_late);
  }
  for (const std::string& line : report.recount) text += "the engine against its own recount: " + line + '\n';
  return text;
}

// What a user may know of a field that differs, beside the model being wrong.
std::string hint_for(const Mismatch& mismatch) {
  for (const MmField* const field : mismatch.fields) {
    if (field->value == &MmStat::pages_compacted && mismatch.at.kernel.pages_compacted > mismatch.at.engine.pages_compacted) {
      return "the kernel compacted more: if memory was short, its shrinker did, which nobody asked for; free memory and repeat\n";
    }
  }
  return {};
}

std::string shrunk_lines(const RefereeRequest& request, const RefereeReport& report) {
  const Shrunk& shrunk = *report.shrunk;
  const Mismatch& shown = *report.first_difference;
  std::string text = fmt::format("shortest sequence found: {} operations after {} attempts{}\n", shrunk.actions.size(), shrunk.attempts,
                                 shrunk.is_minimal ? ", none of which can be left out" : ", perhaps not the shortest");
  text += fmt::format("after them {}\n", shown.text);
  const std::string actions = request.save.empty() ? to_string(shrunk.actions) : "@" + request.save;
  return text + fmt::format("replay: {}\n", replay_command(request, actions));
}

std::string mismatch_lines(const RefereeRequest& request, const RefereeReport& report) {
  if (!report.run.mismatch) return {};
  const Mismatch& mismatch = *report.run.mismatch;
  std::string text = fmt::format("after {} operations {}\n{}", mismatch.at.actions, mismatch.text, hint_for(mismatch));
  if (!report.is_repeated) {
    return text + "the same operations again showed no difference: something else changed the kernel's device or pool (docs/referee.md)\n";
  }
  return report.shrunk ? text + shrunk_lines(request, report) : text;
}

}  // namespace

std::string to_text(const RefereeRequest& request, const RefereeReport& report) {
  std::string text = head(request, report);
  if (!report.run.checkpoints.empty()) text += field_lines(report, report.run.checkpoints.back());
  text += run_lines(report);
  if (report.differences) text += report.differences->text();
  return text + mismatch_lines(request, report);
}

std::string verdict_line(const RefereeRequest& request, const RefereeReport& report) {
  if (!report.recount.empty()) return "WRONG: the engine's counters are not what its slots and pool hold";
  if (report.run.mismatch) return fmt::format("WRONG: {}", report.run.mismatch->text);
  if (report.verdict.all_equal()) {
    return fmt::format("equal: all nine fields of mm_stat at each of {} checkpoints", report.verdict.checkpoints);
  }
  std::string out;
  for (const FieldJudgement& judgement : report.verdict.fields) {
    if (!judgement.is_within) out += fmt::format("{}{} {:+.4f} %", out.empty() ? "" : ", ", judgement.field->name, 100 * judgement.relative);
  }
  if (!out.empty()) return fmt::format("WRONG: out of bounds: {}", out);
  return fmt::format("within bounds: compr_data_size {:+.4f} % ({:g} % promised), mem_used_total {:+.4f} %; equal what no length decides",
                     100 * report.verdict.fields[1].relative, 100 * request.tolerance, 100 * report.verdict.fields[2].relative);
}

namespace {

nlohmann::ordered_json values_of(const MmStat& stat) {
  nlohmann::ordered_json values;
  for (const MmField& field : mm_fields) values[std::string(field.name)] = stat.*field.value;
  return values;
}

nlohmann::ordered_json checkpoints_json(const std::vector<Checkpoint>& checkpoints) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Checkpoint& checkpoint : checkpoints) {
    list.push_back({{"operations", checkpoint.actions}, {"engine", values_of(checkpoint.engine)}, {"kernel", values_of(checkpoint.kernel)}});
  }
  return list;
}

nlohmann::ordered_json fields_json(const RefereeReport& report) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const FieldJudgement& judgement : report.verdict.fields) {
    list.push_back({{"name", judgement.field->name}, {"difference", judgement.difference}, {"relative", judgement.relative},
                    {"difference_largest", judgement.difference_largest}, {"allowed", judgement.allowed},
                    {"judged", judgement.is_judged}, {"within", judgement.is_within}});
  }
  return list;
}

void add_mismatch(const RefereeRequest& request, const RefereeReport& report, nlohmann::ordered_json& json) {
  if (!report.run.mismatch) return;
  json["mismatch"] = {{"operations", report.run.mismatch->at.actions}, {"text", report.run.mismatch->text}, {"repeated", report.is_repeated}};
  if (!report.shrunk) return;
  const std::string actions = to_string(report.shrunk->actions);
  json["mismatch"]["shrunk"] = {{"operations", report.shrunk->actions.size()}, {"minimal", report.shrunk->is_minimal},
                                {"attempts", report.shrunk->attempts}, {"actions", actions}, {"replay", replay_command(request, actions)}};
}

}  // namespace

nlohmann::ordered_json to_json(const RefereeRequest& request, const RefereeReport& report) {
  const ActionCounts counts = count(request.actions);
  nlohmann::ordered_json json = {
      {"kernel", report.release}, {"era", request.era.name}, {"chain_size", request.era.era.pool.chain_size},
      {"codec", request.codec_text}, {"lengths", name_of(request.lengths)}, {"what", request.what}, {"slots", request.slots},
      {"mem_limit", request.mem_limit_bytes}, {"writes", counts.writes}, {"partial_writes", counts.partial},
      {"discards", counts.discards}, {"compactions", counts.compactions}, {"distinct_pages", report.distinct_pages},
      {"failed_writes", report.run.failed_writes}, {"settled_late", report.run.settled_late}, {"slots_compared", report.run.slots_compared},
      {"right", report.verdict.is_right && report.recount.empty()}, {"all_equal", report.verdict.all_equal()},
      {"verdict", verdict_line(request, report)}, {"fields", fields_json(report)}};
  if (report.differences) json["length_differences"] = report.differences->json();
  add_mismatch(request, report, json);
  json["checkpoints"] = checkpoints_json(report.run.checkpoints);
  return json;
}

}  // namespace zramlab
