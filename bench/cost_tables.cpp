#include "bench/cost_tables.h"

#include "bench/captures.h"
#include "bench/cpu_model.h"
#include "engine/base/input_error.h"
#include "engine/base/same_filled.h"
#include "traces/mapping.h"
#include "traces/output_file.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <optional>
#include <vector>

namespace zramlab {

namespace fs = std::filesystem;

namespace {

// Odd, so that the median is one of them. Seven tries of gxx take 1 s with lz4, 10 s with deflate.
constexpr std::size_t tries_of_a_table = 7;

constexpr std::string_view extension = ".costs";

// A codec's name does not say what is in its dictionary; what it makes of the first pages does.
std::string dictionary_fingerprint(const PageStore& contents, const Codec& codec) {
  constexpr ContentIndex pages_max = 64;
  const std::unique_ptr<Backend> backend = codec.create();
  std::array<std::byte, stream_buffer_bytes> output{};
  std::uint64_t fingerprint = 0;
  for (ContentIndex content = 0; content < std::min<std::size_t>(pages_max, contents.count()); ++content) {
    std::size_t length = 0;
    if (backend->compress(contents.page(content), output, length) != Outcome::ok) continue;
    fingerprint = XXH3_64bits_withSeed(output.data(), length, fingerprint);
  }
  return fmt::format("#{:016x}", fingerprint);
}

// The codec's name in a table.
std::string name_in_table(const PageStore& contents, const Codec& codec, std::string_view codec_name) {
  std::string name(codec_name);
  if (name.find("dictionary=") != std::string::npos) name += dictionary_fingerprint(contents, codec);
  return name;
}

// The files of a folder that may hold cost tables, in a fixed order.
std::vector<fs::path> cost_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& file : fs::directory_iterator(folder, ignored)) {
    if (file.path().extension() == extension) files.push_back(file.path());
  }
  std::ranges::sort(files);
  return files;
}

std::optional<CostTable> find_in_file(const fs::path& file, std::uint64_t key, std::string_view codec) {
  const Mapping mapping = Mapping::of_file(file);
  // A file that is no table at all is damaged: unpacking says so.
  const std::optional<std::uint64_t> its_key = contents_key_of(mapping.bytes());
  if (its_key && *its_key != key) return std::nullopt;
  for (CostTable& table : unpack_cost_tables(mapping.bytes(), file.string())) {
    if (table.codec == codec) return std::move(table);
  }
  return std::nullopt;
}

std::optional<CostTable> find_shipped(std::uint64_t key, std::string_view codec) {
  for (const fs::path& folder : capture_folders()) {
    const std::vector<fs::path> files = cost_files(folder);
    for (const fs::path& file : files) {
      if (std::optional<CostTable> table = find_in_file(file, key, codec)) return table;
    }
    if (!files.empty()) break;  // the other folder holds the same
  }
  return std::nullopt;
}

fs::path cache_file(std::uint64_t key, std::string_view codec) {
  const fs::path folder = cost_cache_folder();
  if (folder.empty()) return {};
  return folder / fmt::format("{:016x}-{:016x}{}", key, XXH3_64bits(codec.data(), codec.size()), extension);
}

// The medians of what was measured.
CostTable table_of(const CodecTimes& times) {
  const auto whole_units = [](std::uint64_t ps) { return (ps + cost_unit_ps / 2) / cost_unit_ps * cost_unit_ps; };
  CostTable table;
  for (std::size_t page = 0; page < times.compressed_bytes.size(); ++page) {
    table.pages.push_back({.compress_ps = whole_units(times.compress.median(page)),
                           .decompress_ps = whole_units(times.decompress.median(page)),
                           .compressed_bytes = times.compressed_bytes[page]});
  }
  fit_lines(table);
  table.same_filled_scan_ps = static_cast<double>(times.same_filled_scan_ps);
  table.machine = cpu_model();
  table.method = fmt::format("median of {} tries, {:%Y-%m-%d}", tries_of_a_table, fmt::gmtime(std::time(nullptr)));
  return table;
}

CostTable build_and_keep(const PageStore& contents, const Codec& codec, std::string_view codec_name, const fs::path& file) {
  fmt::print(stderr, "bench: measuring what {} takes for each of {} pages, once{}\n", codec_name, contents.count(),
             file.empty() ? "" : fmt::format(" (kept in {})", file.parent_path().string()));
  const NamedCodec named{codec_name, &codec};
  CostTable table = std::move(build_cost_tables(contents, {&named, 1}).front());
  if (file.empty()) return table;
  table.origin = file.string();
  try {
    fs::create_directories(file.parent_path());
    save_cost_tables(file, {&table, 1});
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench: the page costs could not be kept, and will differ next time: {}\n", error.what());
    table.origin.clear();
  }
  return table;
}

}  // namespace

CostTable cost_table_for(const PageStore& contents, const Codec& codec, std::string_view codec_name, bool allow_build) {
  const std::uint64_t key = contents_key(contents);
  const std::string name = name_in_table(contents, codec, codec_name);
  if (std::optional<CostTable> table = find_shipped(key, name)) return *std::move(table);
  const fs::path file = cache_file(key, name);
  std::error_code ignored;
  if (!file.empty() && fs::exists(file, ignored)) {
    if (std::optional<CostTable> table = find_in_file(file, key, name)) return *std::move(table);
  }
  if (allow_build) return build_and_keep(contents, codec, codec_name, file);
  throw bad_input(fmt::format(
      "there is no cost table of these {} pages for {}; bench calibrate --costs TRACE --codec {} --output FILE.costs measures one",
      contents.count(), codec_name, codec_name));
}

std::string name_of(const CostTable& table) {
  return fmt::format("{}:{:016x}", table.origin.empty() ? "unsaved" : fs::path(table.origin).filename().string(), hash_of(table));
}

std::vector<CostTable> build_cost_tables(const PageStore& contents, std::span<const NamedCodec> codecs,
                                         const TellProgress& tell) {
  std::vector<const Codec*> bare;
  for (const NamedCodec& codec : codecs) bare.push_back(codec.codec);
  const std::vector<CodecTimes> times = measure_codecs(contents, bare, tries_of_a_table, tell);
  std::vector<CostTable> tables;
  for (std::size_t i = 0; i < codecs.size(); ++i) {
    CostTable& table = tables.emplace_back(table_of(times[i]));
    table.codec = name_in_table(contents, *codecs[i].codec, codecs[i].name);
    table.contents_key = contents_key(contents);
  }
  return tables;
}

void save_cost_tables(const fs::path& file, std::span<const CostTable> tables) {
  const std::vector<std::byte> bytes = pack_cost_tables(tables);
  OutputFile output(file);
  const ByteView part(bytes);
  output.write({&part, 1});
  output.publish();
}

std::uint64_t contents_key(const PageStore& contents) {
  std::vector<std::uint64_t> hashes;
  for (ContentIndex content = 0; content < contents.count(); ++content) hashes.push_back(contents.hash(content));
  return XXH3_64bits(hashes.data(), hashes.size() * sizeof(std::uint64_t));
}

fs::path cost_cache_folder() {
  if (const char* const cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache != '\0') {
    return fs::path(cache) / "zramlab/costs";
  }
  if (const char* const home = std::getenv("HOME"); home != nullptr && *home != '\0') {
    return fs::path(home) / ".cache/zramlab/costs";
  }
  return {};
}

}  // namespace zramlab
