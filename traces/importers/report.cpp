#include "traces/importers/report.h"

#include "engine/base/units.h"
#include "traces/metadata.h"

#include <fmt/format.h>

#include <iterator>

namespace zramlab {
namespace {

constexpr std::size_t example_bytes_max = 120;

void append_row(std::string& text, std::string_view name, std::uint64_t count) {
  if (count != 0) fmt::format_to(std::back_inserter(text), "  {:<26} {:>12}\n", name, count);
}

void append_examples(std::string& text, std::string_view name, const NamedPlaces& places) {
  append_row(text, name, places.count());
  for (const std::string& example : places.examples()) fmt::format_to(std::back_inserter(text), "    {}\n", example);
}

void add_loss(std::vector<std::string>& losses, std::uint64_t count, std::string_view what) {
  if (count != 0) losses.push_back(fmt::format("{} {}", count, what));
}

}  // namespace

void NamedPlaces::add(const Place& place) {
  ++count_;
  if (!takes_examples()) return;
  examples_.push_back(
      fmt::format("{} {}: {}", place.unit, place.number, printable(place.text.substr(0, example_bytes_max))));
}

std::vector<std::string> ImportReport::losses() const {
  std::vector<std::string> losses;
  if (lost_gaps != 0) {
    losses.push_back(fmt::format("The recorder lost events in {} places: {} that it counted.", lost_gaps, lost_events));
  }
  add_loss(losses, borrowed, "writes had lost their page; a page of the same capture stands in for each.");
  add_loss(losses, skipped, "writes had lost their page and were left out.");
  add_loss(losses, unparsable.count(), lines != 0 ? "lines could not be parsed and were left out."
                                             : "records could not be understood and were left out.");
  add_loss(losses, unaligned.count(), "requests did not begin and end on a page and were left out.");
  add_loss(losses, other_devices.count(), "requests to other devices were left out.");
  return losses;
}

std::string ImportReport::text() const {
  std::string text = fmt::format("imported as {}{}{}\n", format, format_evidence.empty() ? "" : ": ", format_evidence);
  append_row(text, "lines", lines);
  append_row(text, "events", events);
  append_row(text, "events of other kinds", other_events);
  append_row(text, "requests split into pages", split_bios);
  append_row(text, "requests without data", empty_bios);
  append_row(text, "writes", writes);
  append_row(text, "reads", reads);
  append_row(text, "discards", discards);
  append_row(text, "slots", slot_count);
  append_row(text, "distinct pages", distinct_pages);
  const std::string time_span = format_ns(static_cast<double>(time_span_ns));
  fmt::format_to(std::back_inserter(text), "  {:<26} {:>12}\n", "time span", time_span);
  append_row(text, "stand-ins for lost pages", borrowed);
  append_row(text, "writes left out: page lost", skipped);
  append_row(text, "gaps in the recording", lost_gaps);
  append_row(text, "events lost in them", lost_events);
  append_row(text, "times that go backwards", times_backwards);
  append_examples(text, lines != 0 ? "unparsable lines" : "impossible records", unparsable);
  append_examples(text, "requests not on a page", unaligned);
  append_examples(text, "requests to other devices", other_devices);
  for (const std::string& note : notes) fmt::format_to(std::back_inserter(text), "  note: {}\n", note);
  return text;
}

}  // namespace zramlab
