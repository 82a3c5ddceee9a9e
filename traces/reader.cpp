#include "traces/reader.h"

#include "traces/content_block.h"
#include "traces/format.h"
#include "traces/record_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <exception>
#include <iterator>
#include <mutex>
#include <thread>

namespace zramlab {
namespace {

// REQUIRES that the object lies within the file.
template <class Object>
Object object_at(const Mapping& mapping, std::uint64_t offset) {
  Object object;
  std::memcpy(&object, mapping.data() + offset, sizeof object);
  return object;
}

// What is wrong with the sizes that a chunk header claims; empty if nothing is.
std::string header_fault(const ChunkHeader& header) {
  const std::uint64_t bytes = header.payload_bytes;
  const std::uint64_t items = header.item_count;
  const auto within = [&](std::uint64_t items_max, std::uint64_t bytes_max) {
    return items >= 1 && items <= items_max && bytes >= 1 && bytes <= bytes_max;
  };
  bool good = false;
  switch (header.type) {
    case ChunkType::records:
      good = within(block_records_max, block_records_max * sizeof(TraceRecord)) && bytes == items * sizeof(TraceRecord);
      break;
    case ChunkType::contents: good = within(block_contents_max, contents_payload_max); break;
    case ChunkType::sketches: good = within(block_sketches_max, sketches_payload_max); break;
    case ChunkType::metadata: good = within(1, metadata_payload_max); break;
    case ChunkType::threads: good = within(threads_max, threads_payload_max); break;
    case ChunkType::end: good = items == 1 && bytes == sizeof(EndPayload); break;
    default: return fmt::format("a chunk of unknown type {}", static_cast<std::uint32_t>(header.type));
  }
  if (good) return {};
  return fmt::format("a chunk of type {} claims {} items in {} bytes, beyond the format's limits",
                     static_cast<std::uint32_t>(header.type), items, bytes);
}

}  // namespace

TraceReader::TraceReader(const std::filesystem::path& file, Incomplete incomplete)
    : file_(file), mapping_(Mapping::of_file(file)) {
  check_file_header();
  scan(incomplete);
}

void TraceReader::check_file_header() const {
  const auto fault = [&](std::uint64_t offset, std::string_view what, std::string_view remedy) {
    return trace_fault(file_, offset, what, remedy);
  };
  constexpr std::string_view import_remedy =
      "`bench trace import` makes a trace from recorded text; see docs/importing.md";
  if (mapping_.size() < sizeof(FileHeader)) {
    throw fault(mapping_.size(), "the file ends within the 64-byte header of a trace", import_remedy);
  }
  const auto header = object_at<FileHeader>(mapping_, 0);
  if (header.magic != trace_magic) {
    const bool mangled = std::memcmp(header.magic.data(), trace_magic.data(), 6) == 0;
    if (mangled) throw fault(6, "the file was changed as if it were text", "copy it again in binary mode");
    throw fault(0, "not a .ztrace file", import_remedy);
  }
  if (header.checksum != header_checksum(header)) {
    throw fault(0, "the header's checksum does not match", damaged_remedy);
  }
  if (header.version != trace_version) {
    throw fault(8, fmt::format("version {} of the format; this program reads {}", header.version, trace_version),
                "use the program that wrote it, or import the recording again");
  }
  const FileHeader expected;
  if (header.page_bytes != expected.page_bytes || header.record_bytes != expected.record_bytes ||
      header.header_bytes != expected.header_bytes || header.reserved != expected.reserved) {
    throw fault(12, fmt::format("pages of {} and records of {} bytes; this program reads 4096 and 32",
                                header.page_bytes, header.record_bytes),
                "record the trace on a kernel with 4 KiB pages");
  }
}

// Walks the chunk headers. Every step moves on by at least a header, so it ends.
void TraceReader::scan(Incomplete incomplete) {
  const std::uint64_t size = mapping_.size();
  std::uint64_t offset = sizeof(FileHeader);
  for (std::uint64_t chunk_count = 0;; ++chunk_count) {
    if (size - offset < sizeof(ChunkHeader)) return accept_cut_off(offset, incomplete);
    const auto header = object_at<ChunkHeader>(mapping_, offset);
    if (header.magic != chunk_magic) throw trace_fault(file_, offset, "no chunk begins here", damaged_remedy);
    if (const std::string fault = header_fault(header); !fault.empty()) {
      throw trace_fault(file_, offset, fault, damaged_remedy);
    }
    if (size - offset - sizeof header < padded_bytes(header.payload_bytes)) return accept_cut_off(offset, incomplete);
    const std::uint64_t next = scan_chunk(offset);
    if (header.type == ChunkType::end) {
      read_end({offset, header.payload_bytes, header.item_count, 0, false}, chunk_count);
      if (next != size) throw trace_fault(file_, next, "data after the end of the trace", damaged_remedy);
      return;
    }
    offset = next;
  }
}

// The file ends without its end chunk: the rest is missing.
void TraceReader::accept_cut_off(std::uint64_t offset, Incomplete incomplete) {
  if (incomplete == Incomplete::refuse) {
    throw trace_fault(file_, offset,
                      fmt::format("the file is cut off here, after {} records and {} contents", record_count_,
                                  content_count_),
                      "copy or import it again; `bench trace info` still shows what is left of it, and `bench trace recover` makes a whole trace of that");
  }
  // The end chunk would have told: count the slots from what is there.
  slot_count_ = slots_max;
  std::uint64_t slots_seen = 0;
  for (const Chunk& chunk : record_chunks_) static_cast<void>(checked_records(chunk, slots_seen));
  slot_count_ = slots_seen;
}

// Takes note of the chunk at `offset` and returns where the next one begins.
// REQUIRES that header and payload lie within the file.
std::uint64_t TraceReader::scan_chunk(std::uint64_t offset) {
  const auto header = object_at<ChunkHeader>(mapping_, offset);
  Chunk chunk = {offset, header.payload_bytes, header.item_count, 0, false};
  const std::uint64_t payload_end = offset + sizeof header + header.payload_bytes;
  const std::uint64_t next = offset + sizeof header + padded_bytes(header.payload_bytes);
  for (std::uint64_t i = payload_end; i < next; ++i) {
    if (mapping_.data()[i] != std::byte{0}) throw trace_fault(file_, i, "padding that is not zero", damaged_remedy);
  }
  if (header.type == ChunkType::records) {
    chunk.first_item = record_count_;
    record_chunks_.push_back(chunk);
    record_count_ += header.item_count;
  } else if (header.type == ChunkType::contents || header.type == ChunkType::sketches) {
    chunk.first_item = content_count_;
    chunk.is_sketched = header.type == ChunkType::sketches;
    content_chunks_.push_back(chunk);
    content_count_ += header.item_count;
    if (chunk.is_sketched) sketch_count_ += header.item_count;
    if (content_count_ > contents_max) {
      throw trace_fault(file_, offset, fmt::format("more than {} contents", contents_max), damaged_remedy);
    }
  } else if (header.type == ChunkType::metadata) {
    read_metadata(chunk);
  } else if (header.type == ChunkType::threads) {
    read_threads(chunk);
  }
  return next;
}

void TraceReader::read_metadata(const Chunk& chunk) {
  const ByteView text = checked_payload(chunk);
  // char may read any object's bytes.
  const std::string_view json(reinterpret_cast<const char*>(text.data()), text.size());
  if (!from_json(json, metadata_)) {
    throw trace_fault(file_, chunk.offset, "the metadata is not the JSON object it should be", damaged_remedy);
  }
}

void TraceReader::read_threads(const Chunk& chunk) {
  if (!apply_thread_entries(checked_payload(chunk), chunk.item_count, threads_)) {
    throw trace_fault(file_, chunk.offset, "the thread table is malformed", damaged_remedy);
  }
}

void TraceReader::read_end(const Chunk& chunk, std::uint64_t chunk_count) {
  EndPayload end;
  std::memcpy(&end, checked_payload(chunk).data(), sizeof end);
  if (end.record_count != record_count_ || end.content_count != content_count_ || end.chunk_count != chunk_count) {
    throw trace_fault(file_, chunk.offset,
                      fmt::format("the end promises {} records, {} contents and {} chunks; there are {}, {} and {}",
                                  end.record_count, end.content_count, end.chunk_count, record_count_, content_count_,
                                  chunk_count),
                      damaged_remedy);
  }
  if (end.slot_count > slots_max) {
    throw trace_fault(file_, chunk.offset, fmt::format("more than {} slots", slots_max), damaged_remedy);
  }
  slot_count_ = end.slot_count;
  complete_ = true;
}

ByteView TraceReader::payload(const Chunk& chunk) const {
  return mapping_.bytes().subspan(chunk.offset + sizeof(ChunkHeader), chunk.payload_bytes);
}

ByteView TraceReader::checked_payload(const Chunk& chunk) const {
  const auto header = object_at<ChunkHeader>(mapping_, chunk.offset);
  const ByteView bytes = payload(chunk);
  if (header.checksum != chunk_checksum(header, bytes)) {
    throw trace_fault(file_, chunk.offset, "the checksum of this chunk does not match", damaged_remedy);
  }
  return bytes;
}

std::span<const TraceRecord> TraceReader::checked_records(const Chunk& chunk, std::uint64_t& slots_seen) const {
  const ByteView bytes = checked_payload(chunk);
  // The mapping and every chunk's offset are aligned to 8 bytes, and mmap makes the records' objects.
  const std::span records(reinterpret_cast<const TraceRecord*>(bytes.data()), chunk.item_count);
  if (!records_valid(records, {slot_count_, content_count_, threads_.size()}, slots_seen)) {
    report_bad_record(chunk, records);
  }
  return records;
}

void TraceReader::report_bad_record(const Chunk& chunk, std::span<const TraceRecord> records) const {
  std::uint64_t index = 0;
  std::string fault;
  while (index < records.size() && fault.empty()) {
    fault = record_fault(records[index++], {slot_count_, content_count_, threads_.size()});
  }
  --index;
  throw trace_fault(file_, chunk.offset + sizeof(ChunkHeader) + index * sizeof(TraceRecord),
                    fmt::format("record {}: {}", chunk.first_item + index, fault),
                    "the program that wrote the file did not keep the format; import the recording again");
}

void TraceReader::check_slot_count(std::uint64_t slots_seen) const {
  if (slots_seen == slot_count_) return;
  throw trace_fault(file_, file_bytes() - sizeof(EndPayload),
                    fmt::format("the end promises {} slots; the records use {}", slot_count_, slots_seen),
                    damaged_remedy);
}

PageStore TraceReader::load_contents(unsigned threads) const {
  PageStore store(content_count_);
  std::atomic<std::size_t> next_chunk{0};
  std::mutex error_mutex;
  std::exception_ptr error;
  const auto work = [&] {
    try {
      // Relaxed: the counter only hands out chunks; joining publishes the pages.
      for (std::size_t i; (i = next_chunk.fetch_add(1, std::memory_order_relaxed)) < content_chunks_.size();) {
        load_chunk(content_chunks_[i], store);
      }
    } catch (...) {
      const std::scoped_lock lock(error_mutex);
      if (!error) error = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (unsigned i = 1; i < threads && i < content_chunks_.size(); ++i) helpers.emplace_back(work);
    work();
  }
  if (error) std::rethrow_exception(error);
  return store;
}

void TraceReader::load_chunk(const Chunk& chunk, PageStore& store) const {
  const auto first = static_cast<ContentIndex>(chunk.first_item);
  const ByteSpan pages(store.mutable_page(first).data(), chunk.item_count * page_bytes);
  const std::vector<std::uint64_t> hashes = decompress(chunk, pages);
  for (std::size_t i = 0; i < hashes.size(); ++i) store.set_hash(static_cast<ContentIndex>(first + i), hashes[i]);
}

std::vector<std::uint64_t> TraceReader::decompress(const Chunk& chunk, ByteSpan pages) const {
  if (chunk.is_sketched) {
    synthesise_pages(chunk, pages);
  } else {
    decompress_pages(chunk, pages);
  }
  std::vector<std::uint64_t> hashes;
  hashes.reserve(chunk.item_count);
  for (std::size_t at = 0; at < pages.size(); at += page_bytes) {
    hashes.push_back(content_hash(PageView(pages.data() + at, page_bytes)));
  }
  if (chunk.is_sketched) return hashes;  // sketches are compared by their own hashes
  // Also what keeps a small hostile file from growing into gigabytes of one repeated page.
  std::vector<std::uint64_t> sorted = hashes;
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) != sorted.end()) {
    throw trace_fault(file_, chunk.offset, "two contents of this chunk are equal, and a trace stores each once",
                      "import the recording again");
  }
  return hashes;
}

