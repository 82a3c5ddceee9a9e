// The text formats of block events other than plain ftrace: Android, trace-cmd, systrace, perfetto,
// perf script and blkparse, on lines made by hand.
#include "tests/traces/import_support.h"

#include "traces/importers/blkparse_line.h"
#include "traces/importers/perf_line.h"

#include <fmt/format.h>

namespace zramlab::test {
namespace {

// A thread's write of slot 1 in each format, with details of the caller's.
std::string ftrace_line(std::string_view event, std::string_view details) {
  return fmt::format("  kswapd0-91  (  91) [002] ....  12.000001: {}: {}\n", event, details);
}

std::string perf_line(std::string_view event, std::string_view details) {
  return fmt::format("kswapd0    91 [002]    12.000001: block:{}: {}\n", event, details);
}

TEST(ftrace_text, android_and_trace_cmd_lines_with_the_kernels_details) {
  const Imported android = import_bytes(
      "ftrace",
      "ssion.deskclock-2269    (   2269) [000] .....  1989.101585: block_bio_queue: 252,0 RS 1332960 + 8 "
      "[ssion.deskclock]\n"
      "ssion.deskclock-2269    (   2269) [000] .....  1989.101618: block_bio_complete: 252,0 RS 1332960 + 8 [0]\n");
  ASSERT_EQ(android.records.size(), 1u);
  EXPECT_EQ(android.records[0], (TraceRecord{.slot = 166'620, .operation = Operation::read}));
  EXPECT_EQ(android.threads, (std::vector<TraceThread>{{2269, "ssion.deskclock"}}));
  EXPECT_EQ(android.report.other_events, 1u);

  const Imported trace_cmd = import_bytes(
      "ftrace", "cpus=2\n         cc1plus-20712 [001]  1280.596068: block_bio_queue:      253,1 WS 8 + 8 [cc1plus]\n"
                "CPU:0 [7 EVENTS DROPPED]\n");
  ASSERT_EQ(trace_cmd.records.size(), 1u);
  EXPECT_EQ(trace_cmd.records[0], (TraceRecord{.slot = 1, .cpu = 1}));
  EXPECT_EQ(trace_cmd.report.lost_events, 7u);
}

TEST(ftrace_text, details_may_be_key_value_with_the_device_as_two_numbers_or_one) {
  // 265289729 is 253 << 20 | 1, as the kernel holds it; 64769 is 253 << 8 | 1, as perfetto passes it on.
  for (const std::string_view device : {"253,1", "265289729", "64769"}) {
    const Imported trace = import_bytes(
        "ftrace", ftrace_line("block_bio_queue", fmt::format("dev={} sector=16 nr_sector=16 rwbs=WS comm=a b=c", device)));
    ASSERT_EQ(trace.records.size(), 2u) << device;
    EXPECT_EQ(slots_of(trace), (std::vector<SlotIndex>{2, 3}));
    EXPECT_EQ(trace.metadata.device, "253,1");
  }
}

TEST(ftrace_text, key_value_details_in_any_order_and_a_comm_with_spaces) {
  const Imported trace = import_bytes(
      "systrace", "  <...>-5  [000] .... 1.5: block_rq_issue: rwbs=RA comm=x y cmd= sector=3 nr_sector=8 dev=64769\n"
                  "  <...>-5  [000] .... 1.5: block_rq_issue: nr_sector=8 rwbs=RA dev=64769 sector=8 comm=x y\n");
  EXPECT_EQ(trace.report.unaligned.count(), 1u);  // the first line, whose comm ends where the command begins
  EXPECT_EQ(operations_of(trace), (std::vector<Operation>{Operation::read}));
  EXPECT_EQ(trace.threads, (std::vector<TraceThread>{{5, "x y"}}));
}

TEST(ftrace_text, key_value_details_that_lack_something_are_unparsable) {
  std::string text;
  for (const std::string_view details :
       {"dev=64769 sector=8 nr_sector=8 comm=x", "sector=8 nr_sector=8 rwbs=W comm=x", "dev=a sector=8 nr_sector=8 rwbs=W",
        "dev=64769 sector=x nr_sector=8 rwbs=W", "dev=64769 sector=8 nr_sector= rwbs=W", "=", "dev",
        "dev=99999999999 sector=8 nr_sector=8 rwbs=W"}) {
    text += ftrace_line("block_bio_queue", details);
  }
  const Imported trace = import_bytes("systrace", text);
  EXPECT_EQ(trace.records.size(), 0u);
  EXPECT_EQ(trace.report.unparsable.count(), 8u);
}

TEST(systrace, only_the_recorded_text_of_a_page_is_read) {
  const std::string line = ftrace_line("block_bio_queue", "252,0 WS 8 + 8 [kswapd0]");
  const std::string page = "\n<!DOCTYPE html>\n<html>\n<script>\n" + line +
                           "</script>\n<script class=\"trace-data\" type=\"application/text\">\n\n# tracer: nop\n" + line +
                           "</script>\n<script class=\"trace-data\" type=\"application/text\">\n{\"not\": \"text\"}\n" +
                           line + "</script>\n</html>\n";
  const Imported trace = import_bytes("systrace", page);
  EXPECT_EQ(trace.records.size(), 1u);
  EXPECT_EQ(trace.report.unparsable.count(), 0u);
}

TEST(systrace, a_page_without_a_recording_is_an_error) {
  EXPECT_NE(import_error("auto", "<html>\n<p>hello</p>\n</html>\n").find("trace-data"), std::string::npos);
}

TEST(perf_script, reads_threads_times_and_periods) {
  const Imported trace = import_bytes(
      "perf",
      "fs-file-reader    6439 [001]  3399.871568:  block:block_bio_queue: 254,1 R 427889688 + 8 [fs-file-reader]\n"
      "a [1] 2.5: b  6439/6440 [003]  3399.871568123:     1 block:block_bio_queue: 254,1 WS 8 + 8 [a [1] 2.5: b]\n"
      "swapper 0 [006] 205791.409875: block:block_rq_complete: 8,16 RM () 390439208 + 8 [0]\n"
      "\tffffffff81000000 submit_bio_noacct ([kernel.kallsyms])\n\n"
      "swapper 0 [006] 205791.409875: PERF_RECORD_LOST lost 12\n"
      "what is this\n");
  EXPECT_EQ(trace.threads, (std::vector<TraceThread>{{6439, "fs-file-reader"}, {6440, "a [1] 2.5: b"}}));
  ASSERT_EQ(trace.records.size(), 2u);
  EXPECT_EQ(trace.records[1], (TraceRecord{.time_ns = 123, .slot = 1, .thread = 1, .cpu = 3}));
  EXPECT_EQ(trace.metadata.first_time_ns, 3'399'871'568'000u);
  EXPECT_EQ(trace.report.other_events, 1u);
  EXPECT_EQ(trace.report.lost_events, 12u);
  EXPECT_EQ(trace.report.unparsable.examples(), (std::vector<std::string>{"line 7: what is this"}));
}

TEST(perf_script, lines_that_only_look_right_are_unparsable) {
  std::string text;
  for (const std::string_view line : {"6439 [001] 1.5: block:x: y", "comm [001] 1.5: a:b: c", "c x/1 [001] 1.5: a:b: c",
                                      "c 1 [70000] 1.5: a:b: c", "c 1 [1] 99999999999.5: a:b: c", "c 1 [1] 1.5:", "["}) {
    text += fmt::format("{}\n", line);
  }
  EXPECT_EQ(import_bytes("perf", text).report.unparsable.count(), 7u);
}

TEST(blkparse, reads_queue_events_and_passes_over_the_summary) {
  const Imported trace = import_bytes(
      "blkparse",
      "Input file sda.blktrace.0 added\n"
      "  8,0    3        1     0.000000000   697  G   W 223490 + 8 [kjournald]\n"
      "  8,0    3        3     0.000002197   697  Q   W 16 + 16 [kjour] n [x]\n"
      "  8,0    3        4     0.000003197   697  Q  FWS 8 + 8 [kjour] n [x]\n"
      "  8,0    3        4     0.000003197   697  Q   R 12 + 8 [kjour] n [x]\n"
      "  8,0    3        4     0.000003198   697  P   N [kjournald]\n"
      "  8,0    1       11     0.009507758     0  C   W 223490 + 56 [0]\n"
      "  8,0    1        0     0.009507759     0  m   N cfq697 insert\n"
      "CPU0 (8,0):\n Reads Queued:           0,        0KiB\t Writes Queued:           2,       12KiB\n"
      "\nTotal (8,0):\n Reads Queued:           0,        0KiB\n"
      "Events (8,0): 9 entries\nSkips: 2 forward (1,234 -  12.3%)\n");
  ASSERT_EQ(trace.records.size(), 3u);
  EXPECT_EQ(slots_of(trace), (std::vector<SlotIndex>{2, 3, 1}));
  EXPECT_EQ(trace.records[2].time_ns, 1000u);
  EXPECT_EQ(trace.records[2].cpu, 3u);
  EXPECT_EQ(trace.threads, (std::vector<TraceThread>{{697, "kjour] n [x"}}));
  EXPECT_EQ(trace.report.unparsable.count(), 0u);
  EXPECT_EQ(trace.report.unaligned.examples()[0].substr(0, 7), "line 5:");
  EXPECT_EQ(trace.report.lost_gaps, 2u);
  EXPECT_EQ(trace.report.lost_events, 1234u);
}

TEST(blkparse, lines_that_only_look_right_are_unparsable) {
  std::string text;
  for (const std::string_view line :
       {"8 3 1 0.0 697 Q W 8 + 8 [k]", "8,0 3 1 0 697 Q W 8 + 8 [k]", "8,0 70000 1 0.5 697 Q W 8 + 8 [k]",
        "8,0 3 1 0.5 697 Q W 8 8 [k]", "8,0 3 1 0.5 697 Q W 8 + 8 k", "8,0 3 1 0.5 697 Q W 8 + 8 ]k[", "8,0 3 1 0.5 697 ?"}) {
    text += fmt::format("{}\n", line);
  }
  EXPECT_EQ(import_bytes("blkparse", text).report.unparsable.count(), 7u);
}

TEST(blkparse, skips_of_absurd_size_do_no_harm) {
  EXPECT_EQ(import_bytes("blkparse", "CPU0 (8,0):\nSkips: 1 forward (9999999999999999999,9999999999999999999,1 - 1%)\n")
                .report.lost_gaps,
            1u);
}

std::string with_kinds(std::string_view kinds) {
  std::string text;
  for (const char kind : kinds) {
    if (kind == 'Q') text += perf_line("block_bio_queue", "8,0 W 8 + 8 [k]");
    if (kind == 'D') text += perf_line("block_rq_issue", "8,0 WS 4096 () 16 + 8 be,0,4 [k]");
    if (kind == 'I') text += perf_line("block_rq_insert", "8,0 WS 4096 (2a 00) 24 + 8 [k]");
  }
  return text;
}

TEST(event_choice, auto_takes_q_else_d_else_i_and_says_so) {
  const auto slots = [](std::string_view kinds, EventChoice choice) {
    return slots_of(import_bytes("perf", with_kinds(kinds), {.event = choice}));
  };
  using Slots = std::vector<SlotIndex>;
  EXPECT_EQ(slots("IDQDI", EventChoice::automatic), (Slots{1}));
  EXPECT_EQ(slots("IDDI", EventChoice::automatic), (Slots{2, 2}));
  EXPECT_EQ(slots("I", EventChoice::automatic), (Slots{3}));
  EXPECT_EQ(slots("IDQDI", EventChoice::issue), (Slots{2, 2}));
  EXPECT_EQ(slots("IDQDI", EventChoice::insert), (Slots{3, 3}));
  EXPECT_EQ(slots("IDDI", EventChoice::queue), (Slots{}));
}

TEST(event_choice, the_report_tells_what_was_taken_and_what_else_there_is) {
  const ImportReport fallback = import_bytes("perf", with_kinds("DDI")).report;
  EXPECT_NE(fallback.text().find("D events (block_rq_issue) were imported"), std::string::npos);
  EXPECT_EQ(fallback.events, 2u);
  EXPECT_EQ(fallback.other_events, 1u);
  EXPECT_EQ(fallback.lines, 3u);
  const ImportReport none = import_bytes("perf", with_kinds("DDI"), {.event = EventChoice::queue}).report;
  EXPECT_NE(none.text().find("There are 2 block_rq_issue events; --event D"), std::string::npos);
}

TEST(event_choice, is_refused_for_formats_without_events) {
  EXPECT_NE(error_of([] { import_bytes("msr", "1,h,0,Read,0,4096,1\n", {.event = EventChoice::issue}); }).find("--event"),
            std::string::npos);
}

TEST(only_device, takes_another_device_than_the_first) {
  const std::string text = perf_line("block_bio_queue", "8,0 W 8 + 8 [k]") + perf_line("block_bio_queue", "253,1 W 16 + 8 [k]");
  const Imported trace = import_bytes("perf", text, {.only_device = "253,1"});
  EXPECT_EQ(slots_of(trace), (std::vector<SlotIndex>{2}));
  EXPECT_EQ(trace.report.other_devices.count(), 1u);
  EXPECT_EQ(trace.metadata.device, "253,1");
}

}  // namespace
}  // namespace zramlab::test
