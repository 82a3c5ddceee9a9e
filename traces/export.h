// Turns a .ztrace file into a file of another format.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zramlab {

struct ExportRequest {
  std::filesystem::path input = {};
  std::filesystem::path output = {};
  std::string format = {};                    // a name in the table of exporters
  std::string device_file = "/dev/zram0";     // what an iolog calls the device
  std::filesystem::path pages = {};           // where to put the distinct contents, 4096 bytes each; empty: nowhere
  std::filesystem::path page_index = {};      // and which record stored which: `bench trace import` takes both
};

struct ExportReport {
  std::uint64_t records = 0;            // in the trace
  std::uint64_t exported = 0;           // in the output
  std::uint64_t pages = 0;              // in the pages file
  std::vector<std::string> losses = {}; // what the output does not hold, a sentence each

  // Some lines of text, ending in a newline.
  [[nodiscard]] std::string text() const;
};

// THROWS InputError: usage for an unknown format or options that do not go together, bad_input for a
// trace that cannot be used, failed when an output cannot be written.
ExportReport export_trace(const ExportRequest& request);

}  // namespace zramlab
