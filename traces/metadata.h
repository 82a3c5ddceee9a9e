// What a trace says about itself, for people: stored as one JSON object in the file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

// Every text may be empty: not recorded. Texts come from files, so print them through printable().
struct TraceMetadata {
  std::string program = {};      // what ran: "two g++ compilations side by side"
  std::string provenance = {};   // where and under what limits it was recorded, whose contents these are
  std::string device = {};       // the block device as recorded: "253,1"
  std::string kernel = {};       // "6.18"
  std::string recorded_by = {};  // how it was recorded
  std::string imported_from = {};                // format and file name of the import
  std::uint64_t first_time_ns = 0;          // the recorded clock at the first operation
  std::vector<std::string> lost = {};            // what the recording or the import lost, a sentence each
  std::vector<std::string> notes = {};           // what the import did and what the trace cannot show

  friend bool operator==(const TraceMetadata&, const TraceMetadata&) = default;
};

std::string to_json(const TraceMetadata& metadata);

// False if `text` is not a JSON object with fields of the right kind; unknown fields are ignored.
[[nodiscard]] bool from_json(std::string_view text, TraceMetadata& metadata);

// `text` with control characters replaced by '?', so that a file cannot command the terminal.
std::string printable(std::string_view text);

}  // namespace zramlab
