// A capture whose pages never reach a disk: held in memory, and written as sketches when it is over.
#pragma once

#include "bench/capture/sink.h"
#include "bench/sketch/sketcher.h"
#include "traces/content_table.h"
#include "traces/page_store.h"
#include "traces/spilling_allocator.h"
#include "traces/writer.h"

#include <filesystem>
#include <vector>

namespace zramlab {

// Memory: 4 KiB for each distinct page and 32 bytes for each operation, which --memory does not bound: it is the program's limit here.
class HeldSink final : public CaptureSink {
 public:
  HeldSink(std::filesystem::path file, const SketchRequest& request, int level);

  ContentIndex add_content(PageView page) override;
  ThreadIndex add_thread(const TraceThread& thread) override;
  void rename_thread(ThreadIndex thread, const std::string& name) override { threads_[thread].name = name; }
  void add_record(const TraceRecord& record) override { records_.push_back(record); }
  void flush() override {}
  void finish(const TraceMetadata& metadata) override;
  [[nodiscard]] std::uint64_t content_count() const override { return pages_.count(); }

 private:
  std::filesystem::path file_;
  SketchRequest request_;
  int level_;
  ContentTable known_;
  PageStore pages_;
  std::vector<TraceThread> threads_;
  SpillingVector<TraceRecord> records_;
};

}  // namespace zramlab
