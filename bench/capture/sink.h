// Where a capture's operations and pages go.
#pragma once

#include "traces/metadata.h"
#include "traces/record.h"
#include "traces/thread_table.h"

#include <string>

namespace zramlab {

// Used by one thread. Everything THROWS InputError (failed) when the output cannot be written.
class CaptureSink {
 public:
  virtual ~CaptureSink() = default;
  CaptureSink(const CaptureSink&) = delete;
  CaptureSink& operator=(const CaptureSink&) = delete;

  virtual ContentIndex add_content(PageView page) = 0;
  virtual ThreadIndex add_thread(const TraceThread& thread) = 0;
  virtual void rename_thread(ThreadIndex thread, const std::string& name) = 0;
  virtual void add_record(const TraceRecord& record) = 0;

  // What there is so far outlives this process.
  virtual void flush() = 0;
  virtual void finish(const TraceMetadata& metadata) = 0;
  [[nodiscard]] virtual std::uint64_t content_count() const = 0;

 protected:
  CaptureSink() = default;
};

}  // namespace zramlab
