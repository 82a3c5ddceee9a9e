// Writes a .ztrace file as a stream: what is held in memory does not grow with the trace.
#pragma once

#include "engine/base/types.h"
#include "traces/content_block.h"
#include "traces/content_table.h"
#include "traces/format.h"
#include "traces/metadata.h"
#include "traces/output_file.h"
#include "traces/record.h"
#include "traces/sketches/sketch_block.h"
#include "traces/thread_table.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zramlab {

struct TraceWriterOptions {
  int level = 19;  // of zstd: small files that still decompress at a gigabyte a second
  // Distinct pages to a chunk, at most block_contents_max. Measured on the gxx capture at level 19,
  // 1024 pages make its contents 19 % larger than one frame would be.
  std::uint64_t block_contents = block_contents_max;
  // Whether FILE.partial stays when the trace does not come to its end: for what cannot be made again.
  bool keeps_partial = false;
};

// 1. Chunks appear in such an order that a record's content and thread always lie before it: a file
//    that was cut off is consistent up to its last complete chunk.
// 2. The file has its name only after finish(); without it nothing remains, unless the options say so.
// 3. Every function THROWS InputError (failed) when the file cannot be written.
// 4. Memory: 27 to 53 bytes for each distinct content, which --memory bounds (traces/memory_limit.h), the thread table, and
//    buffers of 20 MiB and zstd's tables.
class TraceWriter {
 public:
  TraceWriter(const std::filesystem::path& file, TraceMetadata metadata, TraceWriterOptions options = {});

  // Stores the page unless an equal one is there, and says which it is. THROWS InputError (bad_input)
  // beyond contents_max.
  ContentIndex add_content(PageView page);

  // The same for a page that may not be shown, as sketches know it. REQUIRES a length for each codec.
  ContentIndex add_sketch(const SketchCodecs& codecs, const PageSketch& sketch);

  // THROWS InputError (bad_input) beyond threads_max.
  ThreadIndex add_thread(const TraceThread& thread);
  void rename_thread(ThreadIndex thread, const std::string& name);

  // REQUIRES that the record keeps the rules of the format; its content and thread were added before.
  void add_record(const TraceRecord& record);

  // Replaces the metadata given at the start; finish() writes it.
  void set_metadata(TraceMetadata metadata) { metadata_ = std::move(metadata); }
  [[nodiscard]] const TraceMetadata& metadata() const { return metadata_; }

  // Writes what waits for a full block, so that a process that is killed leaves it.
  void flush();
  void finish();

  [[nodiscard]] std::uint64_t record_count() const { return record_count_; }
  [[nodiscard]] std::uint64_t content_count() const { return content_count_; }
  [[nodiscard]] std::uint64_t slot_count() const { return slot_count_; }
  [[nodiscard]] std::size_t thread_count() const { return thread_ids_.size(); }

 private:
  void write_chunk(ChunkType type, std::uint64_t item_count, ByteView payload);
  void write_metadata();
  void write_threads();
  void count_content();
  void write_contents();
  void write_pages();
  void write_sketches();
  void write_records(bool all);

  OutputFile file_;
  ContentCompressor compressor_;
  std::size_t block_contents_bytes_;
  TraceMetadata metadata_;
  std::string written_metadata_;
  ContentTable known_contents_;
  int level_;
  bool keeps_partial_;  // then what was recorded goes to the file as soon as its contents are there
  // Contents not yet written: pages, or sketches; never both, since they are numbered in the order of the file.
  std::vector<std::byte> pages_;
  std::vector<PageSketch> sketches_;
  SketchCodecs sketch_codecs_;
  std::vector<TraceRecord> records_;      // not yet written, perhaps because their contents are not
  std::vector<std::byte> thread_entries_; // not yet written
  std::uint64_t thread_entry_count_ = 0;
  std::vector<std::uint32_t> thread_ids_;
  std::uint64_t record_count_ = 0;
  std::uint64_t content_count_ = 0;
  std::uint64_t slot_count_ = 0;
  std::uint64_t chunk_count_ = 0;
};

}  // namespace zramlab
