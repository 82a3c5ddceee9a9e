// A capture that goes to its file while it is made: a process that is killed leaves what was flushed, readable as FILE.partial.
#pragma once

#include "bench/capture/sink.h"
#include "traces/writer.h"

#include <filesystem>

namespace zramlab {

class FileSink final : public CaptureSink {
 public:
  FileSink(const std::filesystem::path& file, const TraceMetadata& metadata, int level);

  ContentIndex add_content(PageView page) override { return writer_.add_content(page); }
  ThreadIndex add_thread(const TraceThread& thread) override { return writer_.add_thread(thread); }
  void rename_thread(ThreadIndex thread, const std::string& name) override { writer_.rename_thread(thread, name); }
  void add_record(const TraceRecord& record) override { writer_.add_record(record); }
  void flush() override { writer_.flush(); }
  void finish(const TraceMetadata& metadata) override;
  [[nodiscard]] std::uint64_t content_count() const override { return writer_.content_count(); }

 private:
  TraceWriter writer_;
};

// THROWS InputError (bad_input) if FILE.partial is there: what a capture left that was killed must not be overwritten.
void expect_no_partial(const std::filesystem::path& file);

}  // namespace zramlab
