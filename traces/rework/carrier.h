// Contents and threads of one trace on their way into another: only those that its kept records use.
#pragma once

#include "traces/reader.h"
#include "traces/spilling_allocator.h"
#include "traces/writer.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace zramlab {

// In this order: note() every record that is kept, write() once, then carried() for each of them.
// Memory: 4 bytes for each distinct page of the trace, which --memory bounds.
class Carrier {
 public:
  explicit Carrier(const TraceReader& trace);

  void note(const TraceRecord& record);

  // Adds the noted contents and threads to the writer, in the order of the trace.
  void write(TraceWriter& writer);

  // The record as the output numbers its content and thread.
  [[nodiscard]] TraceRecord carried(TraceRecord record) const;

 private:
  static constexpr ThreadIndex no_thread = std::numeric_limits<ThreadIndex>::max();

  const TraceReader& trace_;
  // The numbers in the output; before write(), 0 for what was noted.
  SpillingTable<ContentIndex> contents_;
  std::vector<ThreadIndex> threads_;
};

}  // namespace zramlab
