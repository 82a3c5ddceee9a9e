#include "bench/results_json.h"

#include "bench/aggregates.h"
#include "bench/course_json.h"
#include "bench/histogram_json.h"
#include "bench/open_json.h"
#include "bench/sensitivity.h"
#include "bench/time_split.h"
#include "engine/base/input_error.h"
#include "engine/platform/host/clock.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace zramlab {

namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

ordered_json to_json(const MmStat& stat) {
  return {{"orig_data_size", stat.orig_data_size}, {"compr_data_size", stat.compr_data_size},
          {"mem_used_total", stat.mem_used_total}, {"mem_limit", stat.mem_limit},
          {"mem_used_max", stat.mem_used_max},     {"same_pages", stat.same_pages},
          {"pages_compacted", stat.pages_compacted}, {"huge_pages", stat.huge_pages},
          {"huge_pages_since", stat.huge_pages_since}};
}

void add_device(ordered_json& row, const DeviceReport& device) {
  row["slot_lock"] = device.slot_lock;
  row["mm_stat"] = to_json(device.mm_stat);
  if (device.mm_stat_start) row["mm_stat_start"] = to_json(*device.mm_stat_start);
  row["io_stat"] = {{"failed_reads", device.io_stat.failed_reads},
                    {"failed_writes", device.io_stat.failed_writes},
                    {"invalid_io", device.io_stat.invalid_io},
                    {"notify_free", device.io_stat.notify_free}};
  row["debug_stat"] = {{"writestall", device.debug_stat.writestall}, {"miss_free", device.debug_stat.miss_free}};
  row["streams"] = device.streams;
  row["stream_bytes"] = device.stream_bytes;
  row["stream_bytes_max"] = device.stream_bytes_max;
  row["reader_bytes"] = device.reader_bytes;
}

void add_latencies(ordered_json& row, const Measured& measured) {
  if (measured.write_ns.count() + measured.read_ns.count() == 0) return;
  row["latency_ns"] = {{"write", to_json(measured.write_ns)},
                       {"read", to_json(measured.read_ns)},
                       {"wait", to_json(measured.wait_ns)}};
  row["histogram_ns"] = {{"write", buckets_of(measured.write_ns)},
                         {"read", buckets_of(measured.read_ns)},
                         {"wait", buckets_of(measured.wait_ns)}};
}

void add_steps(ordered_json& row, const Measured& measured) {
  if (measured.steps_ns[static_cast<std::size_t>(Step::compress)] == 0) return;
  for (std::size_t step = 0; step < step_count; ++step) row["steps_ns"][std::string(step_names[step])] = measured.steps_ns[step];
}

void add_simulation(ordered_json& row, const Result& result) {
  const SimulationReport& report = *result.simulation;
  const auto ns = [](Ticks ticks) { return static_cast<double>(ticks) / static_cast<double>(ps_per_ns); };
  row["simulation"] = {{"events", report.events},
                       {"wakeups", report.wakeups},
                       {"preemptions", report.preemptions},
                       {"cpu_time_ns",
                        {{"working", ns(report.time.working)},
                         {"accessing", ns(report.time.accessing)},
                         {"spinning", ns(report.time.spinning)},
                         {"switching", ns(report.time.switching)},
                         {"idle", ns(report.time.idle)}}}};
  if (result.sensitivity.empty()) return;
  const auto [low, high] = band_of(result);
  row["sensitivity"] = {{"items_per_second_low", low}, {"items_per_second_high", high}};
  for (const ScaledRun& scaled : result.sensitivity) {
    row["sensitivity"]["parameters"][std::string(to_string(scaled.group))][scaled.factor < 1 ? "x0.5" : "x2"] = scaled.items_per_second;
  }
}

