// What the whole-program tests share: small traces to replay, and JSON results to look into.
#pragma once

#include "tests/program/child.h"
#include "tests/traces/support.h"

#include <nlohmann/json.hpp>

#include <string>

namespace zramlab::test {

using Json = nlohmann::json;

// Fails the test where the file is not JSON.
inline Json json_in(const std::filesystem::path& file) {
  Json document = Json::parse(read_file(file), nullptr, false);
  EXPECT_FALSE(document.is_discarded()) << file << " holds:\n" << read_file(file);
  return document;
}

inline Ended run_in(const Folder& folder, const Words& words) { return Child(words, folder.file("")).wait(); }

// A trace of 5000 operations on 1000 slots with 240 distinct pages, by 3 threads on 2 CPUs.
inline std::string small_trace(const Folder& folder) {
  const std::filesystem::path file = folder.file("small.ztrace");
  write_sample(file, 5000, 300);
  return file.string();
}

// Runs with --json and gives the document; the program must end well.
inline Json results_of(Words words, const Folder& folder) {
  const std::string file = folder.file("results.json").string();
  words.insert(words.end(), {"--json", file, "--quiet"});
  Child child(words, folder.file(""));
  const Ended ended = child.wait();
  EXPECT_EQ(ended.exit_code, 0) << ended;
  return json_in(file);
}

// Rows of a strategy's runs, baselines and aggregates left out.
inline std::vector<Json> strategy_rows(const Json& document) {
  std::vector<Json> rows;
  for (const Json& row : document["benchmarks"]) {
    if (row["run_type"] == "iteration" && row["kind"] == "strategy") rows.push_back(row);
  }
  return rows;
}

// The one row of that strategy.
inline Json row_of(const Json& document, const std::string& strategy) {
  std::vector<Json> found;
  for (const Json& row : document["benchmarks"]) {
    if (row["run_type"] == "iteration" && row["strategy"] == strategy) found.push_back(row);
  }
  EXPECT_EQ(found.size(), 1u) << strategy;
  return found.empty() ? Json::object() : found.front();
}

}  // namespace zramlab::test
