// Cost tables: the file, and where they are found.
#include "bench/cost_tables.h"

#include "bench/calibrate/common_clock.h"
#include "bench/captures.h"
#include "engine/backend/table.h"
#include "engine/base/input_error.h"
#include "engine/base/random.h"
#include "engine/base/same_filled.h"
#include "engine/platform/virtual/machine_profile.h"
#include "tests/support/pages.h"
#include "traces/reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace zramlab::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::byte> bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::vector<char> text(std::istreambuf_iterator<char>(stream), {});
  std::vector<std::byte> bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

void write_bytes(const fs::path& file, const std::vector<std::byte>& bytes) {
  std::ofstream stream(file, std::ios::binary);
  stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

std::shared_ptr<PageStore> store_of(const std::vector<Page>& pages) {
  auto store = std::make_shared<PageStore>();
  for (const Page& page : pages) store->add(page);
  return store;
}

std::shared_ptr<PageStore> every_kind() {
  auto store = std::make_shared<PageStore>();
  for (const NamedPage& page : pages_of_every_kind()) store->add(page.page);
  return store;
}

CostTable table_of_random_numbers(std::uint64_t seed, std::size_t pages) {
  Random random(seed);
  CostTable table;
  for (std::size_t i = 0; i < pages; ++i) {
    table.pages.push_back({random.below(100'000'000) * cost_unit_ps, random.below(1'000'000) * cost_unit_ps,
                           random.below(2 * page_bytes + 1)});
  }
  fit_lines(table);
  table.same_filled_scan_ps = random.below(100'000);
  table.codec = "zstd:level=7";
  table.contents_key = random();
  table.machine = "a machine";
  table.method = "invented";
  return table;
}

TEST(cost_table_file, gives_back_what_was_put_in) {
  for (const std::size_t pages : {0, 1, 2, 257, 5000}) {
    std::array tables{table_of_random_numbers(pages, pages), table_of_random_numbers(pages + 1, pages)};
    tables[1].contents_key = tables[0].contents_key;
    tables[1].codec = "lz4";
    const std::vector<std::byte> file = pack_cost_tables(tables);
    EXPECT_EQ(contents_key_of(file), tables[0].contents_key);
    std::vector<CostTable> back = unpack_cost_tables(file, "a.costs");
    ASSERT_EQ(back.size(), tables.size());
    for (std::size_t i = 0; i < back.size(); ++i) {
      EXPECT_EQ(back[i].origin, "a.costs");
      back[i].origin.clear();
      EXPECT_EQ(back[i], tables[i]);
      EXPECT_EQ(hash_of(back[i]), hash_of(tables[i]));
    }
  }
}

TEST(cost_table_file, one_wrong_byte_anywhere_is_one_clear_error) {
  const CostTable table = table_of_random_numbers(1, 50);
  const std::vector<std::byte> file = pack_cost_tables({&table, 1});
  for (std::size_t at = 0; at < file.size(); ++at) {
    std::vector<std::byte> wrong = file;
    wrong[at] ^= std::byte{1};
    try {
      unpack_cost_tables(wrong, "here/a.costs");
      ADD_FAILURE() << "byte " << at << " may be anything";
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::bad_input);
      EXPECT_NE(std::string(error.what()).find("here/a.costs is damaged"), std::string::npos) << error.what();
      EXPECT_NE(std::string(error.what()).find("remove it"), std::string::npos) << error.what();
    }
  }
}

TEST(cost_table_file, cut_off_anywhere_is_an_error) {
  const CostTable table = table_of_random_numbers(1, 50);
  const std::vector<std::byte> file = pack_cost_tables({&table, 1});
  for (std::size_t length = 0; length < file.size(); ++length) {
    EXPECT_THROW(unpack_cost_tables(ByteView(file).first(length), "a.costs"), InputError) << length;
  }
}

TEST(hash_of_a_cost_table, tells_every_number_that_a_simulation_sees) {
  const CostTable table = table_of_random_numbers(3, 20);
  const auto changed = [&](auto change) {
    CostTable other = table;
    change(other);
    return hash_of(other) != hash_of(table);
  };
  EXPECT_TRUE(changed([](CostTable& t) { t.pages[7].compress_ps += cost_unit_ps; }));
  EXPECT_TRUE(changed([](CostTable& t) { t.pages[7].decompress_ps += cost_unit_ps; }));
  EXPECT_TRUE(changed([](CostTable& t) { t.pages[7].compressed_bytes += 1; }));
  EXPECT_TRUE(changed([](CostTable& t) { t.compress_ps_per_byte += 1; }));
  EXPECT_TRUE(changed([](CostTable& t) { t.same_filled_scan_ps += 1; }));
  EXPECT_TRUE(changed([](CostTable& t) { t.codec += "0"; }));
  EXPECT_TRUE(changed([](CostTable& t) { t.contents_key += 1; }));
  EXPECT_FALSE(changed([](CostTable& t) { t.origin = "elsewhere"; }));
}

TEST(fit_lines, finds_a_line_that_is_there) {
  CostTable table;
  for (std::uint32_t bytes = 100; bytes < 4000; bytes += 37) {
    table.pages.push_back({5000 + 7ull * bytes, 900 + 2ull * bytes, bytes});
  }
  table.pages.push_back({1, 1, 0});  // same-filled: no part of it
  fit_lines(table);
  EXPECT_EQ(table.compress_ps_constant, 5000);
  EXPECT_EQ(table.compress_ps_per_byte, 7);
  EXPECT_EQ(table.decompress_ps_constant, 900);
  EXPECT_EQ(table.decompress_ps_per_byte, 2);
}

TEST(fit_lines, is_never_below_nothing_for_a_page) {
  CostTable falling;
  falling.pages = {{10'000, 10'000, 100}, {1'000, 1'000, 200}};
  CostTable steep;
  steep.pages = {{1'000, 1'000, 3000}, {90'000, 90'000, 3100}};
  CostTable flat;
  flat.pages = {{1'000, 1'000, 4096}, {3'000, 3'000, 4096}};
  for (CostTable* table : {&falling, &steep, &flat}) {
    fit_lines(*table);
    EXPECT_GE(table->compress_ps_constant, 0);
    EXPECT_GE(table->compress_ps_constant + table->compress_ps_per_byte * static_cast<double>(page_bytes), 0);
  }
  EXPECT_EQ(flat.compress_ps_constant, 2'000);
}

TEST(contents_key, depends_on_every_page_and_on_their_order) {
  const std::vector<Page> pages = sample_pages(1);
  std::vector<Page> swapped = pages;
  std::swap(swapped[3], swapped[4]);
  std::vector<Page> fewer(pages.begin(), pages.end() - 1);
  const std::uint64_t key = contents_key(*store_of(pages));
  EXPECT_EQ(contents_key(*store_of(pages)), key);
  EXPECT_NE(contents_key(*store_of(swapped)), key);
  EXPECT_NE(contents_key(*store_of(fewer)), key);
}

// Cache and captures in a folder of the test's own.
class OwnCache : public testing::Test {
 protected:
  OwnCache() {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    setenv("XDG_CACHE_HOME", folder_.c_str(), 1);
  }
  ~OwnCache() override {
    unsetenv("XDG_CACHE_HOME");
    fs::remove_all(folder_);
  }

  [[nodiscard]] std::vector<fs::path> kept() const {
    std::vector<fs::path> files;
    if (!fs::exists(cost_cache_folder())) return files;
    for (const auto& file : fs::directory_iterator(cost_cache_folder())) files.push_back(file.path());
    return files;
  }

  fs::path folder_ = fs::path(testing::TempDir()) / ("costs-" + std::to_string(getpid()));
};

using CostTableFor = OwnCache;

TEST_F(CostTableFor, pages_seen_for_the_first_time_measures_them_once) {
  const auto contents = store_of(sample_pages(7));
  const auto codec = make_codec("lz4");
  EXPECT_THROW(cost_table_for(*contents, *codec, "lz4", false), InputError);
  EXPECT_TRUE(kept().empty());
  testing::internal::CaptureStderr();
  const CostTable first = cost_table_for(*contents, *codec, "lz4");
  EXPECT_NE(testing::internal::GetCapturedStderr().find("lz4"), std::string::npos);
  ASSERT_EQ(kept().size(), 1u);
  testing::internal::CaptureStderr();
  EXPECT_EQ(cost_table_for(*contents, *codec, "lz4"), first);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(cost_table_for(*contents, *codec, "lz4", false), first);
}

TEST_F(CostTableFor, other_pages_and_other_codecs_are_other_tables) {
  testing::internal::CaptureStderr();
  cost_table_for(*store_of(sample_pages(7)), *make_codec("lz4"), "lz4");
  cost_table_for(*store_of(sample_pages(8)), *make_codec("lz4"), "lz4");
  cost_table_for(*store_of(sample_pages(7)), *make_codec("lz4:acceleration=2"), "lz4:acceleration=2");
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(kept().size(), 3u);
}

TEST_F(CostTableFor, a_dictionary_with_other_content_is_another_codec) {
  const auto contents = store_of(sample_pages(7));
  const fs::path dictionary = folder_ / "dictionary";
  const std::string name = "lz4:dictionary=" + dictionary.string();
  testing::internal::CaptureStderr();
  for (const std::uint64_t seed : {1u, 2u}) {
    const Page page = text_page(seed);
    write_bytes(dictionary, {page.begin(), page.end()});
    cost_table_for(*contents, *make_codec(name), name);
  }
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(kept().size(), 2u);
}

TEST_F(CostTableFor, a_damaged_table_is_named_and_not_used) {
  const auto contents = store_of(sample_pages(7));
  const auto codec = make_codec("lz4");
  testing::internal::CaptureStderr();
  cost_table_for(*contents, *codec, "lz4");
  testing::internal::GetCapturedStderr();
  const fs::path file = kept().front();
  std::vector<std::byte> bytes = bytes_of(file);
  bytes.back() ^= std::byte{0xff};
  write_bytes(file, bytes);
  try {
    cost_table_for(*contents, *codec, "lz4");
    FAIL() << "was used";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find(file.string()), std::string::npos) << error.what();
  }
}

TEST_F(CostTableFor, a_shipped_capture_needs_no_measurement) {
  for (const char* capture : {"gxx", "node"}) {
    const PageStore contents = TraceReader(find_capture(capture)).load_contents();
    for (const BackendEntry& backend : backends()) {
      const std::string name(backend.name);
      const CostTable table = cost_table_for(contents, *make_codec(name), name, false);
      EXPECT_EQ(fs::path(table.origin).filename(), std::string(capture) + ".costs");
      EXPECT_EQ(table.codec, name);
      EXPECT_EQ(table.pages.size(), contents.count());
      EXPECT_TRUE(name_of(table).starts_with(std::string(capture) + ".costs:")) << name_of(table);
    }
  }
  EXPECT_TRUE(kept().empty());
}

TEST_F(CostTableFor, what_is_measured_here_is_brought_to_the_shipped_tables_clock) {
  testing::internal::CaptureStderr();
  const CostTable table = cost_table_for(*store_of(sample_pages(7)), *make_codec("zstd:level=2"), "zstd:level=2");
  testing::internal::GetCapturedStderr();
  EXPECT_TRUE(table.method.ends_with("as those beside gxx.costs have it")) << table.method;
}

// A machine whose own tables of `contents` are in a file.
MachineProfile machine_with(const fs::path& folder, const std::vector<CostTable>& tables) {
  save_cost_tables(folder / "mine.costs", tables);
  MachineProfile machine;
  machine.name = "mine";
  machine.folder = folder;
  machine.page_costs = {named_with_hash("mine.costs", bytes_of(folder / "mine.costs"))};
  return machine;
}

using CostTableOn = OwnCache;

TEST_F(CostTableOn, a_machine_without_tables_of_its_own_has_the_shipped_ones) {
  const PageStore contents = TraceReader(find_capture("node")).load_contents();
  const auto codec = make_codec("lz4");
  EXPECT_EQ(cost_table_on({}, contents, *codec, "lz4"), cost_table_for(contents, *codec, "lz4", false));
}

TEST_F(CostTableOn, a_machines_own_table_goes_before_the_shipped_one) {
  const PageStore contents = TraceReader(find_capture("node")).load_contents();
  const auto codec = make_codec("lz4");
  CostTable own = cost_table_for(contents, *codec, "lz4", false);
  own.pages[5].compress_ps += 7 * cost_unit_ps;
  const MachineProfile machine = machine_with(folder_, {own});
  CostTable found = cost_table_on(machine, contents, *codec, "lz4");
  EXPECT_EQ(found.pages, own.pages);
  EXPECT_TRUE(name_of(found).starts_with("mine.costs:")) << name_of(found);
  EXPECT_TRUE(kept().empty());
}

TEST_F(CostTableOn, other_pages_are_as_much_dearer_as_those_that_the_machine_knows) {
  const PageStore gxx = TraceReader(find_capture("gxx")).load_contents();
  const PageStore node = TraceReader(find_capture("node")).load_contents();
  const auto lz4 = make_codec("lz4");
  const auto zstd = make_codec("zstd");
  const CostTable shipped = cost_table_for(gxx, *lz4, "lz4", false);
  const MachineProfile machine = machine_with(folder_, {multiplied(shipped, {.compress = 3, .decompress = 0.5}, "for a test")});
  const CostTable before = cost_table_for(node, *lz4, "lz4", false);
  const ClockRatio ratio = ratio_of(cost_table_on(machine, node, *lz4, "lz4"), before);
  EXPECT_NEAR(ratio.compress, 3, 1e-3);
  EXPECT_NEAR(ratio.decompress, 0.5, 1e-3);
  EXPECT_TRUE(name_of(cost_table_on(machine, node, *lz4, "lz4")).starts_with("node.costs over mine.costs:"));
  EXPECT_EQ(cost_table_on(machine, node, *zstd, "zstd"), cost_table_for(node, *zstd, "zstd", false)) << "of zstd it knows nothing";
}

TEST_F(CostTableOn, a_scaled_table_that_could_not_be_kept_says_so) {
  const PageStore gxx = TraceReader(find_capture("gxx")).load_contents();
  const auto codec = make_codec("lz4");
  const MachineProfile machine = machine_with(folder_, {cost_table_for(gxx, *codec, "lz4", false)});
  fs::create_directories(folder_ / "zramlab");
  write_bytes(folder_ / "zramlab/costs", {});  // where the cache's folder would be
  testing::internal::CaptureStderr();
  const CostTable table = cost_table_on(machine, *store_of(sample_pages(7)), *codec, "lz4");
  testing::internal::GetCapturedStderr();
  EXPECT_TRUE(name_of(table).starts_with("unsaved over mine.costs:")) << name_of(table);
}

void expect_page_costs_refused(const MachineProfile& machine, const fs::path& file, std::string_view what) {
  try {
    cost_table_on(machine, *store_of(sample_pages(7)), *make_codec("lz4"), "lz4");
    FAIL() << "was used";
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::bad_input);
    for (const std::string_view part : {std::string_view(file.native()), what, std::string_view("bench calibrate")}) {
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
  }
}

TEST_F(CostTableOn, a_table_that_is_not_there_is_named) {
  MachineProfile machine = machine_with(folder_, {table_of_random_numbers(1, 10)});
  machine.page_costs.emplace_back("gone.costs:0123456789abcdef");
  expect_page_costs_refused(machine, folder_ / "gone.costs", "not there");
}

TEST_F(CostTableOn, another_calibrations_table_is_refused) {
  const MachineProfile machine = machine_with(folder_, {table_of_random_numbers(1, 10)});
  machine_with(folder_, {table_of_random_numbers(2, 10)});
  expect_page_costs_refused(machine, folder_ / "mine.costs", "another calibration's");
}

TEST_F(CostTableFor, a_codec_with_parameters_is_not_the_shipped_one) {
  const PageStore contents = TraceReader(find_capture("gxx")).load_contents();
  const std::string name = "lz4:acceleration=9";
  EXPECT_THROW(cost_table_for(contents, *make_codec(name), name, false), InputError);
}

TEST(shipped_cost_tables, know_every_same_filled_page_and_no_time_of_nothing) {
  const PageStore contents = TraceReader(find_capture("node")).load_contents();
  for (const BackendEntry& backend : backends()) {
    const CostTable table = cost_table_for(contents, *make_codec(backend.name), backend.name, false);
    for (ContentIndex content = 0; content < contents.count(); ++content) {
      const PageCost& cost = table.pages[content];
      ASSERT_EQ(cost.compressed_bytes == 0, is_same_filled(contents.page(content))) << content;
      ASSERT_GT(cost.compress_ps, 0u) << content;
      ASSERT_GT(cost.decompress_ps, 0u) << content;
    }
  }
}

TEST(build_cost_tables, finds_the_lengths_that_the_codec_makes) {
  const auto contents = every_kind();
  for (const BackendEntry& backend : backends()) {
    const auto codec = make_codec(backend.name);
    const NamedCodec named{backend.name, codec.get()};
    const CostTable table = std::move(build_cost_tables(*contents, {&named, 1}).front());
    const auto context = codec->create();
    std::array<std::byte, stream_buffer_bytes> output{};
    for (ContentIndex content = 0; content < contents->count(); ++content) {
      std::size_t length = 0;
      ASSERT_EQ(context->compress(contents->page(content), output, length), Outcome::ok);
      if (is_same_filled(contents->page(content))) length = 0;
      EXPECT_EQ(table.pages[content].compressed_bytes, length) << backend.name << " page " << content;
    }
  }
}

}  // namespace
}  // namespace zramlab::test
