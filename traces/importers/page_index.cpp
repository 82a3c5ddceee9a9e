#include "traces/importers/page_index.h"

#include "engine/base/input_error.h"

#include <fmt/format.h>

#include <charconv>

namespace zramlab {
namespace {

// Takes a number and the `end` behind it off the front.
bool take_number(std::string_view& text, std::uint64_t& value, std::string_view end) {
  const auto [behind, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(behind - text.data()));
  if (!text.starts_with(end)) return false;
  text.remove_prefix(end.size());
  return true;
}

}  // namespace

PageIndex::PageIndex(const std::filesystem::path& file, std::uint64_t page_count)
    : lines_(file), page_count_(page_count) {
  advance();
}

std::optional<std::uint64_t> PageIndex::take(std::uint64_t event, std::uint64_t slot) {
  if (!row_) fail(fmt::format("the index ends, but event {} of the recording writes slot {}", event, slot));
  if (row_->event != event || row_->slot != slot) {
    fail(fmt::format("the index has event {} and slot {} where the recording has a write, event {}, to slot {}",
                     row_->event, row_->slot, event, slot));
  }
  const std::optional<std::uint64_t> page = row_->page;
  advance();
  return page;
}

void PageIndex::skip(std::uint64_t event) {
  while (row_ && row_->event == event) advance();
}

void PageIndex::finish(std::uint64_t event_count) {
  if (!row_) return;
  fail(fmt::format("the index has a row for event {}, but the recording has {} events and no such write", row_->event,
                   event_count));
}

void PageIndex::advance() {
  const std::optional<Row> last = row_;
  row_.reset();
  for (std::string_view line; lines_.next(line);) {
    if (line.empty() || line.front() == '#') continue;
    row_ = parse(line);
    if (last && row_->event < last->event) fail("the events of the index go backwards");
    return;
  }
}

PageIndex::Row PageIndex::parse(std::string_view line) const {
  Row row;
  if (!take_number(line, row.event, "\t") || !take_number(line, row.slot, "\t")) {
    fail("not a row of event, slot and page, separated by tabs");
  }
  if (line == "-") return row;
  std::uint64_t page = 0;
  if (!take_number(line, page, "") || !line.empty()) fail("the page is neither a number nor '-'");
  if (page >= page_count_) {
    fail(fmt::format("page {}, but the pages file holds {} pages", page, page_count_));
  }
  row.page = page;
  return row;
}

void PageIndex::fail(std::string_view what) const {
  throw bad_input(fmt::format("{}: line {}: {}; recording, page index and pages file must be of the same capture",
                              lines_.file().string(), lines_.line_number(), what));
}

}  // namespace zramlab
