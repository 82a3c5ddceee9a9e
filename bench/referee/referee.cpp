#include "bench/referee/referee.h"

namespace zramlab {

namespace {

class Hearing {
 public:
  Hearing(const RefereeRequest& request, const RefereeSides& sides, RefereePages& pages, const RefereeProgress& progress)
      : request_(request), contest_(sides.engine, sides.kernel, pages), progress_(progress) {}

  RefereeReport run() {
    RefereeReport report;
    const ContestRules rules{.check_every = request_.check_every, .stop_at_difference = request_.lengths == Lengths::kernel};
    const auto all = static_cast<double>(request_.actions.size());
    report.run = contest_.run(request_.actions, request_.slots, rules,
                              [&](std::uint64_t done) { return progress_("comparing", static_cast<double>(done) / all); });
    report.verdict = judge(report.run, request_.tolerance);
    if (report.run.mismatch && request_.shrinks) shorten(report);
    return report;
  }

 private:
  void shorten(RefereeReport& report) {
    const Mismatch& mismatch = *report.run.mismatch;
    looks_at_contents_ = mismatch.fields.empty();
    std::vector<Action> actions(request_.actions.begin(), request_.actions.begin() + static_cast<std::ptrdiff_t>(mismatch.at.actions));
    const FindDifference find = [this](std::span<const Action> candidate) { return find_difference(candidate); };
    report.is_repeated = find(actions) != 0;
    if (!report.is_repeated) return;
    report.shrunk = shrink(std::move(actions), find, shrink_budget);
    static_cast<void>(find(report.shrunk->actions));
    report.first_difference = last_found_;
  }

  std::size_t find_difference(std::span<const Action> candidate) {
    if (!progress_("shrinking", 0)) return 0;  // interrupted: the budget is soon used up
    const ContestRules rules{.check_every = 1, .stop_at_difference = request_.lengths == Lengths::kernel, .compare_contents = looks_at_contents_};
    const ContestRun run = contest_.run(candidate, slots_needed(candidate), rules, [this](std::uint64_t) { return progress_("shrinking", 0); });
    if (!run.mismatch) return 0;
    last_found_ = run.mismatch;
    return run.mismatch->at.actions;
  }

  const RefereeRequest& request_;
  Contest contest_;
  const RefereeProgress& progress_;
  bool looks_at_contents_ = false;
  std::optional<Mismatch> last_found_;
};

}  // namespace

RefereeReport hold(const RefereeRequest& request, const RefereeSides& sides, RefereePages& pages, const RefereeProgress& progress) {
  return Hearing(request, sides, pages, progress).run();
}

}  // namespace zramlab
