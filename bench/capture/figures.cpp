#include "bench/capture/figures.h"

#include "engine/base/units.h"

#include <fmt/format.h>

#include <cstdio>

namespace zramlab {

namespace {

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::string ns_text(std::uint64_t nanoseconds) { return format_ns(static_cast<double>(nanoseconds)); }

std::string page_losses(const CaptureFigures& figures) {
  const TrackerCounts& counts = figures.counts;
  return fmt::format("{} of {} written pages ({:.2f} %) were gone before they could be read: {} overwritten, {} freed, {} otherwise",
                     counts.lost_pages(), counts.writes, 100 * figures.lost_page_share(), counts.overwritten, counts.freed, counts.unread);
}

std::string event_losses(const CaptureFigures& figures) {
  return fmt::format("{} of {} events ({:.2f} %) were lost", figures.lost_events, figures.lost_events + figures.seen_events,
                     100 * figures.lost_event_share());
}

}  // namespace

double CaptureFigures::lost_event_share() const { return share(lost_events, lost_events + seen_events); }
double CaptureFigures::lost_page_share() const { return share(counts.lost_pages(), counts.writes); }

std::string live_line(const CaptureFigures& figures, std::uint64_t elapsed_ns) {
  std::string line = fmt::format("{}  {} writes  {} reads  lost: {} events", ns_text(elapsed_ns), figures.counts.writes,
                                 figures.counts.reads, figures.lost_events);
  if (figures.has_pages) line += fmt::format(", {} pages ({:.2f} %)", figures.counts.lost_pages(), 100 * figures.lost_page_share());
  return line + fmt::format("  behind {}, at most {}", ns_text(figures.lag.now_ns), ns_text(figures.lag.max_ns));
}

std::string summary_text(const CaptureFigures& figures, std::uint64_t elapsed_ns) {
  const TrackerCounts& counts = figures.counts;
  std::string text = fmt::format("recorded {} writes, {} reads and {} discards in {}\n", counts.writes, counts.reads, counts.discards,
                                 ns_text(elapsed_ns));
  if (figures.has_pages) text += fmt::format("{} distinct pages\n", figures.distinct_pages);
  if (counts.writes == 0) text += "nothing was swapped out: give a program less --memory, or a running system more time\n";
  for (const std::string& sentence : loss_sentences(figures)) text += "lost: " + sentence + "\n";
  return text;
}

std::vector<std::string> loss_sentences(const CaptureFigures& figures) {
  const TrackerCounts& counts = figures.counts;
  std::vector<std::string> sentences{event_losses(figures) + " in the kernel's ring buffers."};
  if (figures.has_pages) {
    sentences.push_back(fmt::format("{}; for {} of them the slot's later contents stand in, for the others a page of the same thread.",
                                    page_losses(figures), counts.later_contents));
  }
  sentences.push_back(fmt::format("The follower was at most {} behind.", ns_text(figures.lag.max_ns)));
  const auto add_if_any = [&](std::uint64_t count, std::string_view what) {
    if (count != 0) sentences.push_back(fmt::format("{} {}.", count, what));
  };
  add_if_any(counts.refused, "writes that the device refused were left out");
  add_if_any(counts.unaligned, "requests that are not of whole pages were left out");
  add_if_any(counts.flushes, "requests without data were left out");
  add_if_any(figures.late_events, "events came after younger ones had been recorded, so that times go back there");
  return sentences;
}

bool LiveLine::is_due(std::uint64_t now_ns) const {
  const std::uint64_t interval_ns = is_terminal_ ? 500'000'000 : 5'000'000'000;
  return is_shown_ && now_ns - shown_ns_ >= interval_ns;
}

void LiveLine::show(const std::string& line, std::uint64_t now_ns) {
  shown_ns_ = now_ns;
  fmt::print(stderr, "{}{}{}", is_terminal_ ? "\r\033[K" : "", line, is_terminal_ ? "" : "\n");
  std::fflush(stderr);
  is_open_ = is_terminal_;
}

void LiveLine::clear() {
  if (is_open_) fmt::print(stderr, "\r\033[K");
  is_open_ = false;
}

}  // namespace zramlab
