// What one side of a gate measured: rows of result files, by name.
#pragma once

#include "bench/results_file_reader.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

// 1. A row's name in a gate is its name in the file, and "/on:MACHINE" behind it where the machine was simulated: results of
//    several machines can stand in one baseline.
// 2. Rows of one name are its repetitions, in the order in which they came: the n-th of two sides measured in turns belong together.
// 3. Runs that were interrupted are left out. One with wrong answers is no result: THROWS InputError (failed).
class Measurements {
 public:
  void add(const ResultsDocument& document);

  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] bool contains(std::string_view name) const { return rows_.find(name) != rows_.end(); }
  [[nodiscard]] const std::vector<ResultRow>& rows(std::string_view name) const;
  [[nodiscard]] bool is_simulated(std::string_view name) const;
  [[nodiscard]] std::uint64_t threads(std::string_view name) const;

  // The metric in each row that has it.
  [[nodiscard]] std::vector<double> samples(std::string_view name, std::string_view metric) const;

  // The versions of the libraries that compressed, "lz4 1.9.4, zstd 1.5.4"; empty where no file says.
  [[nodiscard]] const std::string& libraries() const { return libraries_; }
  // The processor, of the first file that says.
  [[nodiscard]] const std::string& cpu_model() const { return cpu_model_; }
  [[nodiscard]] const std::string& sources() const { return sources_; }
  // The first file's context, for a baseline.
  [[nodiscard]] const nlohmann::ordered_json& context() const { return context_; }

 private:
  void read_context(const nlohmann::ordered_json& context);

  std::vector<std::string> names_;
  std::map<std::string, std::vector<ResultRow>, std::less<>> rows_;
  nlohmann::ordered_json context_;
  std::string libraries_;
  std::string cpu_model_;
  std::string sources_;
};

}  // namespace zramlab
