#include "bench/calibrate/command.h"

#include "bench/calibrate/common_clock.h"
#include "bench/calibrate/host_profile.h"
#include "bench/calibrate/progress_line.h"
#include "bench/captures.h"
#include "bench/cost_tables.h"
#include "bench/interrupt.h"
#include "bench/machine_text.h"
#include "engine/backend/table.h"
#include "engine/base/input_error.h"
#include "engine/base/units.h"
#include "traces/output_file.h"
#include "traces/reader.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace zramlab {

namespace {

struct CalibrateRequest {
  std::string output;
  std::string costs;
  std::string codecs = "lz4";
  std::string beside;
  bool quick = false;
};

void print_costs(const CostTable& table) {
  fmt::print("{:<10}{:>8} pages{:>12} and {:>6} ps a byte to compress,{:>12} and {:>6} ps a byte to decompress\n", table.codec,
             table.pages.size(), format_ns(table.compress_ps_constant / 1e3), table.compress_ps_per_byte,
             format_ns(table.decompress_ps_constant / 1e3), table.decompress_ps_per_byte);
}

// The tables that are scaled, of the codecs that they name.
void bring_beside(const std::string& trace, const PageStore& contents, std::span<const NamedCodec> codecs, std::span<CostTable> tables) {
  const PageStore reference = TraceReader(find_capture(trace)).load_contents();
  std::vector<const Codec*> bare;
  std::vector<CostTable> frozen;
  for (const NamedCodec& codec : codecs) {
    bare.push_back(codec.codec);
    frozen.push_back(cost_table_for(reference, *codec.codec, codec.name));
  }
  ProgressLine progress;
  bring_to_clock({reference, frozen}, contents, bare, tables, [&](double share) { progress.show("both traces in turns", share); });
  progress.clear();
}

void measure_costs(const CalibrateRequest& request) {
  if (request.output.empty()) throw usage_error("--costs needs --output FILE.costs");
  const TraceReader trace(find_capture(request.costs));
  const PageStore contents = trace.load_contents();
  std::vector<std::string> names;
  std::vector<std::shared_ptr<const Codec>> codecs;
  std::vector<NamedCodec> named;
  for (const std::string& text : split_codec_list(request.codecs)) {
    names.push_back(canonical_codec_name(text));
    codecs.push_back(make_codec(text));
  }
  for (std::size_t i = 0; i < names.size(); ++i) named.push_back({names[i], codecs[i].get()});
  ProgressLine progress;
  std::vector<CostTable> tables =
      build_cost_tables(contents, named, [&](double share) { progress.show("page costs", share); });
  progress.clear();
  if (!request.beside.empty()) bring_beside(request.beside, contents, named, tables);
  for (const CostTable& table : tables) print_costs(table);
  save_cost_tables(request.output, tables);
  fmt::print("wrote {}, {}\n", request.output, format_bytes(static_cast<double>(std::filesystem::file_size(request.output))));
}

void write_to(OutputFile& output, ByteView bytes) {
  output.write({&bytes, 1});
  output.flush();
}

// All of it, or nothing if it cannot be written.
void save(const Calibration& found, const std::filesystem::path& file) {
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
  std::vector<std::unique_ptr<OutputFile>> outputs;
  for (const CostFile& costs : found.page_costs) {
    write_to(*outputs.emplace_back(std::make_unique<OutputFile>(file.parent_path() / costs.name)), costs.bytes);
  }
  const std::string text = to_json(found.profile);
  write_to(*outputs.emplace_back(std::make_unique<OutputFile>(file)), std::as_bytes(std::span(text)));
  for (const auto& output : outputs) output->publish();
}

void calibrate(const CalibrateRequest& request) {
  catch_interrupts();
  if (!request.costs.empty()) return measure_costs(request);
  const std::filesystem::path file = request.output.empty() ? host_profile_path() : std::filesystem::path(request.output);
  ProgressLine progress;
  const Calibration found = calibrate_host({.name = file.stem().string(), .quick = request.quick, .tell = [&](const std::string& what, double share) {
                                              progress.show(what, share);
                                            }});
  progress.clear();
  save(found, file);
  print_machine(found.profile);
  for (const std::string& note : found.notes) fmt::print("  {}\n", note);
  for (const std::string& warning : found.warnings) fmt::print(stderr, "bench: warning: {}\n", warning);
  fmt::print("wrote {}\n", file.string());
}

}  // namespace

void add_calibrate_command(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("calibrate", "Measure this host, for simulated machines");
  const auto request = std::make_shared<CalibrateRequest>();
  command.add_option("--output", request->output, "The file to write; by default where --on finds it");
  command.add_flag("--quick", request->quick, "A few seconds instead of half a minute, and noisier");
  command.add_option("--costs", request->costs, "Measure the pages of this trace instead: a cost table");
  command.add_option("--codec", request->codecs, "With --costs: for these codecs")->capture_default_str();
  command.add_option("--beside", request->beside, "With --costs: bring the table to this trace's, both measured in turns");
  command.callback([request] { calibrate(*request); });
}

}  // namespace zramlab
