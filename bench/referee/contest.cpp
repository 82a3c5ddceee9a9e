#include "bench/referee/contest.h"

#include <fmt/format.h>

#include <chrono>
#include <cstring>
#include <memory>
#include <thread>

namespace zramlab {

namespace {

std::string text_of(const Checkpoint& checkpoint, const std::vector<const MmField*>& fields) {
  std::string text;
  for (const MmField* const field : fields) {
    text += fmt::format("{}{} is {} in the engine and {} in the kernel", text.empty() ? "" : ", ", field->name,
                        checkpoint.engine.*field->value, checkpoint.kernel.*field->value);
  }
  return text;
}

std::string_view ended(Outcome outcome) { return outcome == Outcome::ok ? "succeeds" : "fails"; }

// Whether the kernel's mem_used_total is higher, and nothing else differs but what follows from that.
bool may_settle(const Checkpoint& checkpoint) {
  if (checkpoint.kernel.mem_used_total <= checkpoint.engine.mem_used_total) return false;
  for (const MmField* const field : differing_fields(checkpoint)) {
    if (field->value != &MmStat::mem_used_total && field->value != &MmStat::mem_used_max) return false;
  }
  return true;
}

}  // namespace

ContestRun Contest::run(std::span<const Action> actions, std::uint64_t slots, const ContestRules& rules, const Watch& watch) {
  constexpr std::uint64_t watch_every = 1024;
  engine_.restart();
  kernel_.restart();
  ContestRun run;
  std::uint64_t done = 0;
  for (const Action& action : actions) {
    const Outcomes outcomes = do_both(action);
    ++done;
    if ((outcomes.engine == Outcome::ok) != (outcomes.kernel == Outcome::ok)) {
      run.mismatch = Mismatch{.at = {done, engine_.mm_stat(), kernel_.mm_stat()},
                              .text = fmt::format("{} {} in the engine ({}) and {} in the kernel ({})", to_string(action), ended(outcomes.engine),
                                                  to_string(outcomes.engine), ended(outcomes.kernel), to_string(outcomes.kernel)),
                              .fields = {}};
      return run;
    }
    run.failed_writes += outcomes.engine == Outcome::ok ? 0 : 1;
    const bool is_due = done % rules.check_every == 0 || done == actions.size();
    if (is_due && !look(done, rules, run)) return run;
    if (done % watch_every == 0 && watch && !watch(done)) break;
  }
  if (rules.compare_contents) compare_contents(slots, run);
  return run;
}

Contest::Outcomes Contest::do_both(const Action& action) {
  switch (action.kind) {
    case Action::Kind::write: {
      const PageView page = pages_.page(action.page);
      const Outcome engine = engine_.write(action.slot, page);
      return {engine, kernel_.write(action.slot, page)};
    }
    case Action::Kind::partial: {
      const ByteView bytes = ByteView(pages_.page(action.page)).subspan(action.offset, action.length);
      const Outcome engine = engine_.write_partial(action.slot, action.offset, bytes);
      return {engine, kernel_.write_partial(action.slot, action.offset, bytes)};
    }
    case Action::Kind::discard: {
      const Outcome engine = engine_.discard(action.slot, action.count);
      return {engine, kernel_.discard(action.slot, action.count)};
    }
    case Action::Kind::compact: {
      engine_.compact();
      kernel_.compact();
      return {};
    }
  }
  return {};
}

// False: they differ, and that ends the contest.
bool Contest::look(std::uint64_t done, const ContestRules& rules, ContestRun& run) {
  Checkpoint checkpoint{done, engine_.mm_stat(), kernel_.mm_stat()};
  if (rules.stop_at_difference && may_settle(checkpoint)) settle(checkpoint, run);
  run.checkpoints.push_back(checkpoint);
  if (!rules.stop_at_difference) return true;
  const std::vector<const MmField*> fields = differing_fields(checkpoint);
  if (fields.empty()) return true;
  run.mismatch = Mismatch{checkpoint, text_of(checkpoint, fields), fields};
  return false;
}

void Contest::settle(Checkpoint& checkpoint, ContestRun& run) {
  const auto begin = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(settle_ms)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    checkpoint.kernel = kernel_.mm_stat();
    if (checkpoint.kernel.mem_used_total != checkpoint.engine.mem_used_total) continue;
    ++run.settled_late;
    return;
  }
}

void Contest::compare_contents(std::uint64_t slots, ContestRun& run) {
  struct alignas(page_bytes) Buffers {
    std::array<std::byte, page_bytes> engine;
    std::array<std::byte, page_bytes> kernel;
  };
  const auto buffers = std::make_unique<Buffers>();
  for (std::uint64_t slot = 0; slot < slots; ++slot) {
    const Outcome engine = engine_.read(static_cast<SlotIndex>(slot), buffers->engine);
    const Outcome kernel = kernel_.read(static_cast<SlotIndex>(slot), buffers->kernel);
    ++run.slots_compared;
    if (engine == Outcome::ok && kernel == Outcome::ok && buffers->engine == buffers->kernel) continue;
    const std::uint64_t done = run.checkpoints.empty() ? 0 : run.checkpoints.back().actions;
    run.mismatch = Mismatch{.at = {done, engine_.mm_stat(), kernel_.mm_stat()},
                            .text = fmt::format("slot {} reads differently at the end (engine: {}, kernel: {})", slot, to_string(engine),
                                                to_string(kernel)),
                            .fields = {}};
    return;
  }
}

}  // namespace zramlab
