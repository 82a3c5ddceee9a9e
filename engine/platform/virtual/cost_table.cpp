// The file: a header, then one zstd frame. In the frame: the length of the metadata (JSON), the metadata, and for each table
// three columns - compressed lengths, times to compress, times to decompress - in bytes of equal weight, because zstd
// finds more in those. All numbers little-endian.
#include "engine/platform/virtual/cost_table.h"

#include "engine/base/check.h"
#include "engine/base/input_error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <xxhash.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

namespace zramlab {

namespace {

using nlohmann::ordered_json;

static_assert(std::endian::native == std::endian::little, "files are little-endian, and read in place");

constexpr std::array<char, 8> magic{'z', 'r', 'c', 'o', 's', 't', 's', '1'};

struct Header {
  std::array<char, 8> magic;
  std::uint64_t checksum;  // XXH3-64 of all that follows it
  std::uint64_t contents_key;
  std::uint64_t payload_bytes;  // of the frame, decompressed
};
constexpr std::size_t checksum_begin = sizeof(Header::magic) + sizeof(Header::checksum);
constexpr std::uint64_t payload_bytes_max = std::uint64_t{1} << 30;

constexpr std::size_t length_bytes = 2;
constexpr std::size_t time_bytes = 4;
constexpr std::size_t bytes_a_page = length_bytes + 2 * time_bytes;

// One number of every page.
struct Column {
  std::size_t width;
  std::uint64_t (*get)(const PageCost& cost);
  void (*set)(PageCost& cost, std::uint64_t value);
};

constexpr std::array columns{
    Column{length_bytes, [](const PageCost& cost) -> std::uint64_t { return cost.compressed_bytes; },
           [](PageCost& cost, std::uint64_t value) { cost.compressed_bytes = static_cast<std::uint32_t>(value); }},
    Column{time_bytes, [](const PageCost& cost) { return cost.compress_ps / cost_unit_ps; },
           [](PageCost& cost, std::uint64_t value) { cost.compress_ps = value * cost_unit_ps; }},
    Column{time_bytes, [](const PageCost& cost) { return cost.decompress_ps / cost_unit_ps; },
           [](PageCost& cost, std::uint64_t value) { cost.decompress_ps = value * cost_unit_ps; }},
};

void append(std::vector<std::byte>& bytes, const void* data, std::size_t length) {
  const auto* const begin = static_cast<const std::byte*>(data);
  bytes.insert(bytes.end(), begin, begin + length);
}

void append_columns(std::vector<std::byte>& bytes, const std::vector<PageCost>& pages) {
  for (const Column& column : columns) {
    for (std::size_t plane = 0; plane < column.width; ++plane) {
      for (const PageCost& page : pages) bytes.push_back(static_cast<std::byte>(column.get(page) >> (8 * plane) & 0xff));
    }
  }
}

void read_columns(ByteView bytes, std::vector<PageCost>& pages) {
  const std::byte* at = bytes.data();
  for (const Column& column : columns) {
    for (std::size_t plane = 0; plane < column.width; ++plane) {
      for (PageCost& page : pages) column.set(page, column.get(page) | std::to_integer<std::uint64_t>(*at++) << (8 * plane));
    }
  }
}

// The table's single numbers: their names in the metadata.
struct Scalar {
  const char* name;
  double CostTable::*value;
};
constexpr std::array scalars{
    Scalar{"compress_ps_per_byte", &CostTable::compress_ps_per_byte},
    Scalar{"compress_ps_constant", &CostTable::compress_ps_constant},
    Scalar{"decompress_ps_per_byte", &CostTable::decompress_ps_per_byte},
    Scalar{"decompress_ps_constant", &CostTable::decompress_ps_constant},
    Scalar{"same_filled_scan_ps", &CostTable::same_filled_scan_ps},
};

ordered_json describe(const CostTable& table) {
  ordered_json text = {{"codec", table.codec}, {"machine", table.machine}, {"method", table.method}};
  for (const Scalar& scalar : scalars) text[scalar.name] = std::llround(table.*scalar.value);
  return text;
}

CostTable table_of(const ordered_json& text) {
  CostTable table;
  table.codec = text.at("codec").get<std::string>();
  table.machine = text.at("machine").get<std::string>();
  table.method = text.at("method").get<std::string>();
  for (const Scalar& scalar : scalars) table.*scalar.value = static_cast<double>(text.at(scalar.name).get<std::int64_t>());
  return table;
}

[[noreturn]] void damaged(std::string_view origin, std::string_view what) {
  throw bad_input(
      fmt::format("the cost table {} is damaged: {}; restore the file, or remove it and it is measured again", origin, what));
}

std::vector<std::byte> payload_of(ByteView file, std::string_view origin, Header& header) {
  if (!contents_key_of(file)) damaged(origin, "it does not begin as one");
  std::memcpy(&header, file.data(), sizeof(header));
  const ByteView checked = file.subspan(checksum_begin);
  if (XXH3_64bits(checked.data(), checked.size()) != header.checksum) damaged(origin, "its checksum does not match");
  if (header.payload_bytes > payload_bytes_max) damaged(origin, "it claims to be too large");
  std::vector<std::byte> payload(header.payload_bytes);
  const ByteView frame = file.subspan(sizeof(Header));
  const std::size_t bytes = ZSTD_decompress(payload.data(), payload.size(), frame.data(), frame.size());
  if (ZSTD_isError(bytes) != 0 || bytes != payload.size()) damaged(origin, "it does not decompress");
  return payload;
}

std::vector<CostTable> tables_of(ByteView payload, std::string_view origin) {
  std::uint64_t text_bytes = 0;
  if (payload.size() < sizeof(text_bytes)) damaged(origin, "it is too short");
  std::memcpy(&text_bytes, payload.data(), sizeof(text_bytes));
  payload = payload.subspan(sizeof(text_bytes));
  if (payload.size() < text_bytes) damaged(origin, "it is too short");
  const ordered_json text = ordered_json::parse(std::string_view(reinterpret_cast<const char*>(payload.data()), text_bytes));
  payload = payload.subspan(text_bytes);
  const auto pages = text.at("pages").get<std::uint64_t>();
  const ordered_json& descriptions = text.at("tables");
  if (payload.size() != pages * bytes_a_page * descriptions.size()) damaged(origin, "it has not as many pages as it says");
  std::vector<CostTable> tables;
  for (const ordered_json& description : descriptions) {
    CostTable& table = tables.emplace_back(table_of(description));
    table.pages.resize(pages);
    read_columns(payload.first(pages * bytes_a_page), table.pages);
    payload = payload.subspan(pages * bytes_a_page);
  }
  return tables;
}

struct Line {
  double per_byte = 0;
  double constant = 0;
};

// Least squares. A line that falls below nothing within a page's lengths makes no sense: the mean does.
Line line_through(const std::vector<PageCost>& pages, std::uint64_t PageCost::*time) {
  double count = 0, sum_x = 0, sum_y = 0, sum_xx = 0, sum_xy = 0;
  for (const PageCost& page : pages) {
    if (page.compressed_bytes == 0) continue;
    const auto x = static_cast<double>(page.compressed_bytes);
    const auto y = static_cast<double>(page.*time);
    count += 1;
    sum_x += x;
    sum_y += y;
    sum_xx += x * x;
    sum_xy += x * y;
  }
  if (count == 0) return {};
  const double spread = count * sum_xx - sum_x * sum_x;
  Line line{0, std::round(sum_y / count)};
  if (spread <= 0) return line;
  const double slope = std::round((count * sum_xy - sum_x * sum_y) / spread);
  const double constant = std::round((sum_y - slope * sum_x) / count);
  const bool makes_sense = constant >= 0 && constant + slope * static_cast<double>(page_bytes) >= 0;
  return makes_sense ? Line{slope, constant} : line;
}

}  // namespace

void fit_lines(CostTable& table) {
  const Line compress = line_through(table.pages, &PageCost::compress_ps);
  const Line decompress = line_through(table.pages, &PageCost::decompress_ps);
  table.compress_ps_per_byte = compress.per_byte;
  table.compress_ps_constant = compress.constant;
  table.decompress_ps_per_byte = decompress.per_byte;
  table.decompress_ps_constant = decompress.constant;
}

std::uint64_t hash_of(const CostTable& table) {
  std::vector<std::byte> bytes;
  append(bytes, table.codec.data(), table.codec.size());
  append(bytes, &table.contents_key, sizeof(table.contents_key));
  for (const Scalar& scalar : scalars) {
    const std::int64_t value = std::llround(table.*scalar.value);
    append(bytes, &value, sizeof(value));
  }
  append_columns(bytes, table.pages);
  return XXH3_64bits(bytes.data(), bytes.size());
}

std::vector<std::byte> pack_cost_tables(std::span<const CostTable> tables) {
  ZRAMLAB_CHECK(!tables.empty(), "a file of cost tables has one at least");
  const CostTable& first = tables.front();
  ordered_json text = {{"pages", first.pages.size()}, {"tables", ordered_json::array()}};
  for (const CostTable& table : tables) {
    ZRAMLAB_CHECK(table.contents_key == first.contents_key && table.pages.size() == first.pages.size(),
                  "a file's cost tables are for the same contents");
    text["tables"].push_back(describe(table));
  }
  const std::string words = text.dump();
  std::vector<std::byte> payload;
  const std::uint64_t text_bytes = words.size();
  append(payload, &text_bytes, sizeof(text_bytes));
  append(payload, words.data(), words.size());
  for (const CostTable& table : tables) append_columns(payload, table.pages);

  std::vector<std::byte> file(sizeof(Header) + ZSTD_compressBound(payload.size()));
  constexpr int level = 19;  // the highest that needs no unusual memory to decompress
  const std::size_t bytes =
      ZSTD_compress(file.data() + sizeof(Header), file.size() - sizeof(Header), payload.data(), payload.size(), level);
  ZRAMLAB_CHECK(ZSTD_isError(bytes) == 0, "zstd compresses into the space it asks for");
  file.resize(sizeof(Header) + bytes);
  Header header{magic, 0, first.contents_key, payload.size()};
  std::memcpy(file.data(), &header, sizeof(header));
  header.checksum = XXH3_64bits(file.data() + checksum_begin, file.size() - checksum_begin);
  std::memcpy(file.data(), &header, sizeof(header));
  return file;
}

std::vector<CostTable> unpack_cost_tables(ByteView file, std::string_view origin) {
  Header header{};
  const std::vector<std::byte> payload = payload_of(file, origin, header);
  try {
    std::vector<CostTable> tables = tables_of(payload, origin);
    for (CostTable& table : tables) {
      table.contents_key = header.contents_key;
      table.origin = origin;
    }
    return tables;
  } catch (const ordered_json::exception& error) {
    damaged(origin, error.what());
  }
}

std::optional<std::uint64_t> contents_key_of(ByteView file) {
  Header header{};
  if (file.size() < sizeof(header)) return std::nullopt;
  std::memcpy(&header, file.data(), sizeof(header));
  if (header.magic != magic) return std::nullopt;
  return header.contents_key;
}

}  // namespace zramlab
