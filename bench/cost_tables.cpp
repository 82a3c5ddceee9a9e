#include "bench/cost_tables.h"

#include "bench/calibrate/common_clock.h"
#include "bench/captures.h"
#include "bench/cpu_model.h"
#include "engine/backend/table.h"
#include "engine/base/input_error.h"
#include "engine/base/same_filled.h"
#include "engine/platform/virtual/machine_profile.h"
#include "traces/mapping.h"
#include "traces/output_file.h"
#include "traces/reader.h"

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

// Counted up when what a kept table means changes, so that older ones are not found: 2 are on the shipped tables' clock.
constexpr std::uint64_t cache_generation = 2;

// What measured tables are brought to the shipped ones' clock with.
constexpr std::string_view yardstick_capture = "gxx";

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
  return folder / fmt::format("{:016x}-{:016x}{}", key, XXH3_64bits_withSeed(codec.data(), codec.size(), cache_generation), extension);
}

// "zstd" of "zstd:level=3".
std::string_view backend_of(std::string_view codec_name) { return codec_name.substr(0, codec_name.find(':')); }

// Pages whose times on the shipped tables' processor are known.
struct Yardstick {
  PageStore pages;
  std::shared_ptr<const Codec> codec;
  CostTable table;
};

// Of the codec's backend at its defaults; of lz4 for a backend that is so new that no table was shipped of it. nullopt where no captures are.
std::optional<Yardstick> find_yardstick(std::string_view codec_name) {
  const std::vector<std::string> captures = shipped_names(".ztrace");
  if (std::ranges::find(captures, yardstick_capture) == captures.end()) return std::nullopt;
  PageStore pages = TraceReader(shipped_capture(yardstick_capture)).load_contents();
  const std::uint64_t key = contents_key(pages);
  for (const std::string_view backend : {backend_of(codec_name), std::string_view("lz4")}) {
    if (std::optional<CostTable> table = find_shipped(key, backend)) return Yardstick{std::move(pages), make_codec(backend), *std::move(table)};
  }
  return std::nullopt;
}

CostTable build_and_keep(const PageStore& contents, const NamedCodec& codec, const fs::path& file) {
  const std::optional<Yardstick> yardstick = find_yardstick(codec.name);
  const bool is_kept = yardstick && !file.empty();
  fmt::print(stderr, "bench: measuring what {} takes for each of {} pages, once{}\n", codec.name, contents.count(),
             is_kept ? fmt::format(" (kept in {})", file.parent_path().string()) : "");
  std::vector<PageJob> jobs{{&contents, codec.codec}};
  if (yardstick) jobs.push_back({&yardstick->pages, yardstick->codec.get()});
  const std::vector<CodecTimes> times = measure_in_turns(jobs, tries_of_a_table, {});
  CostTable table = table_of(times.front(), contents, codec);
  if (!yardstick) {
    fmt::print(stderr, "bench: the capture {} and its page costs are not there: these are this host's own, and not comparable with shipped ones\n",
               yardstick_capture);
    return table;
  }
  table = as_where(yardstick->table, std::move(table), times.front(), times.back());
  if (!is_kept) return table;
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

// The name of the file that a table came from.
std::string origin_of(const CostTable& table) { return table.origin.empty() ? "unsaved" : fs::path(table.origin).filename().string(); }

// One of a machine's own files.
class OwnFile {
 public:
  // `entry` is what the profile says: FILE:HASH.
  OwnFile(const MachineProfile& machine, const std::string& entry) : file_(machine.folder / entry.substr(0, entry.rfind(':'))) {
    std::error_code ignored;
    if (!fs::exists(file_, ignored)) refuse("are not there");
    const Mapping mapping = Mapping::of_file(file_);
    if (named_with_hash(entry.substr(0, entry.rfind(':')), mapping.bytes()) != entry) refuse("are another calibration's, or damaged");
    tables_ = unpack_cost_tables(mapping.bytes(), file_.string());
  }

  [[nodiscard]] std::string name() const { return file_.filename().string(); }
  [[nodiscard]] std::uint64_t key() const { return tables_.front().contents_key; }
  [[nodiscard]] const CostTable* find(std::string_view codec) const {
    const auto found = std::ranges::find(tables_, codec, &CostTable::codec);
    return found == tables_.end() ? nullptr : &*found;
  }

 private:
  [[noreturn]] void refuse(std::string_view what) const {
    throw bad_input(fmt::format("the page costs in {} {}; the machine's profile names them: restore them, or let bench calibrate measure both anew",
                                file_.string(), what));
  }

  fs::path file_;
  std::vector<CostTable> tables_;
};

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
  if (allow_build) return build_and_keep(contents, {codec_name, &codec}, file);
  throw bad_input(fmt::format(
      "there is no cost table of these {} pages for {}; bench calibrate --costs TRACE --codec {} --output FILE.costs measures one",
      contents.count(), codec_name, codec_name));
}

