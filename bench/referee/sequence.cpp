#include "bench/referee/sequence.h"

#include "engine/base/input_error.h"
#include "engine/base/random.h"

#include <fmt/format.h>

#include <algorithm>

namespace zramlab {

namespace {

constexpr std::uint32_t phase_actions_min = 1000;
constexpr std::uint32_t phase_actions_a_slot = 4;  // at most: long enough to fill the device, or to empty it
constexpr double write_share_min = 0.15;
constexpr double write_share_max = 0.9;

constexpr double compact_share = 0.001;        // of all actions
constexpr double partial_share = 0.02;         // of what stores
constexpr double odd_page_share = 0.03;        // of the stored pages are same-filled, and as many random
constexpr std::uint32_t odd_pages = 64;        // of each kind
constexpr double many_share = 0.02;            // of the discards take some slots in a row
constexpr std::uint32_t many_slots_max = 128;
constexpr double everything_share = 0.0002;    // of the discards empty the device

class Sequence {
 public:
  explicit Sequence(const SequenceRequest& request) : request_(request), random_(request.seed) {}

  Action next() {
    if (left_in_phase_-- == 0) begin_phase();
    if (random_.chance(compact_share)) return {.kind = Action::Kind::compact};
    if (random_.chance(write_share_)) return random_.chance(partial_share) ? partial() : write();
    return discard();
  }

 private:
  void begin_phase() {
    constexpr std::uint32_t steps = 1000;
    write_share_ = write_share_min + (write_share_max - write_share_min) * random_.below(steps + 1) / steps;
    left_in_phase_ = phase_actions_min + random_.below(phase_actions_a_slot * request_.slots);
  }

  Action write() { return {.kind = Action::Kind::write, .slot = slot(), .page = page()}; }

  Action partial() {
    Action action{.kind = Action::Kind::partial, .slot = slot(), .page = page()};
    action.offset = static_cast<std::uint16_t>(random_.below(page_bytes / sector_bytes) * sector_bytes);
    const std::uint32_t left = (static_cast<std::uint32_t>(page_bytes) - action.offset) / sector_bytes;
    action.length = static_cast<std::uint16_t>((1 + random_.below(left)) * sector_bytes);
    return action;
  }

  Action discard() {
    if (random_.chance(everything_share)) return {.kind = Action::Kind::discard, .slot = 0, .count = request_.slots};
    Action action{.kind = Action::Kind::discard, .slot = slot()};
    if (random_.chance(many_share)) action.count = 1 + random_.below(std::min(many_slots_max, request_.slots - action.slot));
    return action;
  }

  SlotIndex slot() { return random_.below(request_.slots); }

  PageName page() {
    const double kind = static_cast<double>(random_.below(1000)) / 1000;
    if (kind < odd_page_share) return {PageName::Kind::same_filled, random_.below(odd_pages)};
    if (kind < 2 * odd_page_share) return {PageName::Kind::random, random_.below(odd_pages)};
    return {PageName::Kind::given, random_.below(request_.given_pages)};
  }

  static constexpr std::uint32_t sector_bytes = 512;

  SequenceRequest request_;
  Random random_;
  double write_share_ = 0;
  std::uint32_t left_in_phase_ = 0;
};

bool stores(Operation operation) { return operation == Operation::write || operation == Operation::partial; }

Action action_of(const TraceRecord& record) {
  Action action{.slot = record.slot, .page = {PageName::Kind::given, record.content}};
  if (record.operation == Operation::discard) {
    action.kind = Action::Kind::discard;
    action.page = {};
  } else if (record.operation == Operation::partial && (record.offset != 0 || record.length != 0)) {
    action.kind = Action::Kind::partial;
    action.offset = record.offset;
    action.length = record.length;
  }
  return action;
}

}  // namespace

std::vector<Action> random_actions(const SequenceRequest& request) {
  Sequence sequence(request);
  std::vector<Action> actions;
  actions.reserve(request.actions);
  while (actions.size() < request.actions) actions.push_back(sequence.next());
  return actions;
}

TraceActions trace_actions(const TraceReader& trace, std::uint64_t compact_every) {
  if (trace.content_count() == 0) {
    throw bad_input(fmt::format("--trace: {} holds no page contents; a referee needs them", trace.file().string()));
  }
  if (trace.slot_count() > referee_slots_max) {
    throw bad_input(fmt::format("--trace: {} has {} slots, and a referee's device has at most {}; cut or sample it (bench trace sample)",
                                trace.file().string(), trace.slot_count(), referee_slots_max));
  }
  TraceActions made;
  trace.for_each_block([&](std::span<const TraceRecord> records) {
    for (const TraceRecord& record : records) {
      if (record.operation == Operation::read) {
        ++made.reads;
      } else if (stores(record.operation) && record.content == no_content) {
        ++made.without_page;
      } else {
        made.actions.push_back(action_of(record));
        const bool is_due = compact_every != 0 && (made.actions.size() + 1) % (compact_every + 1) == 0;
        if (is_due) made.actions.push_back({.kind = Action::Kind::compact});
      }
    }
  });
  return made;
}

}  // namespace zramlab
