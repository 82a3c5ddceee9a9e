// What a capture says it lost.
#include "bench/capture/figures.h"

#include <gtest/gtest.h>

namespace zramlab::test {
namespace {

CaptureFigures some_losses() {
  CaptureFigures figures;
  figures.counts.writes = 1000;
  figures.counts.reads = 30;
  figures.counts.overwritten = 5;
  figures.counts.freed = 20;
  figures.counts.later_contents = 4;
  figures.lag = {.now_ns = 300'000, .max_ns = 4'100'000};
  figures.seen_events = 2900;
  figures.lost_events = 100;
  return figures;
}

TEST(capture_figures, shares_are_of_what_there_was) {
  EXPECT_DOUBLE_EQ(some_losses().lost_event_share(), 100.0 / 3000);
  EXPECT_DOUBLE_EQ(some_losses().lost_page_share(), 0.025);
  EXPECT_EQ(CaptureFigures{}.lost_event_share(), 0.0);
  EXPECT_EQ(CaptureFigures{}.lost_page_share(), 0.0);
}

TEST(capture_figures, the_live_line_shows_lost_events_pages_and_lag) {
  EXPECT_EQ(live_line(some_losses(), 12'300'000'000),
            "12.30 s  1000 writes  30 reads  lost: 100 events, 25 pages (2.50 %)  behind 300.00 us, at most 4.10 ms");
}

TEST(capture_figures, every_loss_has_its_sentence_in_the_trace_and_lag_and_events_have_one_always) {
  const auto said = [](const CaptureFigures& figures, std::string_view words) {
    std::string all;
    for (const std::string& sentence : loss_sentences(figures)) all += sentence + "\n";
    return all.find(words) != std::string::npos;
  };
  CaptureFigures figures = some_losses();
  EXPECT_TRUE(said(figures, "100 of 3000 events (3.33 %)"));
  EXPECT_TRUE(said(figures, "25 of 1000 written pages (2.50 %)"));
  EXPECT_TRUE(said(figures, "5 overwritten, 20 freed"));
  EXPECT_TRUE(said(figures, "at most 4.10 ms behind"));
  EXPECT_FALSE(said(figures, "refused"));
  figures.counts.refused = 3;
  EXPECT_TRUE(said(figures, "3 writes that the device refused"));
  figures.has_pages = false;
  EXPECT_FALSE(said(figures, "written pages"));
  EXPECT_EQ(loss_sentences(CaptureFigures{}).size(), 3u);
}

}  // namespace
}  // namespace zramlab::test
