#include "engine/platform/virtual/explored_steps.h"

#include "engine/platform/virtual/explored_machine.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace zramlab {

std::string word_name(std::uint32_t number) {
  std::string name(1, static_cast<char>('A' + number % 26));
  if (number >= 26) name += std::to_string(number / 26);
  return name;
}

namespace {

std::string what(const LoggedStep& step) {
  if (step.word == ~0u) return step.value == 0 ? step.what : fmt::format("{} ({})", step.what, step.value);
  return fmt::format("{} {} = {}", step.what, word_name(step.word), step.value);
}

}  // namespace

std::string StepLog::text() const {
  std::string text;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const LoggedStep& step = steps_[i];
    if (i != 0 && steps_[i - 1].thread != step.thread) text += '\n';
    text += fmt::format("{:>5}  thread {}  CPU {}  {:<34} {}\n", i + 1, step.thread, step.cpu, what(step), to_string(step.place));
  }
  return text;
}

std::string StepLog::chrome_trace(const std::string& title) const {
  using nlohmann::json;
  json events = json::array();
  events.push_back({{"ph", "M"}, {"pid", 1}, {"name", "process_name"}, {"args", {{"name", title}}}});
  CpuIndex cpus = 0;
  for (const LoggedStep& step : steps_) cpus = std::max(cpus, step.cpu + 1);
  for (CpuIndex cpu = 0; cpu < cpus; ++cpu) {
    events.push_back({{"ph", "M"}, {"pid", 1}, {"tid", cpu + 1}, {"name", "thread_name"}, {"args", {{"name", fmt::format("CPU {}", cpu)}}}});
  }
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const LoggedStep& step = steps_[i];
    events.push_back({{"ph", "X"}, {"pid", 1}, {"tid", step.cpu + 1}, {"ts", i}, {"dur", 1},
                      {"name", fmt::format("t{}: {}", step.thread, what(step))},
                      {"args", {{"place", to_string(step.place)}, {"step", i + 1}}}});
  }
  return json{{"traceEvents", std::move(events)}, {"displayTimeUnit", "ns"}}.dump(1) + "\n";
}

void ExploredMachine::log_step(const char* what, const AtomicRecord* record, std::uint64_t value) {
  log_->add({self_, self().cpu, what, record != nullptr ? record->name : ~0u, value, self().place});
}

std::string ExploredMachine::describe() const {
  std::string text = fmt::format("  {} threads on {} CPUs, after {} steps\n", thread_count_, options_.cpus, steps_);
  for (ThreadIndex index = 0; index < thread_count_; ++index) {
    const Thread& thread = threads_[index];
    text += fmt::format("  thread {} on CPU {}: ", index, thread.cpu);
    const auto waits = [&](const char* how) {
      return fmt::format("{} on word {}, {}", how, word_name(thread.waits_on->name), to_string(thread.place));
    };
    switch (thread.state) {
      case State::runnable: text += index == self_ ? "running" : "runnable"; break;
      case State::spinning: text += waits("spins"); break;
      case State::sleeping: text += waits("sleeps"); break;
      case State::done: text += "done"; break;
    }
    if (thread.preemption_off) text += ", preemption off";
    if (thread.sections > (thread.preemption_off ? 1u : 0u)) text += ", in an atomic section";
    text += '\n';
  }
  return text;
}

}  // namespace zramlab