// Beside the median, which google-benchmark's schema has no interval for.
void add_spread(ordered_json& row, const CellAggregate& aggregate) {
  if (const auto& interval = aggregate.median_interval) {
    row["median_interval"] = {{"coverage", interval->coverage},
                              {"real_time", {interval->low.real_time, interval->high.real_time}},
                              {"cpu_time", {interval->low.cpu_time, interval->high.cpu_time}},
                              {"items_per_second", {interval->low.items_per_second, interval->high.items_per_second}}};
  }
  row["outliers"] = ordered_json::array();
  for (const Outlier& outlier : aggregate.outliers) {
    row["outliers"].push_back({{"repetition_index", outlier.repetition},
                               {"items_per_second", outlier.items_per_second},
                               {"modified_z", outlier.modified_z}});
  }
}

}  // namespace

std::string run_name(const Cell& cell, const std::string& workload) {
  return fmt::format("{}/codec:{}/workload:{}/threads:{}{}{}", cell.strategy, cell.codec, workload, cell.threads,
                     cell.load.empty() ? "" : "/", cell.load);
}

std::string_view to_string(Verified verified) {
  switch (verified) {
    case Verified::yes: return "yes";
    case Verified::no: return "not asked for";
    case Verified::failed: return "FAILED";
    case Verified::not_stored: return "nothing stored";
  }
  return "unknown";
}

ResultsFile::ResultsFile(const RunOptions& options, std::string workload, ordered_json context)
    : options_(options), workload_(std::move(workload)) {
  document_["context"] = std::move(context);
  document_["benchmarks"] = ordered_json::array();
  open();
}

ordered_json ResultsFile::row(const Result& result) const {
  const Measured& measured = result.measured;
  const auto operations = static_cast<double>(measured.done());
  const std::string name = run_name(result.cell, workload_);
  ordered_json row = {{"name", name},
                      {"run_name", name},
                      {"run_type", "iteration"},
                      {"repetitions", options_.repetitions},
                      {"repetition_index", result.repetition},
                      {"threads", result.cell.threads},
                      {"iterations", measured.operations},
                      {"real_time", operations > 0 ? measured.elapsed_ns / operations : 0},
                      {"cpu_time", operations > 0 ? measured.cpu_ns / operations : 0},
                      {"time_unit", "ns"},
                      {"items_per_second", measured.items_per_second()},
                      {"bytes_per_second", measured.items_per_second() * page_bytes},
                      {"strategy", result.cell.strategy},
                      {"codec", result.cell.codec},
                      {"workload", workload_},
                      {"on", name_of_world(options_)},
                      {"simulated", result.simulation.has_value()},
                      {"kind", result.is_baseline ? "baseline" : "strategy"},
                      {"emulated", !result.emulations.empty()},
                      {"emulations", result.emulations},
                      {"oversubscribed", result.oversubscribed},
                      {"pinned", result.pinned},
                      {"verified", options_.verify && (result.verified == Verified::yes || result.verified == Verified::not_stored)},
                      {"verification", to_string(result.verified)},
                      {"reads_checked", result.reads_checked},
                      {"reads_uncheckable", result.reads_uncheckable},
                      {"share_of_slots_followed", result.share_followed},
                      {"order", to_string(options_.order)},
                      {"era", options_.era_name},
                      {"pool_lock", options_.pool_lock == PoolLock::per_class ? "class" : "pool"},
                      {"fairness", measured.fairness},
                      {"elapsed_s", measured.elapsed_ns / 1e9},
                      {"user_s", measured.user_ns / 1e9},
                      {"system_s", measured.system_ns / 1e9},
                      {"failed_operations", measured.failed_operations},
                      {"context_switches",
                       {{"voluntary", measured.switches.voluntary}, {"involuntary", measured.switches.involuntary}}},
                      {"warnings", result.warnings},
                      {"failures", result.failures}};
  if (const auto content = contents_.find(result.cell.codec); content != contents_.end()) row["content"] = content->second;
  if (result.efficiency) row["efficiency"] = *result.efficiency;
  if (result.interrupted) row["interrupted"] = true;
  if (!result.failures.empty()) {
    row["error_occurred"] = true;
    row["error_message"] = "wrong answers: " + result.failures.front();
  }
  add_kernel(row, result);
  if (result.simulation) add_simulation(row, result);
  add_open_loop(row, result, options_.arrival.kind);
  add_latencies(row, measured);
  add_course(row, result, options_.steady_state);
  if (result.device) {
    add_steps(row, measured);
    add_device(row, *result.device);
  }
  return row;
}

