#include "tests/traces/support.h"

#include "engine/base/input_error.h"
#include "engine/base/random.h"

#include <fmt/format.h>
#include <unistd.h>
#include <zstd.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>

namespace zramlab::test {

Folder::Folder() {
  const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
  path_ = std::filesystem::temp_directory_path() /
          fmt::format("zramlab-{}-{}-{}", info->test_suite_name(), info->name(), ::getpid());
  std::filesystem::create_directories(path_);
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path Folder::with(std::string_view name, std::string_view bytes) const {
  const std::filesystem::path path = file(name);
  std::ofstream stream(path, std::ios::binary);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path;
}

std::string zstd_of(std::string_view bytes) {
  std::string frame(ZSTD_compressBound(bytes.size()), '\0');
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> compressor(ZSTD_createCCtx(), ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(compressor.get(), ZSTD_c_compressionLevel, 1);
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
  ZSTD_CCtx_setParameter(compressor.get(), ZSTD_c_windowLog, 15);  // what readers of such builds take
#endif
  frame.resize(ZSTD_compress2(compressor.get(), frame.data(), frame.size(), bytes.data(), bytes.size()));
  return frame;
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

Page page_of(std::uint64_t number) {
  Page page{};
  Random random(number);
  for (std::size_t at = 0; at < page.size(); at += 64) {
    const std::uint64_t word = random();
    std::memcpy(page.data() + at, &word, sizeof word);
  }
  return page;
}

void write_sample(const std::filesystem::path& file, std::uint32_t records, std::uint32_t contents) {
  TraceMetadata metadata;
  metadata.program = "a sample";
  TraceWriter writer(file, metadata, {.level = 1, .block_contents = 200});
  for (std::uint32_t i = 0; i < 3; ++i) writer.add_thread({1000 + i, fmt::format("thread {}", i)});
  for (std::uint32_t i = 0; i < records; ++i) {
    TraceRecord record;
    record.time_ns = i * std::uint64_t{1000};
    record.slot = i * 7 % 1000;
    record.thread = i % 3;
    record.cpu = static_cast<std::uint16_t>(i % 2);
    record.operation = i % 5 == 4 ? Operation::read : Operation::write;
    if (record.operation == Operation::write) record.content = writer.add_content(page_of(i % contents));
    writer.add_record(record);
  }
  writer.finish();
}

std::string fault_of(const std::filesystem::path& file) {
  return error_of([&] { TraceReader(file).verify(); });
}

std::string error_of(const std::function<void()>& action) {
  try {
    action();
    return {};
  } catch (const InputError& error) {
    return error.what();
  }
}

std::vector<TraceRecord> records_of(const TraceReader& trace) {
  std::vector<TraceRecord> all;
  trace.for_each_block([&](std::span<const TraceRecord> block) { all.insert(all.end(), block.begin(), block.end()); });
  return all;
}

namespace {

template <class Object>
void append(std::string& bytes, const Object& object) {
  bytes.append(reinterpret_cast<const char*>(&object), sizeof object);
}

}  // namespace

HandMade::HandMade() {
  FileHeader header;
  header.checksum = header_checksum(header);
  append(bytes_, header);
}

HandMade& HandMade::chunk(ChunkType type, std::uint64_t items, ByteView payload) {
  return claim(type, items, payload.size(), payload);
}

HandMade& HandMade::claim(ChunkType type, std::uint64_t items, std::uint64_t claimed_bytes, ByteView payload) {
  ChunkHeader header;
  header.type = type;
  header.item_count = items;
  header.payload_bytes = claimed_bytes;
  header.checksum = chunk_checksum(header, payload);
  append(bytes_, header);
  bytes_.append(reinterpret_cast<const char*>(payload.data()), payload.size());
  bytes_.append(padded_bytes(payload.size()) - payload.size(), '\0');
  return *this;
}

HandMade& HandMade::records(std::span<const TraceRecord> records) {
  return chunk(ChunkType::records, records.size(), std::as_bytes(records));
}

HandMade& HandMade::contents(std::uint64_t items, ByteView pages) {
  return chunk(ChunkType::contents, items, ContentCompressor(1).compress(pages));
}

HandMade& HandMade::threads(std::uint32_t count) {
  std::vector<std::byte> payload;
  for (std::uint32_t i = 0; i < count; ++i) append_thread_entry(payload, i, {i, "t"});
  return chunk(ChunkType::threads, count, payload);
}

HandMade& HandMade::end(EndPayload totals) {
  return chunk(ChunkType::end, 1, std::as_bytes(std::span(&totals, 1)));
}

}  // namespace zramlab::test
