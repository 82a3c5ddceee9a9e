// Frozen page costs: what each distinct page takes to compress and decompress, measured once.
#pragma once

#include "engine/base/types.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zramlab {

// By content, in picoseconds on the machine where the table was made; a profile's service_multiplier scales them.
struct PageCost {
  std::uint64_t compress_ps = 0;
  std::uint64_t decompress_ps = 0;
  std::uint32_t compressed_bytes = 0;  // exact, of the backend; 0: same-filled
  bool operator==(const PageCost&) const = default;
};

// 1. Every number is a whole one, also where it is a double: nothing depends on how a machine rounds.
// 2. Times are multiples of cost_unit_ps.
struct CostTable {
  std::vector<PageCost> pages;             // by ContentIndex
  // For contents that are in no table (partial writes): a line through the table's pages.
  double compress_ps_per_byte = 0;         // of compressed length
  double compress_ps_constant = 0;
  double decompress_ps_per_byte = 0;
  double decompress_ps_constant = 0;
  double same_filled_scan_ps = 0;          // of a page that is not same-filled: one look; full scans cost copy_hot_ns

  // Which table this is.
  std::string codec;               // its full name, as results have it
  std::uint64_t contents_key = 0;  // of the pages it was made for
  std::string machine;             // where it was measured
  std::string method;              // how, and when
  std::string origin;              // the file it came from; not part of the table
  bool operator==(const CostTable&) const = default;
};

inline constexpr std::uint64_t cost_unit_ps = 1000;

// Fills in the lines through the pages that are not same-filled.
void fit_lines(CostTable& table);

// XXH3-64 of all that a simulation sees of a table: equal tables give equal results.
std::uint64_t hash_of(const CostTable& table);

// A file of tables for the same contents: compressed, with a checksum. REQUIRES one table at least, and equal keys and counts.
std::vector<std::byte> pack_cost_tables(std::span<const CostTable> tables);

// THROWS InputError (bad_input) that names the file, `origin`, and what to do.
std::vector<CostTable> unpack_cost_tables(ByteView file, std::string_view origin);

// For which contents a file has tables, from its first bytes; nullopt if it is no such file.
std::optional<std::uint64_t> contents_key_of(ByteView file);

}  // namespace zramlab
