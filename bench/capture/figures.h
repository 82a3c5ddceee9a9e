// What a capture did and lost: shown while it runs, at its end, and stored in the trace.
#pragma once

#include "bench/capture/follower.h"
#include "bench/capture/write_tracker.h"

#include <cstdint>
#include <string>
#include <vector>

namespace zramlab {

struct CaptureFigures {
  TrackerCounts counts;
  FollowerLag lag;
  std::uint64_t seen_events = 0;
  std::uint64_t lost_events = 0;
  std::uint64_t late_events = 0;  // that came after younger ones had been recorded: their times go back a little
  std::uint64_t distinct_pages = 0;
  bool has_pages = true;

  [[nodiscard]] double lost_event_share() const;  // 0 to 1
  [[nodiscard]] double lost_page_share() const;
};

// "12.30 s  48213 writes  1203 reads  lost: 0 events, 1210 pages (2.51 %)  behind 300.00 us, at most 4.10 ms"
std::string live_line(const CaptureFigures& figures, std::uint64_t elapsed_ns);

// Some lines, ending in a newline.
std::string summary_text(const CaptureFigures& figures, std::uint64_t elapsed_ns);

// A sentence for each kind of loss, for the trace's metadata; always one for events, one for pages and one for the lag.
std::vector<std::string> loss_sentences(const CaptureFigures& figures);

// The line on stderr, redrawn twice a second on a terminal, every five seconds elsewhere.
class LiveLine {
 public:
  LiveLine(bool is_shown, bool is_terminal) : is_shown_(is_shown), is_terminal_(is_terminal) {}
  ~LiveLine() { clear(); }
  LiveLine(const LiveLine&) = delete;
  LiveLine& operator=(const LiveLine&) = delete;

  [[nodiscard]] bool is_due(std::uint64_t now_ns) const;
  void show(const std::string& line, std::uint64_t now_ns);
  void clear();

 private:
  bool is_shown_;
  bool is_terminal_;
  bool is_open_ = false;
  std::uint64_t shown_ns_ = 0;
};

}  // namespace zramlab
