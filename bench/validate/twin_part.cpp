// The twin: the same queueing model in SimGrid.
#include "bench/validate/machine_twin.h"
#include "bench/validate/parts.h"

#include <fmt/format.h>

#include <algorithm>

namespace zramlab {

namespace {

struct TwinCase {
  std::string_view strategy;  // whose waiters are served first come, first served, as the twin's are
  StreamGuard guard;
  unsigned cpus;
  unsigned streams;
};

constexpr auto twin_cases = std::to_array<TwinCase>({
    {"global-mutex", StreamGuard::mutex, 4, 1},
    {"global-mutex", StreamGuard::mutex, 16, 1},
    {"idle-list-exclusive", StreamGuard::pool, 4, 2},
    {"idle-list-exclusive", StreamGuard::pool, 8, 3},
    {"idle-list-exclusive", StreamGuard::pool, 16, 12},
    {"tbb-queue", StreamGuard::pool, 8, 3},
    {"per-cpu", StreamGuard::own, 16, 16},
});

TwinModel model_of(const TwinCase& test, const ValidateOptions& options, const TwinPages& pages) {
  constexpr double ms = 1e6;
  return {test.cpus, test.streams, (options.quick ? 25 : 250) * ms, options.seed, test.guard, times_of(pages)};
}

void compare(const TwinCase& test, const TwinModel& model, const TwinPages& pages, const std::filesystem::path& twin,
             PartReport& report) {
  const auto per_second = [&](const TwinRun& run) { return static_cast<double>(run.pages) * 1e9 / model.duration_ns; };
  const double expected = per_second(run_simgrid_twin(twin, model, TwinWork::execute));
  const double found = per_second(run_strategy_as_twin(test.strategy, model, pages));
  report.figures.push_back({.name = fmt::format("{}, {} CPUs, {} streams", test.strategy, test.cpus, test.streams),
                            .unit = Unit::per_second,
                            .found = found,
                            .expected = expected,
                            .target = Target{Target::Kind::within, 0.01}});
}

// The best of a few runs: what disturbs a run only makes it slower.
template <class Run>
double best_speed(Run run) {
  double best = 0;
  for (int i = 0; i < 3; ++i) best = std::max(best, run().pages_per_cpu_second);
  return best;
}

void compare_speed(const TwinModel& model, const TwinPages& pages, const std::filesystem::path& twin, PartReport& report) {
  const double simgrid = best_speed([&] { return run_simgrid_twin(twin, model, TwinWork::execute); });
  const double simgrid_sleeping = best_speed([&] { return run_simgrid_twin(twin, model, TwinWork::sleep); });
  const double bare = best_speed([&] { return run_bare_twin(model); });
  const double device = best_speed([&] { return run_strategy_as_twin("idle-list-exclusive", model, pages); });
  const auto add = [&](const char* name, Unit unit, double found, std::optional<Target> target, const char* note) {
    report.figures.push_back({.name = name, .unit = unit, .found = found, .target = target, .note = note});
  };
  add("speed: SimGrid, CPUs as its hosts", Unit::per_second, simgrid, std::nullopt, "page writes a CPU second");
  add("speed: SimGrid, sleeping instead of computing", Unit::per_second, simgrid_sleeping, std::nullopt, "without CPUs");
  add("speed: this machine, the model alone", Unit::per_second, bare, std::nullopt, "");
  add("speed: this machine, a whole device behind", Unit::per_second, device, std::nullopt, "slots, pool, contents");
  add("speed: the model alone over SimGrid", Unit::factor, bare / simgrid, Target{Target::Kind::at_least, 10}, "");
  add("speed: the model alone over SimGrid sleeping", Unit::factor, bare / simgrid_sleeping, std::nullopt, "");
}

}  // namespace

PartReport validate_twin(const ValidateOptions& options) {
  PartReport report{.name = "twin",
                    .title = "An independent twin in SimGrid",
                    .method = "Each CPU decompresses the page it wrote before, gets a stream, compresses a page of gxx (lz4), copies it "
                              "and puts the stream. Times from the frozen table; pages drawn from the same seed. Here real strategies "
                              "run on a device, on a profile where all but these times is free; SimGrid has semaphores, mutexes and "
                              "no code of ours. Page writes a second, simulated."};
  if (options.twin.empty()) {
    report.notes.emplace_back("not compared: the twin was not built; install libsimgrid-dev and configure again");
    return report;
  }
  const TwinPages pages = twin_pages("gxx", "lz4");
  for (const TwinCase& test : twin_cases) compare(test, model_of(test, options, pages), pages, options.twin, report);
  if (options.quick) return report;
  compare_speed(model_of(twin_cases[3], options, pages), pages, options.twin, report);
  return report;
}

}  // namespace zramlab
