// Where cost tables come from: shipped with the captures, kept from an earlier run, or measured now.
#pragma once

#include "bench/calibrate/page_times.h"
#include "engine/backend/backend.h"
#include "engine/platform/virtual/cost_table.h"
#include "traces/page_store.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

// The table of these pages and this codec. `codec_name` is its full name, as results have it. Looks into the *.costs files beside
// the shipped captures, then into the cache folder; measures the pages once where neither has the table, says so on stderr, and
// keeps the result there.
// THROWS InputError: bad_input, for a damaged table, or for none with allow_build false; interrupted.
CostTable cost_table_for(const PageStore& contents, const Codec& codec, std::string_view codec_name, bool allow_build = true);

// "gxx.costs:0123456789abcdef": which table a result rests on.
std::string name_of(const CostTable& table);

// A codec, borrowed, with its full name.
struct NamedCodec {
  std::string_view name;
  const Codec* codec = nullptr;
};

// Measures every page with every codec; the tables are in the codecs' order. THROWS as measure_codecs() does.
std::vector<CostTable> build_cost_tables(const PageStore& contents, std::span<const NamedCodec> codecs,
                                         const TellProgress& tell = {});

// THROWS InputError (failed) that names the file.
void save_cost_tables(const std::filesystem::path& file, std::span<const CostTable> tables);

// What a table is for: a hash over the pages' hashes.
std::uint64_t contents_key(const PageStore& contents);

// $XDG_CACHE_HOME/zramlab/costs, by default under ~/.cache; empty where neither XDG_CACHE_HOME nor HOME is set.
std::filesystem::path cost_cache_folder();

}  // namespace zramlab
