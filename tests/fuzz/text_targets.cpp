// Options, machine profiles and cost tables.
#include "tests/fuzz/target.h"

#include "bench/referee/action.h"
#include "engine/backend/table.h"
#include "engine/base/check.h"
#include "engine/base/units.h"
#include "engine/platform/virtual/cost_table.h"
#include "engine/platform/virtual/machine_profile.h"
#include "engine/pool/era.h"
#include "workloads/workload.h"

#include <array>
#include <cstring>
#include <memory>

namespace zramlab::fuzz {
namespace {

std::string_view text_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

void read_codecs(ByteView bytes) {
  // A dictionary names a file: whichever it hits upon is no business of a fuzzer.
  if (text_of(bytes).find("dictionary") != std::string_view::npos) return;
  for (const std::string& codec : split_codec_list(text_of(bytes))) static_cast<void>(make_codec(codec)->work_memory_bytes());
}

void read_workload(ByteView bytes) {
  // Tables of a large disk are honest work, and would be most of it.
  constexpr std::uint64_t slots_max = std::uint64_t{1} << 22;
  const std::size_t at = text_of(bytes).find("slots=");
  if (at != std::string_view::npos && std::strtod(std::string(text_of(bytes).substr(at + 6, 20)).c_str(), nullptr) > slots_max) return;
  static const auto contents = [] {
    auto store = std::make_shared<PageStore>();
    std::array<std::byte, page_bytes> page{};
    for (std::size_t i = 0; i < 3; ++i) {
      page[i] = std::byte{9};
      store->add(page);
    }
    return std::shared_ptr<const PageStore>(store);
  }();
  static_cast<void>(plan_workload(text_of(bytes), {.contents = contents, .workers = 2, .operation_count = 50, .seed = 1, .parameters = {}}));
}

void read_machine(ByteView bytes) { static_cast<void>(parse_machine(text_of(bytes), "fuzzed.json")); }

void read_cost_tables(ByteView bytes) {
  static_cast<void>(contents_key_of(bytes));
  static_cast<void>(unpack_cost_tables(bytes, "fuzzed.costs"));
}

// The first byte chooses.
void read_units(ByteView bytes) {
  if (bytes.empty()) return;
  const std::string_view text = text_of(bytes.subspan(1));
  switch (static_cast<unsigned>(bytes[0]) % 4) {
    case 0: static_cast<void>(parse_bytes(text, "--option")); break;
    case 1: static_cast<void>(parse_duration_ns(text, "--option")); break;
    case 2: static_cast<void>(parse_count(text, "--option")); break;
    default: static_cast<void>(era_of(text)); break;
  }
}

void read_referee_actions(ByteView bytes) {
  const std::vector<Action> actions = parse_actions(text_of(bytes), "--replay");
  ZRAMLAB_CHECK(parse_actions(to_string(actions), "--replay") == actions, "actions are read back otherwise than they were printed");
}

std::string sample_costs() {
  CostTable table;
  table.pages = {{3000, 1000, 900}, {0, 0, 0}, {5000, 2000, 2100}};
  table.codec = "lz4";
  table.contents_key = 7;
  table.machine = "a machine";
  fit_lines(table);
  const std::vector<std::byte> bytes = pack_cost_tables(std::array{table});
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::vector<std::string> workload_names() {
  std::vector<std::string> names;
  for (const WorkloadEntry& entry : workloads()) {
    names.emplace_back(entry.name);
    names.push_back(std::string(entry.name) + ":slots=64,reads=0.3");
  }
  return names;
}

}  // namespace

std::vector<Target> text_targets() {
  return {
      {"codec", read_codecs, {"lz4,zstd:level=3,lzo", "deflate:level=6,window=12", "null", "lz4hc:level=9"}},
      {"workload", read_workload, workload_names()},
      {"machine", read_machine, {to_json(load_machine("phone-8")), to_json(load_machine("laptop-4"))}},
      {"cost-tables", read_cost_tables, {sample_costs()}},
      {"referee-actions", read_referee_actions, {"w5:12 w6:s3,w7:r9", "p5:12@100+64 d5", "d0+16\nc"}},
      {"units", read_units, {std::string("\0" "64M", 4), "\1" "500ms", "\2" "20k", "\3" "6.1"}},
  };
}

}  // namespace zramlab::fuzz
