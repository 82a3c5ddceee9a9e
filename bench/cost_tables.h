// Where cost tables come from: a machine's own, shipped with the captures, kept from an earlier run, or measured now.
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

struct MachineProfile;

// The table of these pages and this codec. `codec_name` is its full name, as results have it. Looks into the *.costs files beside
// the shipped captures, then into the cache folder; measures the pages once where neither has the table, says so on stderr, and
// keeps the result there. What is measured here is brought to the processor of the shipped tables, by the pages of gxx that are measured
// in turns with it: a profile's service_multiplier is over those. Without gxx it is as it was measured, and not kept.
// THROWS InputError: bad_input, for a damaged table, or for none with allow_build false; interrupted.
CostTable cost_table_for(const PageStore& contents, const Codec& codec, std::string_view codec_name, bool allow_build = true);

// The same on a machine: its own table of these pages, where MachineProfile::page_costs has it. Else cost_table_for()'s, multiplied by what
// the machine's own table of other pages is over the shipped one, where it has the backend: a processor is not as good at all of them.
// THROWS as cost_table_for(), and bad_input for a file of the machine's that is not there, is damaged or is another calibration's.
CostTable cost_table_on(const MachineProfile& machine, const PageStore& contents, const Codec& codec, std::string_view codec_name);

// "gxx.costs:0123456789abcdef": which table a result rests on.
std::string name_of(const CostTable& table);

// A codec, borrowed, with its full name.
struct NamedCodec {
  std::string_view name;
  const Codec* codec = nullptr;
};

// "host-gxx.costs:0123456789abcdef", as MachineProfile::page_costs has it.
std::string named_with_hash(std::string_view file_name, ByteView file);

// The medians of what measure_in_turns() found.
CostTable table_of(const CodecTimes& times, const PageStore& contents, const NamedCodec& codec);

// Measures every page with every codec, on this host's clock; the tables are in the codecs' order. THROWS as measure_codecs() does.
std::vector<CostTable> build_cost_tables(const PageStore& contents, std::span<const NamedCodec> codecs,
                                         const TellProgress& tell = {});

// THROWS InputError (failed) that names the file.
void save_cost_tables(const std::filesystem::path& file, std::span<const CostTable> tables);

// What a table is for: a hash over the pages' hashes.
std::uint64_t contents_key(const PageStore& contents);

// $XDG_CACHE_HOME/zramlab/costs, by default under ~/.cache; empty where neither XDG_CACHE_HOME nor HOME is set.
std::filesystem::path cost_cache_folder();

}  // namespace zramlab
