// What an import did, counted and named, for the person who asked for it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

// Where in a recording something stands, and what it says there (perhaps nothing).
struct Place {
  std::string_view unit;  // "line" or "byte"
  std::uint64_t number;
  std::string_view text;
};

// Places of one kind: how many, and the first few by number.
class NamedPlaces {
 public:
  void add(const Place& place);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  // "line 12: the text", at most three.
  [[nodiscard]] const std::vector<std::string>& examples() const { return examples_; }
  [[nodiscard]] bool takes_examples() const { return examples_.size() < examples_max; }

 private:
  static constexpr std::size_t examples_max = 3;

  std::uint64_t count_ = 0;
  std::vector<std::string> examples_;
};

struct ImportReport {
  std::string format;           // name in the table
  std::string format_evidence;  // why --format auto chose it; empty if the user named it
  std::uint64_t lines = 0;         // 0 for binary recordings
  std::uint64_t events = 0;        // of the kind that is imported
  std::uint64_t other_events = 0;  // of other kinds

  // Records, after splitting.
  std::uint64_t writes = 0;
  std::uint64_t reads = 0;
  std::uint64_t discards = 0;
  std::uint64_t slot_count = 0;
  std::uint64_t distinct_pages = 0;
  std::uint64_t time_span_ns = 0;

  std::uint64_t split_bios = 0;   // larger than a page
  std::uint64_t empty_bios = 0;   // flushes and the like: no sectors, or neither read, write nor discard
  std::uint64_t borrowed = 0;     // writes whose lost page has a stand-in
  std::uint64_t skipped = 0;      // writes left out because their page was lost
  std::uint64_t lost_events = 0;  // as counted by the recorder
  std::uint64_t lost_gaps = 0;    // places where it lost some
  std::uint64_t times_backwards = 0;

  NamedPlaces unparsable;
  NamedPlaces unaligned;      // requests that do not begin and end on a page
  NamedPlaces other_devices;  // only one device is imported
  std::vector<std::string> notes;

  // Sentences on what is missing from the trace; empty if nothing is known to be.
  [[nodiscard]] std::vector<std::string> losses() const;

  // Some lines of text, ending in a newline.
  [[nodiscard]] std::string text() const;
};

}  // namespace zramlab
