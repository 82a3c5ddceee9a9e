// Gives each recorded write its content: from the pages file, or what stands in for a lost page.
#pragma once

#include "engine/base/random.h"
#include "engine/base/types.h"
#include "traces/import.h"
#include "traces/importers/page_index.h"
#include "traces/spilling_allocator.h"

#include <cstdint>
#include <optional>

namespace zramlab {

struct JoinedContent {
  ContentIndex content = no_content;
  bool is_stand_in = false;
  bool is_left_out = false;  // the write is not to be recorded
};

// For every importer whose captures come with a pages file and a page index. Without them every
// content is unknown. Memory: 4 bytes for each page of the pages file.
class PageJoin {
 public:
  // Adds all pages to the writer, equal ones once. THROWS InputError if the files cannot be used.
  PageJoin(const ImportRequest& request, TraceWriter& writer, ImportReport& report);

  // What this event (counted from 0) wrote to this slot; call it in the order of the events.
  JoinedContent content_of(std::uint64_t event, std::uint64_t slot);

  // This event is not imported.
  void skip(std::uint64_t event);

  void finish(std::uint64_t event_count);

  [[nodiscard]] bool has_pages() const { return index_.has_value(); }

 private:
  JoinedContent replace_lost();

  ImportReport& report_;
  LostPages lost_pages_;
  Random random_;
  std::uint32_t content_count_ = 0;
  SpillingTable<ContentIndex> contents_;  // by page number
  std::optional<PageIndex> index_;      // none: no contents
};

}  // namespace zramlab
