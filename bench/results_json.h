// Results as google-benchmark's JSON, so that its compare tool and the services that read it work as they are.
#pragma once

#include "bench/options.h"
#include "bench/result.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace zramlab {

// Gathers results and writes them to a file as they come: a run that is cut off leaves what was measured. What is no file,
// as a pipe, gets them all at the end.
class ResultsFile {
 public:
  // options.json empty: nothing is written. A file that is there stays as it is until there is a result.
  // THROWS InputError (bad_input) if the file cannot be written.
  ResultsFile(const RunOptions& options, std::string workload, nlohmann::ordered_json context);

  // Writes at most once a second; THROWS InputError (failed) if that fails, as on a full disk.
  void add(const Result& result);

  // What the pages were like under a codec: in each of its rows from now on.
  void describe_content(const std::string& codec, nlohmann::ordered_json content) { contents_[codec] = std::move(content); }

  // What add() writes for it.
  [[nodiscard]] nlohmann::ordered_json row(const Result& result) const;

  // What the simulated machine was, for the context.
  void describe_simulation(nlohmann::ordered_json machine) { document_["context"]["zramlab"]["simulation"] = std::move(machine); }

  // Marks the results complete or interrupted, adds the aggregates and writes them. Of an interrupted run without any nothing is written to a file.
  void finish(bool interrupted);

 private:
  void add_aggregates();
  void open();
  void write();
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::filesystem::path write_partial() const;
  [[noreturn]] void fail_without(const std::filesystem::path& partial) const;
  [[noreturn]] void fail(const std::string& why) const;

  const RunOptions& options_;
  std::string workload_;
  nlohmann::ordered_json document_;
  std::map<std::string, nlohmann::ordered_json> contents_;  // by codec
  std::vector<Result> results_;
  std::filesystem::path file_;  // options_.json, without symbolic links where it is there already
  std::ofstream stream_;        // open where options_.json is a pipe, a terminal or a device
  std::uint64_t written_ns_ = 0;
};

// "idle-list/codec:lz4/workload:gxx/threads:2".
std::string run_name(const Cell& cell, const std::string& workload);

std::string_view to_string(Verified verified);

}  // namespace zramlab
