// Result files for gate tests, made up.
#pragma once

#include "bench/gate/gate.h"
#include "bench/results_file_reader.h"
#include "engine/base/input_error.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace zramlab::test {

using Json = nlohmann::ordered_json;

inline Json row(const std::string& name, const Json& figures) {
  Json row = {{"name", name}, {"run_name", name}, {"run_type", "iteration"}, {"threads", 2}};
  row.update(figures);
  return row;
}

inline Json simulated_row(const std::string& name, const std::string& machine, const Json& figures) {
  Json made = row(name, figures);
  made.update({{"on", machine}, {"simulated", true}});
  return made;
}

inline Json document_of(const std::vector<Json>& rows, const Json& zramlab = Json::object()) {
  return {{"context", {{"caches", Json::array()}, {"zramlab", zramlab}}}, {"benchmarks", rows}};
}

inline Measurements measurements_of(const std::vector<Json>& rows, const Json& zramlab = Json::object()) {
  Measurements measurements;
  measurements.add(parse_results(document_of(rows, zramlab).dump(), "made-up.json"));
  return measurements;
}

// Rows of one name, a repetition for each value.
inline std::vector<Json> repetitions_of(const std::string& name, const std::string& metric, const std::vector<double>& values) {
  std::vector<Json> rows;
  for (const double value : values) rows.push_back(row(name, {{metric, value}}));
  return rows;
}

// A file that is gone with the object.
class TextFile {
 public:
  explicit TextFile(const std::string& text = "") : path_(unique_path()) { std::ofstream(path_) << text; }
  ~TextFile() { std::filesystem::remove(path_); }
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }
  [[nodiscard]] std::string text() const {
    std::ifstream stream(path_);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

 private:
  static std::filesystem::path unique_path() {
    static int count = 0;
    return std::filesystem::temp_directory_path() / fmt::format("zramlab-gate-test-{}-{}.json", ::getpid(), count++);
  }
  std::filesystem::path path_;
};

inline Thresholds thresholds_of(const std::string& text) { return read_thresholds(TextFile(text).path()); }

// The message of the InputError that `action` throws; a failure if it throws none.
template <class Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

inline ::testing::AssertionResult mentions(const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "'" << text << "' does not mention '" << part << "'";
}

}  // namespace zramlab::test
