// Both sides in step: the same actions, and a look at mm_stat of both in between.
#pragma once

#include "bench/referee/fields.h"
#include "bench/referee/pages.h"
#include "bench/referee/side.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace zramlab {

// Where the two sides are no longer alike.
struct Mismatch {
  Checkpoint at;                       // actions: how many were done
  std::string text;                    // what differs, a line
  std::vector<const MmField*> fields;  // of mm_stat; empty: an outcome or contents
};

struct ContestRules {
  std::uint64_t check_every = 1;  // actions between two looks; there is one at the end in any case
  bool stop_at_difference = true; // of mm_stat; a difference of outcomes or contents always ends a contest
  bool compare_contents = true;   // of every slot, at the end
};

struct ContestRun {
  std::vector<Checkpoint> checkpoints;
  std::optional<Mismatch> mismatch;
  std::uint64_t settled_late = 0;  // looks at which the kernel's pool came down to the engine's only after a moment
  std::uint64_t failed_writes = 0; // that failed on both sides
  std::uint64_t slots_compared = 0;
};

// 1. Both sides are restarted by each run, and left as it ends.
// 2. The kernel frees a zspage later where somebody holds a lock of one of its pages (migration, compaction of the kernel's own): user
//    space cannot see that. Where only mem_used_total is higher there, it is looked at again for settle_ms; what is higher then is
//    a difference. mem_used_max that rose meanwhile stays a difference.
class Contest {
 public:
  static constexpr int settle_ms = 200;

  // Called now and then with the number of actions done; returns whether to go on.
  using Watch = std::function<bool(std::uint64_t)>;

  Contest(RefereeSide& engine, RefereeSide& kernel, RefereePages& pages) : engine_(engine), kernel_(kernel), pages_(pages) {}

  // REQUIRES that all slots and pages that the actions name are there, and slots_needed(actions) <= slots.
  ContestRun run(std::span<const Action> actions, std::uint64_t slots, const ContestRules& rules, const Watch& watch = {});

 private:
  struct Outcomes {
    Outcome engine = Outcome::ok;
    Outcome kernel = Outcome::ok;
  };

  Outcomes do_both(const Action& action);
  bool look(std::uint64_t done, const ContestRules& rules, ContestRun& run);
  void settle(Checkpoint& checkpoint, ContestRun& run);
  void compare_contents(std::uint64_t slots, ContestRun& run);

  RefereeSide& engine_;
  RefereeSide& kernel_;
  RefereePages& pages_;
};

}  // namespace zramlab
