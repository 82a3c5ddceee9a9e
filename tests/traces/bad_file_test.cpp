// Truncated, corrupt and hostile files: one clear error, never a crash.
#include "tests/traces/support.h"

#include "engine/base/random.h"

#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <set>

namespace zramlab::test {
namespace {

// Where the chunks of a good file begin, and where it ends.
std::vector<std::size_t> boundaries_of(const std::string& bytes) {
  std::vector<std::size_t> boundaries;
  for (std::size_t at = sizeof(FileHeader); at < bytes.size();) {
    boundaries.push_back(at);
    ChunkHeader header;
    std::memcpy(&header, bytes.data() + at, sizeof header);
    at += sizeof header + padded_bytes(header.payload_bytes);
  }
  boundaries.push_back(bytes.size());
  return boundaries;
}

std::string sample_bytes(const Folder& folder) {
  write_sample(folder.file("sample.ztrace"), 10'000, 600);
  return read_file(folder.file("sample.ztrace"));
}

TEST(truncated_trace, is_refused_at_every_length_with_an_offset) {
  const Folder folder;
  const std::string good = sample_bytes(folder);
  std::set<std::size_t> lengths = {0, 1, 8, 63, 64, 65};
  for (const std::size_t boundary : boundaries_of(good)) {
    for (const std::size_t behind : {0, 1, 2, 32, 33, 34}) {
      if (boundary - 1 + behind < good.size()) lengths.insert(boundary - 1 + behind);
    }
  }
  Random random(20);
  for (int i = 0; i < 200; ++i) lengths.insert(random.below(static_cast<std::uint32_t>(good.size())));
  for (const std::size_t length : lengths) {
    const std::string fault = fault_of(folder.with("cut.ztrace", std::string_view(good).substr(0, length)));
    EXPECT_NE(fault.find("byte "), std::string::npos) << "length " << length << ": " << fault;
    if (length < sizeof(FileHeader)) continue;
    EXPECT_NE(fault.find("cut off"), std::string::npos) << "length " << length << ": " << fault;
  }
}

TEST(truncated_trace, can_be_read_up_to_its_last_complete_chunk) {
  const Folder folder;
  const std::string good = sample_bytes(folder);
  const std::vector<TraceRecord> all = records_of(TraceReader(folder.file("sample.ztrace")));
  std::size_t records_before = 0;
  for (const std::size_t boundary : boundaries_of(good)) {
    if (boundary == good.size()) break;
    const auto file = folder.with("cut.ztrace", std::string_view(good).substr(0, boundary + 5));
    const TraceReader trace(file, Incomplete::accept);
    EXPECT_FALSE(trace.complete());
    const std::vector<TraceRecord> left = records_of(trace);
    EXPECT_TRUE(std::equal(left.begin(), left.end(), all.begin())) << boundary;
    EXPECT_GE(left.size(), records_before);
    std::uint64_t slots = 0;
    for (const TraceRecord& record : left) slots = std::max(slots, std::uint64_t{record.slot} + 1);
    EXPECT_EQ(trace.slot_count(), slots);
    EXPECT_EQ(trace.load_contents().count(), trace.content_count());
    records_before = left.size();
  }
  EXPECT_EQ(records_before, all.size());
}

TEST(corrupt_trace, every_flipped_bit_is_noticed) {
  const Folder folder;
  const std::string good = sample_bytes(folder);
  Random random(21);
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < 64; ++i) places.push_back(i);
  for (const std::size_t boundary : boundaries_of(good)) {
    // Every byte of a chunk's header, and the padding before it.
    for (std::size_t i = 0; i < 7; ++i) places.push_back(boundary - 1 - i);
    for (std::size_t i = 0; i < sizeof(ChunkHeader) && boundary + i < good.size(); ++i) places.push_back(boundary + i);
  }
  for (int i = 0; i < 400; ++i) places.push_back(random.below(static_cast<std::uint32_t>(good.size())));
  for (const std::size_t place : places) {
    std::string bad = good;
    bad[place] = static_cast<char>(bad[place] ^ (1 << random.below(8)));
    const auto file = folder.with("bad.ztrace", bad);
    EXPECT_NE(fault_of(file), "") << "a flipped bit in byte " << place << " went unnoticed";
    // What is left may or may not be read, but nothing crashes.
    static_cast<void>(error_of([&] { TraceReader(file, Incomplete::accept).verify(); }));
  }
}

TEST(corrupt_trace, runs_of_garbage_are_noticed) {
  const Folder folder;
  const std::string good = sample_bytes(folder);
  Random random(22);
  for (int i = 0; i < 100; ++i) {
    std::string bad = good;
    const std::size_t begin = random.below(static_cast<std::uint32_t>(good.size()));
    const std::size_t end = std::min<std::size_t>(good.size(), begin + 1 + random.below(200));
    for (std::size_t at = begin; at < end; ++at) bad[at] = static_cast<char>(random());
    if (bad == good) continue;
    EXPECT_NE(fault_of(folder.with("bad.ztrace", bad)), "") << "bytes " << begin << " to " << end;
  }
}

TEST(corrupt_trace, data_behind_the_end_is_noticed) {
  const Folder folder;
  const std::string fault = fault_of(folder.with("bad.ztrace", sample_bytes(folder) + "more"));
  EXPECT_NE(fault.find("after the end"), std::string::npos) << fault;
}

TEST(corrupt_trace, a_text_transfer_is_recognised) {
  const Folder folder;
  std::string bad = sample_bytes(folder);
  bad.erase(6, 1);
  EXPECT_NE(fault_of(folder.with("bad.ztrace", bad)).find("binary mode"), std::string::npos);
}

TEST(foreign_file, is_named_for_what_it_is_not) {
  const Folder folder;
  EXPECT_NE(fault_of(folder.with("a", "")).find("byte 0: the file ends within"), std::string::npos);
  EXPECT_NE(fault_of(folder.with("a", std::string(5000, 'x'))).find("not a .ztrace file"), std::string::npos);
  EXPECT_NE(fault_of(folder.file("missing")).find("missing"), std::string::npos);
  EXPECT_NE(fault_of(folder.file("")).find("not a regular file"), std::string::npos);
}

TEST(foreign_file, of_a_later_version_or_page_size_is_told_so) {
  const Folder folder;
  FileHeader header;
  header.version = 2;
  header.checksum = header_checksum(header);
  const auto bytes_of = [&] { return std::string(reinterpret_cast<const char*>(&header), sizeof header); };
  EXPECT_NE(fault_of(folder.with("a", bytes_of())).find("version 2"), std::string::npos);
  header = {};
  header.page_bytes = 16384;
  header.checksum = header_checksum(header);
  EXPECT_NE(fault_of(folder.with("a", bytes_of())).find("pages of 16384"), std::string::npos);
}

TEST(hostile_trace, sizes_and_counts_beyond_the_limits_are_refused_before_anything_is_allocated) {
  const Folder folder;
  const std::vector<std::byte> some(64);
  const auto huge = ~std::uint64_t{0};
  struct Claim {
    ChunkType type;
    std::uint64_t items;
    std::uint64_t bytes;
  };
  const Claim claims[] = {
      {ChunkType::records, 2, huge},   {ChunkType::records, huge, 64},       {ChunkType::records, 0, 0},
      {ChunkType::records, 1, 64},     {ChunkType::contents, huge, 64},      {ChunkType::contents, 1, huge - 7},
      {ChunkType::contents, 0, 64},    {ChunkType::contents, 1, 0},          {ChunkType::metadata, 2, 64},
      {ChunkType::metadata, 1, huge},  {ChunkType::threads, huge, 64},       {ChunkType::threads, 1, huge / 2},
      {ChunkType::end, 1, 64},         {ChunkType::end, 2, sizeof(EndPayload)}, {ChunkType{0}, 1, 64},
      {ChunkType{7}, 1, 64},           {ChunkType::sketches, huge, 64},      {ChunkType::sketches, 0, 64},
      {ChunkType::sketches, 1, huge},
  };
  for (const Claim& claim : claims) {
    HandMade made;
    made.claim(claim.type, claim.items, claim.bytes, some).end({});
    const auto file = folder.with("a", made.bytes());
    EXPECT_NE(fault_of(file).find("byte 64"), std::string::npos) << fault_of(file);
    EXPECT_NE(error_of([&] { TraceReader(file, Incomplete::accept); }), "");
  }
}

TEST(hostile_trace, totals_that_do_not_hold_are_refused) {
  const Folder folder;
  const TraceRecord record = {.slot = 4};
  const auto fault = [&](EndPayload totals) {
    return fault_of(folder.with("a", HandMade().threads(1).records(std::span(&record, 1)).end(totals).bytes()));
  };
  EXPECT_EQ(fault({1, 0, 5, 2}), "");
  EXPECT_NE(fault({2, 0, 5, 2}).find("promises 2 records"), std::string::npos);
  EXPECT_NE(fault({1, 1, 5, 2}), "");
  EXPECT_NE(fault({1, 0, 5, 3}), "");
  EXPECT_NE(fault({1, 0, 6, 2}).find("promises 6 slots"), std::string::npos);
  EXPECT_NE(fault({1, 0, 4, 2}).find("slot 4 is outside"), std::string::npos);
  EXPECT_NE(fault({1, 0, ~std::uint64_t{0}, 2}), "");
}

// Good checksums around one record that must not be.
std::string fault_of_record(const TraceRecord& record) {
  const Folder folder;
  HandMade made;
  made.threads(1).contents(1, page_of(1)).records(std::span(&record, 1));
  made.end({1, 1, std::uint64_t{record.slot} + 1, 3});
  return fault_of(folder.with("a", made.bytes()));
}

TEST(hostile_trace, a_record_that_breaks_the_rules_is_refused) {
  EXPECT_EQ(fault_of_record({.content = 0}), "");
  EXPECT_NE(fault_of_record({.content = 1}).find("content 1 is outside"), std::string::npos);
  EXPECT_NE(fault_of_record({.content = 0xfffffffe}), "");
  EXPECT_NE(fault_of_record({.thread = 1}).find("thread 1 is outside"), std::string::npos);
  EXPECT_NE(fault_of_record({.operation = Operation{4}}).find("operation 4 is unknown"), std::string::npos);
  EXPECT_NE(fault_of_record({.operation = Operation{255}}), "");
  EXPECT_NE(fault_of_record({.content = 0, .flags = 2}).find("flags 0x2"), std::string::npos);
  EXPECT_NE(fault_of_record({.flags = stand_in_flag}), "");
  EXPECT_NE(fault_of_record({.content = 0, .reserved = 1}).find("reserved"), std::string::npos);
  EXPECT_NE(fault_of_record({.content = 0, .operation = Operation::read}), "");
  EXPECT_NE(fault_of_record({.content = 0, .operation = Operation::discard}), "");
  EXPECT_NE(fault_of_record({.content = 0, .length = 1}), "");
  EXPECT_NE(fault_of_record({.operation = Operation::read, .offset = 1}), "");
  const auto partial = [](std::uint16_t offset, std::uint16_t length) {
    return fault_of_record({.content = 0, .operation = Operation::partial, .offset = offset, .length = length});
  };
  EXPECT_EQ(partial(0, 0), "");
  EXPECT_EQ(partial(4095, 1), "");
  EXPECT_EQ(partial(0, 4096), "");
  EXPECT_NE(partial(4095, 2), "");
  EXPECT_NE(partial(1, 0), "");
  EXPECT_NE(partial(0xffff, 0xffff), "");
}

TEST(hostile_trace, the_offset_names_the_bad_record) {
  const Folder folder;
  std::vector<TraceRecord> records(10);
  records[7].thread = 9;
  const auto file = folder.with("a", HandMade().threads(1).records(records).end({10, 0, 1, 2}).bytes());
  const std::string fault = fault_of(file);
  // Header, a threads chunk of 13 bytes padded to 16, a chunk header, seven records.
  const std::size_t offset = 64 + 32 + 16 + 32 + 7 * 32;
  EXPECT_NE(fault.find(fmt::format("byte {}: record 7: thread 9", offset)), std::string::npos) << fault;
}

TEST(hostile_trace, contents_that_are_not_what_they_claim_are_refused) {
  const Folder folder;
  const auto fault = [&](const HandMade& made) { return fault_of(folder.with("a", made.bytes())); };
  const Page page = page_of(1);
  std::vector<std::byte> two_equal(page.begin(), page.end());
  two_equal.insert(two_equal.end(), page.begin(), page.end());
  EXPECT_NE(fault(HandMade().contents(2, page).end({0, 2, 0, 1})).find("too few"), std::string::npos);
  EXPECT_NE(fault(HandMade().contents(1, two_equal).end({0, 1, 0, 1})), "");
  EXPECT_NE(fault(HandMade().contents(2, two_equal).end({0, 2, 0, 1})).find("each once"), std::string::npos);
  EXPECT_NE(fault(HandMade().chunk(ChunkType::contents, 1, page).end({0, 1, 0, 1})), "");
  ContentCompressor compressor(1);
  std::vector<std::byte> two_frames;
  for (const std::uint64_t number : {1, 2}) {
    const ByteView frame = compressor.compress(page_of(number));
    two_frames.insert(two_frames.end(), frame.begin(), frame.end());
  }
  const std::string error = fault(HandMade().chunk(ChunkType::contents, 2, two_frames).end({0, 2, 0, 1}));
  EXPECT_NE(error.find("data after the frame"), std::string::npos) << error;
}

TEST(hostile_trace, a_zstd_bomb_is_refused) {
  const Folder folder;
  // 64 MiB of zeros in a frame of some kilobytes, said to be one page, then a full block.
  const std::string zeros(std::size_t{64} << 20, '\0');
  std::vector<std::byte> bomb(ZSTD_compressBound(zeros.size()));
  bomb.resize(ZSTD_compress(bomb.data(), bomb.size(), zeros.data(), zeros.size(), 1));
  for (const std::uint64_t claimed : {std::uint64_t{1}, block_contents_max}) {
    HandMade made;
    made.chunk(ChunkType::contents, claimed, bomb).end({0, claimed, 0, 1});
    EXPECT_NE(fault_of(folder.with("a", made.bytes())).find("cannot be decompressed"), std::string::npos);
  }
}

TEST(hostile_trace, more_contents_than_the_limit_are_refused_while_scanning) {
  const Folder folder;
  HandMade made;
  const std::vector<std::byte> some(8);
  const std::uint64_t chunks = contents_max / block_contents_max + 1;
  for (std::uint64_t i = 0; i < chunks; ++i) made.chunk(ChunkType::contents, block_contents_max, some);
  made.end({0, chunks * block_contents_max, 0, chunks});
  EXPECT_NE(fault_of(folder.with("a", made.bytes())).find("more than"), std::string::npos);
}

TEST(hostile_trace, thread_tables_that_do_not_add_up_are_refused) {
  const Folder folder;
  const auto fault = [&](ByteView payload, std::uint64_t count) {
    return fault_of(folder.with("a", HandMade().chunk(ChunkType::threads, count, payload).end({0, 0, 0, 1}).bytes()));
  };
  std::vector<std::byte> one;
  append_thread_entry(one, 0, {1, "name"});
  EXPECT_EQ(fault(one, 1), "");
  EXPECT_NE(fault(one, 2).find("malformed"), std::string::npos);
  EXPECT_NE(fault(ByteView(one).first(one.size() - 1), 1), "");
  EXPECT_NE(fault(ByteView(one).first(5), 1), "");
  std::vector<std::byte> more = one;
  more.push_back(std::byte{0});
  EXPECT_NE(fault(more, 1), "");
  std::vector<std::byte> gap;
  append_thread_entry(gap, 1, {1, "name"});
  EXPECT_NE(fault(gap, 1), "");
  std::vector<std::byte> long_name = one;
  std::memset(long_name.data() + 8, 0xff, 4);
  EXPECT_NE(fault(long_name, 1), "");
}

TEST(hostile_trace, metadata_of_any_other_shape_is_refused) {
  const Folder folder;
  const auto fault = [&](const std::string& text) {
    const ByteView payload = std::as_bytes(std::span(text));
    return fault_of(folder.with("a", HandMade().chunk(ChunkType::metadata, 1, payload).end({0, 0, 0, 1}).bytes()));
  };
  EXPECT_EQ(fault("{\"unknown\": [1]}"), "");
  for (const char* text : {"{", "[]", "\"text\"", "{\"program\": 1}", "{\"notes\": \"text\"}", "{\"notes\": [1]}",
                           "{\"first_time_ns\": -1}", "{\"program\": \"\xff\"}"}) {
    EXPECT_NE(fault(text), "") << text;
  }
  EXPECT_NE(fault(std::string(500'000, '[')), "");
  EXPECT_EQ(fault("{\"unknown\": " + std::string(200'000, '[') + std::string(200'000, ']') + "}"), "");
}

TEST(hostile_trace, many_chunks_of_one_record_are_read_like_any_others) {
  const Folder folder;
  HandMade made;
  made.threads(1);
  const TraceRecord record;
  constexpr std::uint64_t count = 20'000;
  for (std::uint64_t i = 0; i < count; ++i) made.records(std::span(&record, 1));
  EXPECT_EQ(fault_of(folder.with("a", made.end({count, 0, 1, count + 1}).bytes())), "");
}

}  // namespace
}  // namespace zramlab::test
