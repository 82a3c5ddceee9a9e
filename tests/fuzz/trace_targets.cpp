// .ztrace files, as they come and with their checksums put right, so that what is behind the checksums is reached too.
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/target.h"

#include "engine/base/check.h"
#include "engine/base/random.h"
#include "traces/format.h"
#include "traces/metadata.h"
#include "traces/reader.h"
#include "traces/recipes/recipe_packing.h"
#include "traces/rework/device_slots.h"
#include "traces/summary.h"
#include "traces/writer.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>

namespace zramlab::fuzz {
namespace {

void read_trace(ByteView bytes) {
  static InputFile file;
  const TraceReader trace(file.with(bytes), Incomplete::accept);
  trace.verify();
  static_cast<void>(describe(trace, summarise(trace)));
  static_cast<void>(devices_of(trace.metadata().device, trace.slot_count()));
}

// Puts magic, sizes and checksums right wherever a chunk would begin.
void mend(std::vector<std::byte>& bytes) {
  if (bytes.size() < sizeof(FileHeader)) return;
  FileHeader header;
  header.checksum = header_checksum(header);
  std::memcpy(bytes.data(), &header, sizeof header);
  for (std::size_t at = sizeof header; bytes.size() - at >= sizeof(ChunkHeader);) {
    ChunkHeader chunk;
    std::memcpy(&chunk, bytes.data() + at, sizeof chunk);
    const std::size_t room = bytes.size() - at - sizeof chunk;
    chunk.magic = chunk_magic;
    chunk.payload_bytes = std::min<std::uint64_t>(chunk.payload_bytes & 0xffff, room);
    chunk.checksum = chunk_checksum(chunk, ByteView(bytes).subspan(at + sizeof chunk, chunk.payload_bytes));
    std::memcpy(bytes.data() + at, &chunk, sizeof chunk);
    const std::size_t end = at + sizeof chunk + chunk.payload_bytes;
    at = std::min<std::size_t>(at + sizeof chunk + padded_bytes(chunk.payload_bytes), bytes.size());
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(end), bytes.begin() + static_cast<std::ptrdiff_t>(at), std::byte{0});
  }
}

void read_mended_trace(ByteView bytes) {
  std::vector<std::byte> mended(bytes.begin(), bytes.end());
  mend(mended);
  read_trace(mended);
}

// A small honest trace.
std::string sample_trace(std::uint32_t record_count) {
  const std::filesystem::path file = output_folder() / "sample.ztrace";
  TraceWriter writer(file, {.program = "a sample", .device = "253,1"}, {.level = 1, .block_contents = 2});
  writer.add_thread({7, "kswapd0"});
  std::array<std::byte, page_bytes> page{};
  for (std::uint32_t i = 0; i < record_count; ++i) {
    page[i] = std::byte{1};
    TraceRecord record;
    record.time_ns = i * std::uint64_t{1000};
    record.slot = i % 3;
    record.operation = static_cast<Operation>(i % operation_count);
    if (record.operation == Operation::write || record.operation == Operation::partial) record.content = writer.add_content(page);
    if (record.operation == Operation::partial) record.length = 512;
    writer.add_record(record);
  }
  writer.finish();
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// A sketch of a page unlike that of any other number.
PageSketch sample_sketch(std::uint32_t number) {
  std::array<std::byte, page_bytes> page{};
  for (std::size_t i = 0; i < 200; ++i) page[i * (number + 1) % page_bytes] = static_cast<std::byte>(i);
  PageSketch sketch;
  sketch.hash = keyed_hash({1, 2}, page);
  sketch.page_class = static_cast<PageClass>(number % page_class_count);
  sketch.lengths = {100, 80};
  if (sketch.has_recipe()) sketch.recipe = recipe_of(page);
  return sketch;
}

std::string sample_sketches() {
  std::vector<PageSketch> sketches;
  for (std::uint32_t i = 0; i < 4; ++i) sketches.push_back(sample_sketch(i));
  const std::vector<std::byte> bytes = pack_sketches({"lz4", "zstd"}, sketches, 1);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// A small honest trace whose pages are sketches.
std::string sample_sketched_trace() {
  const std::filesystem::path file = output_folder() / "sketched.ztrace";
  TraceWriter writer(file, {.program = "a sample"}, {.level = 1});
  writer.add_thread({7, "kswapd0"});
  for (std::uint32_t i = 0; i < 4; ++i) {
    writer.add_record({.slot = i, .content = writer.add_sketch({"lz4", "zstd"}, sample_sketch(i))});
  }
  writer.finish();
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// As many pages as the first byte says, so that their number is mutated too.
void read_sketches(ByteView bytes) {
  if (bytes.empty()) return;
  const std::size_t count = 1 + std::to_integer<std::size_t>(bytes[0]) % 16;
  SketchBlock block;
  if (unpack_sketches(bytes.subspan(1), count, block) != nullptr) return;
  std::array<std::byte, page_bytes> page{};
  for (const PageSketch& sketch : block.sketches) synthesise(sketch, page);
}

// What a content model holds of its pages.
void read_packed_pages(ByteView bytes) {
  std::vector<FittedPage> pages;
  if (unpack_pages(bytes, pages) != nullptr) return;
  for (const FittedPage& page : pages) ZRAMLAB_CHECK(page.recipe.is_sound(), "what is read makes a page");
}

std::string sample_packed_pages() {
  std::vector<FittedPage> fitted;
  for (std::uint32_t i = 0; i < 3; ++i) fitted.push_back({sample_sketch(i).recipe, 900, 700});
  const std::vector<std::byte> bytes = pack_pages(fitted);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

std::vector<Target> trace_targets() {
  const std::vector<std::string> samples = {sample_trace(0), sample_trace(1), sample_trace(9), sample_sketched_trace()};
  const auto read_metadata = [](ByteView bytes) {
    TraceMetadata metadata;
    static_cast<void>(from_json({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, metadata));
  };
  return {
      {"ztrace", read_trace, samples},
      {"ztrace-mended", read_mended_trace, samples},
      {"sketches", read_sketches, {"\3" + sample_sketches()}},
      {"packed-pages", read_packed_pages, {sample_packed_pages()}},
      {"metadata", read_metadata, {to_json({.program = "a sample", .lost = {"x"}, .notes = {"y", "z"}})}},
  };
}

}  // namespace zramlab::fuzz
