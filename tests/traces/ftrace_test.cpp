// The ftrace importer, on lines made by hand.
#include "tests/traces/import_support.h"

#include "engine/base/random.h"
#include "engine/base/table.h"
#include "traces/importers/block_details.h"
#include "traces/importers/ftrace_line.h"
#include "traces/importers/line_reader.h"
#include "traces/importers/table.h"

#include <fmt/format.h>

#include <algorithm>

namespace zramlab::test {
namespace {

Imported import_text(std::string_view text) {
  const Folder folder;
  return import(folder, {.input = folder.with("in.ftrace", text), .format = "ftrace"});
}

// One write of slot 1 in the form of current kernels.
constexpr std::string_view plain_line =
    "         cc1plus-20712   [001] .....  1280.596068: block_bio_queue: 253,1 WS 8 + 8 [cc1plus]\n";

TEST(ftrace_import, reads_the_plain_form) {
  const Imported trace = import_text(plain_line);
  ASSERT_EQ(trace.records.size(), 1u);
  EXPECT_EQ(trace.records[0], (TraceRecord{.slot = 1, .cpu = 1, .operation = Operation::write}));
  EXPECT_EQ(trace.threads, (std::vector<TraceThread>{{20712, "cc1plus"}}));
  EXPECT_EQ(trace.metadata.first_time_ns, 1'280'596'068'000u);
  EXPECT_EQ(trace.metadata.device, "253,1");
  EXPECT_EQ(trace.report.unparsable.count(), 0u);
}

TEST(ftrace_import, reads_every_form_of_the_columns_before_the_event) {
  for (const std::string_view prefix :
       {"  cc1plus-20712 [001]  1280.596068: ", "  cc1plus-20712   (  20711) [001] .....  1280.596068: ",
        "cc1plus-20712 (-----) [001] d..1.  1280.596068: ", "  cc1plus-20712 (20711) [001] 1280.596068: ",
        "  cc1plus-20712   [001] ....  1280.596068: ", "cc1plus-20712   [001] .....  1280.596068000: "}) {
    const Imported trace = import_text(fmt::format("{}block_bio_queue: 253,1 WS 8 + 8 [cc1plus]\r\n", prefix));
    ASSERT_EQ(trace.records.size(), 1u) << prefix;
    EXPECT_EQ(trace.records[0], (TraceRecord{.slot = 1, .cpu = 1})) << prefix;
    EXPECT_EQ(trace.threads, (std::vector<TraceThread>{{20712, "cc1plus"}})) << prefix;
    EXPECT_EQ(trace.metadata.first_time_ns, 1'280'596'068'000u) << prefix;
  }
}

TEST(ftrace_import, a_thread_may_be_called_anything) {
  for (const std::string_view name :
       {"a b c", "kworker/u8:1-ev", "x]y", "[k]", "a-1 [000] b", "-", "n-1-2", "1.5: a: b"}) {
    const Imported trace = import_text(
        fmt::format("{:>16}-77      [000] .....     1.000001: block_bio_queue: 253,1 WS 8 + 8 [{}]\n", name, name));
    ASSERT_EQ(trace.threads.size(), 1u) << name;
    EXPECT_EQ(trace.threads[0], (TraceThread{77, std::string(name)}));
    EXPECT_EQ(trace.records.size(), 1u) << name;
  }
}

TEST(ftrace_import, a_forgotten_name_comes_from_the_event_or_from_another_line) {
  const std::string text =
      "           <...>-5     [000] .....     1.000001: block_bio_queue: 253,1 WS 8 + 8 [early]\n"
      "           <...>-6     [000] .....     1.000002: block_bio_queue: 253,1 WS 16 + 8 [other]\n"
      "           <...>-7     [000] .....     1.000002: block_bio_queue: 253,1 WS 16 + 8 [x]y]\n"
      "            late-5     [000] .....     1.000003: sched_switch: prev_comm=late\n"
      "           <...>-5     [000] .....     1.000004: block_bio_queue: 253,1 WS 24 + 8 [early]\n";
  const Imported trace = import_text(text);
  EXPECT_EQ(trace.threads, (std::vector<TraceThread>{{5, "late"}, {6, "other"}, {7, "x]y"}}));
  EXPECT_EQ(trace.report.other_events, 1u);
  ASSERT_EQ(trace.records.size(), 4u);
  EXPECT_EQ(trace.records[0].thread, trace.records[3].thread);
}

std::string bio(std::string_view details) {
  return fmt::format("  t-1   [000] .....     1.000001: block_bio_queue: 253,1 {} [t]\n", details);
}

TEST(ftrace_import, the_kind_of_operation_comes_from_rwbs) {
  const Imported trace = import_text(bio("WS 8 + 8") + bio("RA 8 + 8") + bio("DS 8 + 8") + bio("FWFS 8 + 8") +
                                     bio("DE 8 + 8") + bio("N 8 + 8") + bio("FF 0 + 0") + bio("F 0 + 0"));
  std::vector<Operation> operations;
  for (const TraceRecord& record : trace.records) operations.push_back(record.operation);
  EXPECT_EQ(operations, (std::vector<Operation>{Operation::write, Operation::read, Operation::discard,
                                                Operation::write, Operation::discard}));
  EXPECT_EQ(trace.report.empty_bios, 3u);
}

TEST(ftrace_import, a_large_request_becomes_one_operation_for_each_slot) {
  const Imported trace = import_text(bio("WS 4096 + 32") + bio("RS 0 + 8"));
  ASSERT_EQ(trace.records.size(), 5u);
  for (std::uint32_t i = 0; i < 4; ++i) EXPECT_EQ(trace.records[i].slot, 512 + i);
  EXPECT_EQ(trace.report.split_bios, 1u);
  EXPECT_EQ(trace.report.events, 2u);
  EXPECT_EQ(trace.report.writes, 4u);
}

TEST(ftrace_import, requests_that_do_not_fit_pages_are_counted_and_named) {
  const Imported trace = import_text(bio("WS 8 + 8") + bio("WS 9 + 8") + bio("RS 8 + 1"));
  EXPECT_EQ(trace.records.size(), 1u);
  ASSERT_EQ(trace.report.unaligned.count(), 2u);
  EXPECT_TRUE(trace.report.unaligned.examples()[0].starts_with("line 2: "));
  EXPECT_NE(trace.report.text().find("line 3: "), std::string::npos);
}

TEST(ftrace_import, lines_that_cannot_be_parsed_are_counted_and_the_first_are_named) {
  std::string text = "# tracer: nop\n#\n\ncpus=2\n" + std::string(plain_line);
  for (int i = 0; i < 5; ++i) text += "what is this\n";
  const Imported trace = import_text(text + bio("WS 8 8") + bio("WS 99999999999999999999 + 8") + bio("") +
                                     bio("WS 8 + x"));
  EXPECT_EQ(trace.records.size(), 1u);
  EXPECT_EQ(trace.report.unparsable.count(), 9u);
  EXPECT_EQ(trace.report.unparsable.examples(),
            (std::vector<std::string>{"line 6: what is this", "line 7: what is this", "line 8: what is this"}));
  EXPECT_EQ(trace.report.lines, 14u);
  EXPECT_NE(std::ranges::find(trace.metadata.lost, "9 lines could not be parsed and were left out."),
            trace.metadata.lost.end());
}

TEST(ftrace_import, an_example_cannot_command_the_terminal) {
  const Imported trace = import_text("\x1b[2Jgone\n");
  EXPECT_EQ(trace.report.unparsable.examples(), (std::vector<std::string>{"line 1: ?[2Jgone"}));
}

TEST(ftrace_import, lost_events_are_counted_and_reported) {
  const Imported trace = import_text("CPU:1 [LOST 17 EVENTS]\n" + std::string(plain_line) +
                                     "CPU:0 [LOST EVENTS]\nCPU:0 [4 EVENTS DROPPED]\n");
  EXPECT_EQ(trace.report.lost_events, 21u);
  EXPECT_EQ(trace.report.lost_gaps, 3u);
  EXPECT_EQ(trace.report.unparsable.count(), 0u);
  ASSERT_EQ(trace.metadata.lost.size(), 1u);
  EXPECT_EQ(trace.metadata.lost[0], "The recorder lost events in 3 places: 21 that it counted.");
}

TEST(ftrace_import, requests_to_another_device_are_left_out_and_named) {
  const Imported trace =
      import_text(fmt::format("{}  t-1   [000] .....     1.5: block_bio_queue: 8,0 WS 8 + 8 [t]\n", plain_line));
  EXPECT_EQ(trace.records.size(), 1u);
  EXPECT_EQ(trace.report.other_devices.count(), 1u);
}

TEST(ftrace_import, impossible_sizes_are_left_out) {
  const Imported trace = import_text(bio("WS 0 + 9000000000") + bio("WS 99999999999999 + 8") + bio("DS 0 + 8388608") +
                                     bio("WS 34359738360 + 8"));
  EXPECT_EQ(trace.report.unparsable.count(), 2u);
  EXPECT_EQ(trace.report.discards, std::uint64_t{1} << 20);
  EXPECT_EQ(trace.report.slot_count, std::uint64_t{1} << 32);
}

TEST(ftrace_import, ties_keep_their_order_and_times_count_from_the_first) {
  std::string text;
  for (const std::string_view time : {"5.000010", "5.000010", "5.000009", "5.000020"}) {
    text += fmt::format("  t-1   [000] .....  {}: block_bio_queue: 253,1 WS {} + 8 [t]\n", time, text.size() / 8 * 8);
  }
  const Imported trace = import_text(text);
  ASSERT_EQ(trace.records.size(), 4u);
  EXPECT_TRUE(std::ranges::is_sorted(trace.records, {}, &TraceRecord::slot));
  EXPECT_EQ(trace.records[2].time_ns, 0u);
  EXPECT_EQ(trace.records[3].time_ns, 10'000u);
  EXPECT_EQ(trace.report.times_backwards, 1u);
}

TEST(ftrace_import, says_what_block_events_cannot_show) {
  const Imported trace = import_text(plain_line);
  EXPECT_NE(trace.report.text().find("frees a swap slot"), std::string::npos);
  EXPECT_NE(trace.report.text().find("unknown"), std::string::npos);  // contents, without a pages file
  EXPECT_EQ(trace.metadata.notes, trace.report.notes);
}

TEST(ftrace_import, lines_longer_than_any_buffer_are_one_unparsable_line) {
  const std::string text = fmt::format("{:-<1000000}\n{}{:x<300000}", "", plain_line, "");
  const Imported trace = import_text(text);
  EXPECT_EQ(trace.report.lines, 3u);
  EXPECT_EQ(trace.records.size(), 1u);
  EXPECT_EQ(trace.report.unparsable.count(), 2u);
}

TEST(ftrace_import, finds_every_line_wherever_the_blocks_are_cut) {
  const Folder folder;
  std::string text;
  std::vector<std::size_t> lengths;
  for (std::size_t i = 0; i < 20'000; ++i) {
    lengths.push_back(i * 31 % 173);
    text += std::string(lengths.back(), static_cast<char>('a' + i % 26)) + "\n";
  }
  LineReader reader(folder.with("lines", text));
  std::size_t i = 0;
  for (std::string_view line; reader.next(line); ++i) {
    ASSERT_EQ(line, std::string(lengths[i], static_cast<char>('a' + i % 26))) << "line " << i + 1;
    ASSERT_EQ(reader.line_number(), i + 1);
  }
  EXPECT_EQ(i, lengths.size());
}

TEST(ftrace_import, zstd_input_is_recognised_and_may_be_several_frames) {
  const Imported trace = import_text(zstd_of(plain_line) + zstd_of(bio("RS 8 + 8")));
  EXPECT_EQ(trace.records.size(), 2u);
}

TEST(ftrace_import, zstd_input_that_is_cut_off_or_broken_is_an_error_with_the_byte) {
  const Folder folder;
  const std::string frame = zstd_of(std::string(100'000, 'x') + std::string(plain_line));
  const auto error = [&](std::string_view bytes) {
    return error_of([&] { import(folder, {.input = folder.with("in", bytes), .format = "ftrace"}); });
  };
  EXPECT_NE(error(std::string_view(frame).substr(0, frame.size() - 3)).find("cut off"), std::string::npos);
  std::string broken = frame;
  broken[frame.size() / 2] = static_cast<char>(~broken[frame.size() / 2]);
  broken.resize(frame.size() - 1);
  EXPECT_NE(error(broken), "");
  EXPECT_NE(error(frame + "garbage").find("broken zstd"), std::string::npos);
}

TEST(ftrace_import, auto_says_why_it_chose) {
  const Folder folder;
  const Imported trace = import(folder, {.input = folder.with("in", "# tracer: nop\n" + std::string(plain_line))});
  EXPECT_EQ(trace.report.format, "ftrace");
  EXPECT_NE(trace.report.format_evidence.find("line 2"), std::string::npos);
}

TEST(ftrace_import, auto_refuses_what_no_importer_knows) {
  const Folder folder;
  EXPECT_NE(error_of([&] { import(folder, {.input = folder.with("in", "hello\n")}); }).find("ftrace"),
            std::string::npos);
  EXPECT_NE(error_of([&] { import(folder, {.input = folder.with("in", "")}); }), "");
  EXPECT_NE(error_of([&] { import(folder, {.input = folder.file("missing")}); }).find("missing"), std::string::npos);
  EXPECT_NE(error_of([&] { import(folder, {.input = folder.file("")}); }), "");
}

TEST(ftrace_import, an_unknown_format_prints_the_names_there_are) {
  const Folder folder;
  const std::string error =
      error_of([&] { import(folder, {.input = folder.with("in", plain_line), .format = "fttrace"}); });
  EXPECT_NE(error.find("fttrace"), std::string::npos);
  EXPECT_NE(error.find("there are: " + names_of(importers())), std::string::npos);
}

TEST(ftrace_import, does_not_overwrite_its_input) {
  const Folder folder;
  const std::string error = error_of([&] { import(folder, {.input = folder.with("out.ztrace", plain_line)}); });
  EXPECT_NE(error.find("also an input"), std::string::npos);
  EXPECT_EQ(read_file(folder.file("out.ztrace")), plain_line);
}

TEST(ftrace_line, random_bytes_never_crash_the_parser) {
  Random random(30);
  constexpr std::string_view alphabet = "a-1 [](0).:,+WR\t\xff";
  FtraceLine line;
  BlockDetailsParser parser;
  BlockDetails parsed;
  LostEvents lost;
  for (int i = 0; i < 200'000; ++i) {
    std::string text(i % 2 == 0 ? std::string(plain_line) : std::string(random.below(60), ' '));
    for (int changes = 0; changes < 6 && !text.empty(); ++changes) {
      const auto letter = alphabet[random.below(static_cast<std::uint32_t>(alphabet.size()))];
      text[random.below(static_cast<std::uint32_t>(text.size()))] = letter;
    }
    static_cast<void>(parse_ftrace_line(text, line));
    static_cast<void>(parser.parse(i % 3 == 0 ? EventKind::issue : EventKind::queue, text, parsed));
    static_cast<void>(parse_lost_events(text, lost));
  }
}

}  // namespace
}  // namespace zramlab::test
