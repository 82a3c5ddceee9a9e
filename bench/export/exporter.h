// Results in other programs' formats.
#pragma once

#include "bench/results_file_reader.h"

#include <nlohmann/json_fwd.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

struct ExportedFile {
  std::string name;  // of a file in the --output folder; empty: the --output file itself
  std::string text;
};

struct ExportInput {
  const ResultsDocument& results;
  const nlohmann::ordered_json& document;  // the same, as it stands in the file: for what is no figure
};

struct ResultExporter {
  std::string_view name;
  std::string_view summary;
  bool makes_folder;  // one file for each of several things
  std::vector<ExportedFile> (*run)(const ExportInput& input);
};

// In the order of help. A format is a file of this folder and a line in table.cpp.
std::span<const ResultExporter> result_exporters();

std::vector<ExportedFile> export_custom_smaller(const ExportInput& input);
std::vector<ExportedFile> export_custom_bigger(const ExportInput& input);
std::vector<ExportedFile> export_bmf(const ExportInput& input);
std::vector<ExportedFile> export_hgrm(const ExportInput& input);

}  // namespace zramlab