void TraceReader::decompress_pages(const Chunk& chunk, ByteSpan pages) const {
  if (const char* fault = decompress_contents(checked_payload(chunk), pages)) {
    throw trace_fault(file_, chunk.offset, fmt::format("contents cannot be decompressed: {}", fault), damaged_remedy);
  }
}

void TraceReader::synthesise_pages(const Chunk& chunk, ByteSpan pages) const {
  const SketchBlock block = sketches(chunk);
  for (std::size_t i = 0; i < block.sketches.size(); ++i) {
    synthesise(block.sketches[i], PageSpan(pages.data() + i * page_bytes, page_bytes));
  }
}

SketchBlock TraceReader::sketches(const Chunk& chunk) const {
  SketchBlock block;
  if (const char* fault = unpack_sketches(checked_payload(chunk), static_cast<std::size_t>(chunk.item_count), block)) {
    throw trace_fault(file_, chunk.offset, fmt::format("sketches of pages cannot be read: {}", fault), damaged_remedy);
  }
  return block;
}

bool TraceReader::is_sketch(ContentIndex content) const {
  const auto behind = std::ranges::upper_bound(content_chunks_, std::uint64_t{content}, {}, &Chunk::first_item);
  return std::prev(behind)->is_sketched;
}

void TraceReader::verify() const {
  for_each_block([](std::span<const TraceRecord>) {});
  for_each_content([](ContentIndex, PageView) {});
}

}  // namespace zramlab
