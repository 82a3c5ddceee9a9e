#include "bench/export/command.h"

#include "bench/export/exporter.h"
#include "bench/text_file.h"
#include "engine/base/input_error.h"
#include "engine/base/table.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

namespace zramlab {

namespace {

namespace fs = std::filesystem;

struct ConvertTexts {
  std::string results;
  std::string format;
  std::string output;
};

const ResultExporter& result_exporter_of(const std::string& name) {
  if (const ResultExporter* exporter = find_in(result_exporters(), name)) return *exporter;
  throw usage_error(fmt::format("--format: no format is called '{}'; there are: {}", name, names_of(result_exporters())));
}

void convert(const ConvertTexts& texts) {
  const ResultExporter& exporter = result_exporter_of(texts.format);
  const ResultsDocument results = read_results_file(texts.results);  // says what is wrong with the file
  std::ifstream stream(texts.results);
  const nlohmann::ordered_json document = nlohmann::ordered_json::parse(stream);
  const std::vector<ExportedFile> files = exporter.run({results, document});
  if (exporter.makes_folder) {
    std::error_code error;
    fs::create_directories(texts.output, error);
    if (error) throw bad_input(fmt::format("--output: cannot make the folder {}: {}", texts.output, error.message()));
  }
  for (const ExportedFile& file : files) {
    const fs::path path = exporter.makes_folder ? fs::path(texts.output) / file.name : fs::path(texts.output);
    write_text_file("--output", path.string(), file.text);
  }
  fmt::print("{} file{} written: {}\n", files.size(), files.size() == 1 ? "" : "s", texts.output);
}

}  // namespace

void add_convert_command(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("convert", "Write results in another program's format (docs/results.md)");
  const auto texts = std::make_shared<ConvertTexts>();
  command.add_option("RESULTS", texts->results, "A result file")->type_name("FILE")->required();
  std::string formats;
  for (const ResultExporter& exporter : result_exporters()) formats += fmt::format("\n  {}: {}", exporter.name, exporter.summary);
  command.add_option("--format", texts->format, "One of:" + formats)->type_name("NAME")->required();
  command.add_option("--output", texts->output, "The file to write; of hgrm the folder")->type_name("PATH")->required();
  command.callback([texts] { convert(*texts); });
}

}  // namespace zramlab
