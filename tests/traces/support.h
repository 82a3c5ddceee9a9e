// What the tests of traces share: a folder that goes away, files as bytes, pages to tell apart.
#pragma once

#include "traces/format.h"
#include "traces/reader.h"
#include "traces/writer.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab::test {

// A folder of the running test's own; removed with everything in it.
class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();

  [[nodiscard]] std::filesystem::path file(std::string_view name) const { return path_ / name; }
  // Writes a file and returns its path.
  [[nodiscard]] std::filesystem::path with(std::string_view name, std::string_view bytes) const;

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::filesystem::path& file);

// As one zstd frame.
std::string zstd_of(std::string_view bytes);

using Page = std::array<std::byte, page_bytes>;

// A page unlike that of any other number; compressible.
Page page_of(std::uint64_t number);

// A whole trace: `records` writes over `contents` distinct pages, with a read now and then, 3 threads.
void write_sample(const std::filesystem::path& file, std::uint32_t records, std::uint32_t contents);

// Reads everything; the message of the error, empty if there is none.
std::string fault_of(const std::filesystem::path& file);

// The message of the InputError that `action` throws; empty if it throws none.
std::string error_of(const std::function<void()>& action);

std::vector<TraceRecord> records_of(const TraceReader& trace);

// A .ztrace file made by hand, honest checksums around whatever it holds.
class HandMade {
 public:
  HandMade();
  HandMade& chunk(ChunkType type, std::uint64_t items, ByteView payload);
  // As chunk(), but the header claims a size of its own.
  HandMade& claim(ChunkType type, std::uint64_t items, std::uint64_t claimed_bytes, ByteView payload);
  HandMade& records(std::span<const TraceRecord> records);
  HandMade& contents(std::uint64_t items, ByteView pages);
  HandMade& threads(std::uint32_t count);
  HandMade& end(EndPayload totals);
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace zramlab::test
