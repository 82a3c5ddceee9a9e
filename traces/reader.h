// Reads a .ztrace file in place (docs/trace-format.md).
#pragma once

#include "engine/base/types.h"
#include "traces/mapping.h"
#include "traces/metadata.h"
#include "traces/page_store.h"
#include "traces/record.h"
#include "traces/sketches/sketch_block.h"
#include "traces/thread_table.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace zramlab {

// What to do with a file that was cut off, as by a recording that was killed.
enum class Incomplete : std::uint8_t {
  refuse,  // an error that says where it ends and how much of it could still be read
  accept,  // read it up to its last complete chunk
};

// 1. Opening checks the layout: header, bounds and limits of every chunk, totals, metadata, threads.
// 2. for_each_block() and load_contents() check the checksum and the meaning of what they pass on, so
//    nothing unchecked leaves this class; verify() checks everything.
// 3. Every fault is one InputError (bad_input): file, byte offset, what is wrong, what to do.
// 4. const functions are safe from many threads. The file must not shrink while it is open (as with
//    any mapped file, the process would get SIGBUS).
class TraceReader {
 public:
  explicit TraceReader(const std::filesystem::path& file, Incomplete incomplete = Incomplete::refuse);

  [[nodiscard]] std::uint64_t record_count() const { return record_count_; }
  [[nodiscard]] std::uint64_t content_count() const { return content_count_; }

  // The largest slot + 1; 0 for a trace without records.
  [[nodiscard]] std::uint64_t slot_count() const { return slot_count_; }

  [[nodiscard]] const TraceMetadata& metadata() const { return metadata_; }
  [[nodiscard]] const std::vector<TraceThread>& threads() const { return threads_; }
  [[nodiscard]] std::uint64_t file_bytes() const { return mapping_.size(); }
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

  // False if the file was cut off; only with Incomplete::accept.
  [[nodiscard]] bool complete() const { return complete_; }

  // Calls visit(std::span<const TraceRecord>) for each block of at most 4096 records, in order. The
  // records lie in the mapped file and live as long as the reader.
  template <class Visit>
  void for_each_block(Visit&& visit) const {
    std::uint64_t slots_seen = 0;
    for (const Chunk& chunk : record_chunks_) visit(checked_records(chunk, slots_seen));
    check_slot_count(slots_seen);
  }

  // The same block by block, for those who go through several traces at once or through a part of one.
  [[nodiscard]] std::size_t block_count() const { return record_chunks_.size(); }
  [[nodiscard]] std::uint64_t first_record_of(std::size_t block) const { return record_chunks_[block].first_item; }
  [[nodiscard]] std::span<const TraceRecord> block(std::size_t block) const {
    std::uint64_t slots_seen = 0;
    return checked_records(record_chunks_[block], slots_seen);
  }

  // How many of the contents are sketches: the pages that visitors and load_contents() get are then made ones.
  [[nodiscard]] std::uint64_t sketch_count() const { return sketch_count_; }

  // Calls visit(ContentIndex, PageView) for each distinct page in order, of those contents chunks of at most 4096 pages that
  // wanted(first index, count) asks for. Holds one chunk's pages, 16 MiB at most.
  template <class Wanted, class Visit>
  void for_each_content(Wanted&& wanted, Visit&& visit) const {
    std::vector<std::byte> pages;
    for (const Chunk& chunk : content_chunks_) {
      const auto first = static_cast<ContentIndex>(chunk.first_item);
      if (!wanted(first, static_cast<std::size_t>(chunk.item_count))) continue;
      pages.resize(chunk.item_count * page_bytes);
      static_cast<void>(decompress(chunk, pages));
      for (std::size_t i = 0; i < chunk.item_count; ++i) {
        visit(static_cast<ContentIndex>(first + i), PageView(pages.data() + i * page_bytes, page_bytes));
      }
    }
  }
  template <class Visit>
  void for_each_content(Visit&& visit) const {
    for_each_content([](ContentIndex, std::size_t) { return true; }, visit);
  }

  // As for_each_content(), for the contents that are pages, and visit(ContentIndex, const SketchCodecs&, const PageSketch&) for
  // those that are sketches: for who passes them on.
  template <class Wanted, class VisitPage, class VisitSketch>
  void for_each_stored_content(Wanted&& wanted, VisitPage&& visit_page, VisitSketch&& visit_sketch) const {
    for_each_content([&](ContentIndex first, std::size_t count) { return !is_sketch(first) && wanted(first, count); }, visit_page);
    for (const Chunk& chunk : content_chunks_) {
      const auto first = static_cast<ContentIndex>(chunk.first_item);
      if (!chunk.is_sketched || !wanted(first, static_cast<std::size_t>(chunk.item_count))) continue;
      const SketchBlock block = sketches(chunk);
      for (std::size_t i = 0; i < block.sketches.size(); ++i) {
        visit_sketch(static_cast<ContentIndex>(first + i), block.codecs, block.sketches[i]);
      }
    }
  }

  // Decompresses the distinct pages and hashes each, on `threads` threads.
  [[nodiscard]] PageStore load_contents(unsigned threads = 2) const;

  // Checks every checksum, record and page, a block at a time. THROWS the first fault.
  void verify() const;

 private:
  struct Chunk {
    std::uint64_t offset;         // of its header in the file
    std::uint64_t payload_bytes;  // without padding
    std::uint64_t item_count;
    std::uint64_t first_item;  // items of the same type before this chunk; pages and sketches are numbered together
    bool is_sketched = false;
  };

  void check_file_header() const;
  void scan(Incomplete incomplete);
  void accept_cut_off(std::uint64_t offset, Incomplete incomplete);
  std::uint64_t scan_chunk(std::uint64_t offset);
  void read_metadata(const Chunk& chunk);
  void read_threads(const Chunk& chunk);
  void read_end(const Chunk& chunk, std::uint64_t chunk_count);
  [[nodiscard]] ByteView payload(const Chunk& chunk) const;
  [[nodiscard]] ByteView checked_payload(const Chunk& chunk) const;
  [[nodiscard]] std::span<const TraceRecord> checked_records(const Chunk& chunk, std::uint64_t& slots_seen) const;
  [[noreturn]] void report_bad_record(const Chunk& chunk, std::span<const TraceRecord> records) const;
  void check_slot_count(std::uint64_t slots_seen) const;
  void load_chunk(const Chunk& chunk, PageStore& store) const;
  // The pages' hashes. REQUIRES `pages` of the chunk's size.
  [[nodiscard]] std::vector<std::uint64_t> decompress(const Chunk& chunk, ByteSpan pages) const;
  void decompress_pages(const Chunk& chunk, ByteSpan pages) const;
  void synthesise_pages(const Chunk& chunk, ByteSpan pages) const;
  [[nodiscard]] SketchBlock sketches(const Chunk& chunk) const;
  [[nodiscard]] bool is_sketch(ContentIndex content) const;

  std::filesystem::path file_;
  Mapping mapping_;
  std::vector<Chunk> record_chunks_;
  std::vector<Chunk> content_chunks_;
  TraceMetadata metadata_;
  std::vector<TraceThread> threads_;
  std::uint64_t record_count_ = 0;
  std::uint64_t content_count_ = 0;
  std::uint64_t sketch_count_ = 0;
  std::uint64_t slot_count_ = 0;
  bool complete_ = false;
};

}  // namespace zramlab
