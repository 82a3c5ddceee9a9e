#include "traces/importers/block_events.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>

namespace zramlab {
namespace {

struct KindName {
  std::string_view kernel_name;
  char letter;
};

// By EventKind.
constexpr std::array<KindName, 3> kind_names{{
    {"block_bio_queue", 'Q'},
    {"block_rq_issue", 'D'},
    {"block_rq_insert", 'I'},
}};

EventKind first_choice(EventChoice choice) {
  switch (choice) {
    case EventChoice::issue: return EventKind::issue;
    case EventChoice::insert: return EventKind::insert;
    case EventChoice::automatic:
    case EventChoice::queue: break;
  }
  return EventKind::queue;
}

}  // namespace

std::optional<EventKind> event_kind_of(std::string_view kernel_name) {
  for (std::size_t i = 0; i < kind_names.size(); ++i) {
    if (kind_names[i].kernel_name == kernel_name) return static_cast<EventKind>(i);
  }
  return std::nullopt;
}

EventFilter::EventFilter(EventChoice choice, ImportReport& report)
    : report_(report), may_choose_(choice == EventChoice::automatic), taken_(first_choice(choice)) {}

bool EventFilter::look_again() {
  if (!may_choose_ || seen_[static_cast<std::size_t>(taken_)] != 0) return false;
  may_choose_ = false;
  for (const EventKind kind : {EventKind::issue, EventKind::insert}) {
    if (seen_[static_cast<std::size_t>(kind)] == 0) continue;
    taken_ = kind;
    seen_ = {};
    fell_back_ = true;
    return true;
  }
  return false;
}

void EventFilter::require_seekable(const std::filesystem::path& input) const {
  if (std::filesystem::is_regular_file(input)) return;
  const char letter = kind_names[static_cast<std::size_t>(taken_)].letter;
  throw bad_input(fmt::format("{}: holds no Q events, and what is no file cannot be read a second time for its {} "
                              "events; say --event {}",
                              input.string(), letter, letter));
}

void EventFilter::add_notes() const {
  report_.notes.emplace_back(
      "Block events do not show when the kernel frees a swap slot: a slot stays occupied until it is written or "
      "discarded, so the memory in use is an upper bound.");
  const KindName& taken = kind_names[static_cast<std::size_t>(taken_)];
  if (fell_back_) {
    report_.notes.push_back(fmt::format(
        "There is no Q event (block_bio_queue); {} events ({}) were imported, which show requests after merging and "
        "scheduling. zram itself has Q events only.",
        taken.letter, taken.kernel_name));
  }
  if (report_.events != 0) return;
  for (std::size_t i = 0; i < kind_names.size(); ++i) {
    if (seen_[i] == 0) continue;
    report_.notes.push_back(fmt::format("There are {} {} events; --event {} imports them.", seen_[i],
                                        kind_names[i].kernel_name, kind_names[i].letter));
  }
}

}  // namespace zramlab
