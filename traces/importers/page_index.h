// The page index of a capture: which recorded page each write stored. A stream, like the events.
#pragma once

#include "engine/base/types.h"
#include "traces/importers/line_reader.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace zramlab {

// Rows "event <tab> slot <tab> page" in the order of the events; '-' for a page that was lost.
// Every function THROWS InputError (bad_input) with the index's line number when index and events
// do not fit each other.
class PageIndex {
 public:
  // `page_count`: how many pages the pages file holds.
  PageIndex(const std::filesystem::path& file, std::uint64_t page_count);

  // The page that this event wrote to this slot; nothing if it was lost.
  std::optional<std::uint64_t> take(std::uint64_t event, std::uint64_t slot);

  // Passes over the rows of an event that is not imported.
  void skip(std::uint64_t event);

  // REQUIRES that all `event_count` events were taken or skipped: no row may be left.
  void finish(std::uint64_t event_count);

 private:
  struct Row {
    std::uint64_t event = 0;
    std::uint64_t slot = 0;
    std::optional<std::uint64_t> page;
  };

  void advance();
  [[nodiscard]] Row parse(std::string_view line) const;
  [[noreturn]] void fail(std::string_view what) const;

  LineReader lines_;
  std::uint64_t page_count_;
  std::optional<Row> row_;  // the next one; none at the end
};

}  // namespace zramlab