CostTable cost_table_on(const MachineProfile& machine, const PageStore& contents, const Codec& codec, std::string_view codec_name) {
  std::vector<OwnFile> files;
  for (const std::string& entry : machine.page_costs) files.emplace_back(machine, entry);
  const std::uint64_t key = contents_key(contents);
  const std::string name = name_in_table(contents, codec, codec_name);
  for (const OwnFile& file : files) {
    if (const CostTable* const table = file.find(name); table != nullptr && file.key() == key) return *table;
  }
  CostTable table = cost_table_for(contents, codec, codec_name);
  for (const OwnFile& file : files) {
    const CostTable* const own = file.find(backend_of(codec_name));
    const std::optional<CostTable> shipped = own != nullptr ? find_shipped(file.key(), backend_of(codec_name)) : std::nullopt;
    if (!shipped) continue;
    table = multiplied(std::move(table), ratio_of(*own, *shipped), fmt::format("as {} is over the shipped table", file.name()));
    table.origin = fmt::format("{} over {}", origin_of(table), file.name());
    return table;
  }
  return table;
}

std::string named_with_hash(std::string_view file_name, ByteView file) {
  return fmt::format("{}:{:016x}", file_name, XXH3_64bits(file.data(), file.size()));
}

std::string name_of(const CostTable& table) {
  return fmt::format("{}:{:016x}", origin_of(table), hash_of(table));
}

CostTable table_of(const CodecTimes& times, const PageStore& contents, const NamedCodec& codec) {
  const auto whole_units = [](std::uint64_t ps) { return (ps + cost_unit_ps / 2) / cost_unit_ps * cost_unit_ps; };
  CostTable table;
  for (std::size_t page = 0; page < times.compressed_bytes.size(); ++page) {
    table.pages.push_back({.compress_ps = whole_units(times.compress.median(page)),
                           .decompress_ps = whole_units(times.decompress.median(page)),
                           .compressed_bytes = times.compressed_bytes[page]});
  }
  fit_lines(table);
  table.same_filled_scan_ps = static_cast<double>(times.same_filled_scan_ps);
  table.codec = name_in_table(contents, *codec.codec, codec.name);
  table.contents_key = contents_key(contents);
  table.machine = cpu_model();
  table.method = fmt::format("median of {} tries, {:%Y-%m-%d}", times.compress.tries(), fmt::gmtime(std::time(nullptr)));
  return table;
}

std::vector<CostTable> build_cost_tables(const PageStore& contents, std::span<const NamedCodec> codecs,
                                         const TellProgress& tell) {
  std::vector<const Codec*> bare;
  for (const NamedCodec& codec : codecs) bare.push_back(codec.codec);
  const std::vector<CodecTimes> times = measure_codecs(contents, bare, tries_of_a_table, tell);
  std::vector<CostTable> tables;
  for (std::size_t i = 0; i < codecs.size(); ++i) {
    tables.push_back(table_of(times[i], contents, codecs[i]));
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
