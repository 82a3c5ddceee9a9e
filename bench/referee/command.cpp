#include "bench/referee/command.h"

#include "bench/calibrate/progress_line.h"
#include "bench/interrupt.h"
#include "bench/kernel/leftovers.h"
#include "bench/referee/engine_side.h"
#include "bench/referee/kernel_side.h"
#include "bench/referee/referee.h"
#include "bench/referee/report.h"
#include "bench/referee/told_lengths_codec.h"
#include "bench/text_file.h"
#include "engine/base/input_error.h"
#include "engine/pool/size_classes.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace zramlab {

namespace {

ZramOptions zram_options(const RefereeRequest& request, std::uint64_t slots, std::uint64_t mem_limit_bytes) {
  return {.algorithm = request.algorithm.name,
          .parameters = request.algorithm.parameters,
          .disksize_bytes = slots * page_bytes,
          .mem_limit_bytes = mem_limit_bytes};
}

EngineSideOptions engine_options(const RefereeRequest& request, LengthOracle& oracle) {
  return {.era = request.era.era,
          .slots = request.slots,
          .mem_limit_bytes = request.mem_limit_bytes,
          .codec = request.lengths == Lengths::kernel ? make_told_lengths_codec(oracle) : request.codec};
}

RefereeReport hold_with_kernel(const RefereeRequest& request) {
  ProgressLine line;
  const RefereeProgress progress = [&](const std::string& what, double share) {
    line.show(what, share);
    return !interrupt_requested.load();
  };
  // Two devices: what is asked for a length in the middle of a sequence must not disturb it.
  KernelSide asked(zram_options(request, LengthOracle::slots, 0));
  KernelSide kernel(zram_options(request, request.slots, request.mem_limit_bytes));
  LengthOracle oracle(asked);
  EngineSide engine(engine_options(request, oracle));
  RefereePages pages(request.contents);
  RefereeReport report = hold(request, {engine, kernel}, pages, progress);
  report.release = running_kernel().release;
  report.recount = engine.recount();
  if (request.lengths == Lengths::own) {
    const std::size_t huge_threshold = SizeClassTable(request.era.era.pool).huge_threshold();
    report.differences = compare_lengths(request.actions, pages, *request.codec, huge_threshold, oracle);
  }
  report.distinct_pages = oracle.count();
  return report;
}

void write_outputs(const RefereeRequest& request, const RefereeReport& report) {
  if (!request.json.empty()) write_text_file("--json", request.json, to_json(request, report).dump(1) + '\n');
  if (report.shrunk && !request.save.empty()) write_text_file("--save", request.save, to_string(report.shrunk->actions) + '\n');
}

void run(const RefereeTexts& texts) {
  catch_interrupts();
  const RefereeRequest request = check_referee_request(texts);
  if (const auto missing = missing_for_zram()) throw bad_input("referee: " + *missing);
  offer_clean_up();
  const RefereeReport report = hold_with_kernel(request);
  if (interrupt_requested.load()) throw InputError(ExitCode::interrupted, "referee: interrupted; nothing was concluded");
  if (!request.quiet) fmt::print("{}", to_text(request, report));
  fmt::print("{}\n", verdict_line(request, report));
  write_outputs(request, report);
  if (!report.verdict.is_right || !report.recount.empty()) throw InputError(ExitCode::failed, "referee: the engine and the kernel differ");
}

}  // namespace

void add_referee_command(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("referee", "The engine's memory accounting against the kernel's, field by field");
  const auto texts = std::make_shared<RefereeTexts>();
  add_referee_options(command, *texts);
  command.callback([texts] { run(*texts); });
}

}  // namespace zramlab
