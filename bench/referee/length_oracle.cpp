#include "bench/referee/length_oracle.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>

namespace zramlab {

LengthOracle::LengthOracle(RefereeSide& device) : device_(device) {
  device_.restart();
  before_ = device_.mm_stat();
}

ContentIndex LengthOracle::number_of(PageView page) {
  const auto [known, is_new] = numbers_.try_emplace(content_hash(page), static_cast<ContentIndex>(lengths_.size()));
  if (!is_new) return known->second;
  // The copy is asked for, because it is aligned to a page: of one that lies across two, zram stores something else (docs/referee.md).
  const ContentIndex number = pages_.add(page);
  lengths_.push_back(ask(pages_.page(number)));
  return number;
}

// Each page goes to a slot of its own; when all are full they are emptied at once, which keeps the device small.
std::uint32_t LengthOracle::ask(PageView page) {
  if (next_slot_ == slots) {
    if (device_.discard(0, slots) != Outcome::ok) throw InputError(ExitCode::failed, "referee: the device that tells lengths refuses a discard");
    before_ = device_.mm_stat();
    next_slot_ = 0;
  }
  const Outcome outcome = device_.write(next_slot_++, page);
  if (outcome != Outcome::ok) {
    throw InputError(ExitCode::failed, fmt::format("referee: the device that tells lengths refuses a page: {}", to_string(outcome)));
  }
  const MmStat after = device_.mm_stat();
  const auto length = static_cast<std::uint32_t>(after.compr_data_size - before_.compr_data_size);
  const bool is_same = after.same_pages != before_.same_pages;
  before_ = after;
  if (is_same ? length != 0 : length < 1 || length > page_bytes) {
    throw InputError(ExitCode::failed, fmt::format("referee: storing a page changed compr_data_size by {}; does something else use the device?", length));
  }
  return is_same ? same_filled : length;
}

}  // namespace zramlab