void ResultsFile::add(const Result& result) {
  document_["benchmarks"].push_back(row(result));
  results_.push_back(result);
  constexpr std::uint64_t between_writes_ns = 1'000'000'000;
  if (!stream_.is_open() && host::clock_ns() - written_ns_ >= between_writes_ns) write();
}

void ResultsFile::add_aggregates() {
  for (const CellAggregate& aggregate : aggregate_cells(results_)) {
    const std::string name = run_name(aggregate.cell, workload_);
    for (const auto& [statistic, values] : aggregate.rows()) {
      document_["benchmarks"].push_back({{"name", fmt::format("{}_{}", name, statistic)},
                                         {"run_name", name},
                                         {"run_type", "aggregate"},
                                         {"repetitions", options_.repetitions},
                                         {"threads", aggregate.cell.threads},
                                         {"aggregate_name", statistic},
                                         {"aggregate_unit", statistic == "cv" ? "percentage" : "time"},
                                         {"iterations", aggregate.samples},
                                         {"real_time", values.real_time},
                                         {"cpu_time", values.cpu_time},
                                         {"time_unit", "ns"},
                                         {"items_per_second", values.items_per_second}});
      if (statistic == "median") add_spread(document_["benchmarks"].back(), aggregate);
    }
  }
}

void ResultsFile::finish(bool interrupted) {
  if (interrupted && results_.empty() && !stream_.is_open()) return;  // earlier results are worth more than none
  if (options_.repetitions > 1) add_aggregates();
  // google-benchmark numbers the families in the order of their first appearance.
  std::vector<std::string> families;
  for (auto& row : document_["benchmarks"]) {
    const std::string name = row["run_name"];
    const auto found = std::find(families.begin(), families.end(), name);
    row["family_index"] = found - families.begin();
    row["per_family_instance_index"] = 0;
    if (found == families.end()) families.push_back(name);
  }
  document_["context"]["zramlab"]["complete"] = !interrupted;
  document_["context"]["zramlab"]["interrupted"] = interrupted;
  write();
}

void ResultsFile::open() {
  if (options_.json.empty()) return;
  std::error_code ignored;
  const fs::file_status status = fs::status(options_.json, ignored);
  file_ = fs::exists(status) ? fs::canonical(options_.json, ignored) : fs::path(options_.json);
  if (!fs::exists(status) || fs::is_regular_file(status)) {
    fs::remove(write_partial(), ignored);  // only to see that it can be written
    return;
  }
  // Renaming a file over it, as write() does, would remove the device.
  stream_.open(options_.json);
  if (!stream_) fail(std::strerror(errno));
}

// Names come from the command line and from files, in whatever encoding.
std::string ResultsFile::text() const { return document_.dump(1, ' ', false, ordered_json::error_handler_t::replace) + '\n'; }

void ResultsFile::write() {
  if (options_.json.empty()) return;
  if (stream_.is_open()) {
    if (!(stream_ << text() << std::flush)) fail(std::strerror(errno));
  } else if (const fs::path partial = write_partial(); std::rename(partial.c_str(), file_.c_str()) != 0) {
    fail_without(partial);
  }
  written_ns_ = host::clock_ns();
}

// A whole file or none: readers never see half of one.
fs::path ResultsFile::write_partial() const {
  fs::path partial = file_.string() + ".partial";
  std::ofstream stream(partial, std::ios::trunc);
  stream << text();
  stream.close();
  if (!stream) fail_without(partial);
  return partial;
}

void ResultsFile::fail_without(const fs::path& partial) const {
  const std::string why = std::strerror(errno);
  std::remove(partial.c_str());
  fail(why);
}

void ResultsFile::fail(const std::string& why) const {
  throw InputError(results_.empty() ? ExitCode::bad_input : ExitCode::failed,
                   fmt::format("--json: cannot write {}: {}", options_.json, why));
}

}  // namespace zramlab
