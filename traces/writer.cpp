#include "traces/writer.h"

#include "engine/base/check.h"
#include "traces/record_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace zramlab {
namespace {

// Records wait for a full block of contents, which compresses better, but not for ever: 2 MiB of them.
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
constexpr std::size_t held_records_max = 64;  // so that small inputs have more
#else
constexpr std::size_t held_records_max = 16 * block_records_max;
#endif

// A chunk of thread entries is written when it would come near its limit.
constexpr std::size_t thread_entries_bytes_max = threads_payload_max / 2;

template <class Object>
ByteView bytes_of(const Object& object) {
  return std::as_bytes(std::span(&object, 1));
}

}  // namespace

TraceWriter::TraceWriter(const std::filesystem::path& file, TraceMetadata metadata, TraceWriterOptions options)
    : file_(file, options.keeps_partial ? Unfinished::keep : Unfinished::remove),
      compressor_(options.level),
      block_contents_bytes_(options.block_contents * page_bytes),
      metadata_(std::move(metadata)),
      level_(options.level),
      keeps_partial_(options.keeps_partial) {
  ZRAMLAB_CHECK(options.block_contents >= 1 && options.block_contents <= block_contents_max,
                "a block of contents holds at least one page and at most block_contents_max");
  pages_.reserve(block_contents_bytes_);
  records_.reserve(held_records_max);
  FileHeader header;
  header.checksum = header_checksum(header);
  file_.write(std::array{bytes_of(header)});
  write_metadata();
}

ContentIndex TraceWriter::add_content(PageView page) {
  const auto next = static_cast<ContentIndex>(content_count_);
  const ContentIndex content = known_contents_.find_or_add(page, next);
  if (content != next) return content;
  if (!sketches_.empty()) write_contents();
  count_content();
  pages_.insert(pages_.end(), page.begin(), page.end());
  if (pages_.size() == block_contents_bytes_) {
    write_contents();
    write_records(keeps_partial_);
  }
  return content;
}

ContentIndex TraceWriter::add_sketch(const SketchCodecs& codecs, const PageSketch& sketch) {
  ZRAMLAB_CHECK(sketch.lengths.size() == codecs.size(), "a sketch has a length for each codec");
  const auto next = static_cast<ContentIndex>(content_count_);
  const ContentIndex content = known_contents_.find_or_add(sketch.hash, next);
  if (content != next) return content;
  if (!pages_.empty() || codecs != sketch_codecs_) write_contents();
  sketch_codecs_ = codecs;
  count_content();
  sketches_.push_back(sketch);
  if (sketches_.size() == block_sketches_max) {
    write_contents();
    write_records(false);
  }
  return content;
}

void TraceWriter::count_content() {
  if (content_count_ == contents_max) {
    throw bad_input(fmt::format("a trace holds at most {} distinct pages; cut the recording into several",
                                contents_max));
  }
  ++content_count_;
}

ThreadIndex TraceWriter::add_thread(const TraceThread& thread) {
  if (thread_ids_.size() == threads_max) {
    throw bad_input(fmt::format("a trace holds at most {} threads; cut the recording into several", threads_max));
  }
  const auto index = static_cast<ThreadIndex>(thread_ids_.size());
  thread_ids_.push_back(thread.recorded_id);
  rename_thread(index, thread.name);
  return index;
}

void TraceWriter::rename_thread(ThreadIndex thread, const std::string& name) {
  ZRAMLAB_CHECK(thread < thread_ids_.size(), "a thread is added before it is named");
  append_thread_entry(thread_entries_, thread, {thread_ids_[thread], name});
  ++thread_entry_count_;
  if (thread_entries_.size() >= thread_entries_bytes_max) write_threads();
}

void TraceWriter::add_record(const TraceRecord& record) {
  ZRAMLAB_CHECK(record.thread < thread_ids_.size() && (record.content == no_content || record.content < content_count_),
                "a record's content and thread are added before it");
  slot_count_ = std::max(slot_count_, std::uint64_t{record.slot} + 1);
  records_.push_back(record);
  ++record_count_;
  if (records_.size() == held_records_max) write_contents();
  if (records_.size() >= block_records_max && pages_.empty() && sketches_.empty()) write_records(false);
}

void TraceWriter::flush() {
  write_contents();
  write_records(true);
  write_threads();
  write_metadata();
  file_.flush();
}

void TraceWriter::finish() {
  flush();
  const EndPayload end = {record_count_, content_count_, slot_count_, chunk_count_};
  write_chunk(ChunkType::end, 1, bytes_of(end));
  file_.publish();
}

void TraceWriter::write_chunk(ChunkType type, std::uint64_t item_count, ByteView payload) {
  static constexpr std::array<std::byte, 8> zeros{};
  ChunkHeader header;
  header.type = type;
  header.payload_bytes = payload.size();
  header.item_count = item_count;
  header.checksum = chunk_checksum(header, payload);
  const ByteView padding = ByteView(zeros).first(padded_bytes(payload.size()) - payload.size());
  file_.write(std::array{bytes_of(header), payload, padding});
  ++chunk_count_;
}

void TraceWriter::write_metadata() {
  std::string text = to_json(metadata_);
  if (text == written_metadata_) return;
  ZRAMLAB_CHECK(text.size() <= metadata_payload_max, "metadata is a description, below 1 MiB");
  write_chunk(ChunkType::metadata, 1, std::as_bytes(std::span(text)));
  written_metadata_ = std::move(text);
}

void TraceWriter::write_threads() {
  if (thread_entries_.empty()) return;
  write_chunk(ChunkType::threads, thread_entry_count_, thread_entries_);
  thread_entries_.clear();
  thread_entry_count_ = 0;
}

void TraceWriter::write_contents() {
  write_pages();
  write_sketches();
}

void TraceWriter::write_sketches() {
  if (sketches_.empty()) return;
  write_chunk(ChunkType::sketches, sketches_.size(), pack_sketches(sketch_codecs_, sketches_, level_));
  sketches_.clear();
}

void TraceWriter::write_pages() {
  if (pages_.empty()) return;
  write_chunk(ChunkType::contents, pages_.size() / page_bytes,
              compressor_.compress(pages_));
  pages_.clear();
}

// Writes the full blocks, or all records. REQUIRES that no contents wait.
void TraceWriter::write_records(bool all) {
  write_threads();
  std::span<const TraceRecord> rest(records_);
  while (rest.size() >= block_records_max || (all && !rest.empty())) {
    const auto block = rest.first(std::min<std::size_t>(rest.size(), block_records_max));
    // All at once: one by one takes a tenth of an import.
    std::uint64_t slots_seen = 0;
    ZRAMLAB_CHECK(records_valid(block, {slots_max, content_count_, thread_ids_.size()}, slots_seen),
                  "a record keeps the rules of the format");
    write_chunk(ChunkType::records, block.size(), std::as_bytes(block));
    rest = rest.subspan(block.size());
  }
  records_.erase(records_.begin(), records_.end() - static_cast<std::ptrdiff_t>(rest.size()));
}

}  // namespace zramlab
