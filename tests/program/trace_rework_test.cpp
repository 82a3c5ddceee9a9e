// bench trace cut, filter, sample, merge, stats and train-dictionary, and --memory, as their users see them.
#include "tests/program/support.h"

#include <gtest/gtest.h>

#include <map>

namespace zramlab::test {
namespace {

class TraceRework : public ::testing::Test {
 protected:
  Ended trace(Words words) {
    words.insert(words.begin(), "trace");
    return run_in(folder_, words);
  }

  // Makes `output_` and verifies it.
  std::vector<TraceRecord> made(Words words) {
    words.insert(words.end(), {"--output", output_, "--level", "1"});
    const Ended ended = trace(words);
    EXPECT_EQ(ended.exit_code, 0) << ended;
    const Ended verified = trace({"verify", output_});
    EXPECT_EQ(verified.exit_code, 0) << verified;
    return records_of(TraceReader(output_));
  }

  // How many records of the input `holds` takes.
  template <class Holds>
  std::size_t count(Holds holds) {
    const std::vector<TraceRecord> all = records_of(TraceReader(input_));
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), holds));
  }

  Folder folder_;
  std::string input_ = small_trace(folder_);  // record i at i us, slot 7 i mod 1000, thread i mod 3, CPU i mod 2, every fifth a read
  std::string output_ = folder_.file("out.ztrace").string();
};

TEST_F(TraceRework, cut_takes_operations_and_times) {
  EXPECT_EQ(made({"cut", input_, "--first", "1k"}).size(), 1000u);
  EXPECT_EQ(made({"cut", input_, "--from", "4900"}).size(), 100u);
  EXPECT_EQ(made({"cut", input_, "--from", "10", "--first", "5"}).size(), 5u);
  const std::vector<TraceRecord> by_time = made({"cut", input_, "--from", "2ms", "--to", "3ms"});
  ASSERT_EQ(by_time.size(), 1000u);
  EXPECT_EQ(by_time.front().time_ns, 0u);
  EXPECT_EQ(by_time.front().slot, 2000u * 7 % 1000);
  EXPECT_EQ(by_time.back().time_ns, 999'000u);
}

TEST_F(TraceRework, filter_keeps_what_all_conditions_allow) {
  EXPECT_EQ(made({"filter", input_, "--operations", "read"}).size(), 1000u);
  EXPECT_EQ(made({"filter", input_, "--thread", "thread 1"}).size(), count([](const auto& r) { return r.thread == 1; }));
  EXPECT_EQ(made({"filter", input_, "--thread", "1000,1002"}).size(), count([](const auto& r) { return r.thread != 1; }));
  EXPECT_EQ(made({"filter", input_, "--cpu", "1", "--slots", "0-99,500", "--time", "1ms.."}).size(), count([](const auto& r) {
              return r.cpu == 1 && (r.slot < 100 || r.slot == 500) && r.time_ns >= 1'000'000;
            }));
}

TEST_F(TraceRework, sample_keeps_whole_slots) {
  std::map<SlotIndex, std::size_t> kept;
  for (const TraceRecord& record : made({"sample", input_, "--rate", "0.2"})) ++kept[record.slot];
  EXPECT_GT(kept.size(), 100u);
  EXPECT_LT(kept.size(), 300u);
  for (const auto& [slot, operations] : kept) EXPECT_EQ(operations, 5u) << slot;  // 5000 operations over 1000 slots
}

TEST_F(TraceRework, merge_then_filter_by_device_gives_each_trace_back) {
  const std::string other = folder_.file("other.ztrace").string();
  TraceWriter writer(other, {.device = "253,9"}, {.level = 1});
  writer.add_thread({1, "t"});
  for (std::uint32_t i = 0; i < 300; ++i) {
    TraceRecord record;
    record.time_ns = i * 500;
    record.slot = i;
    record.content = writer.add_content(page_of(9000 + i));
    writer.add_record(record);
  }
  writer.finish();
  EXPECT_EQ(made({"merge", input_, other}).size(), 5300u);
  const std::string merged = folder_.file("merged.ztrace").string();
  std::filesystem::rename(output_, merged);
  const std::vector<TraceRecord> back = made({"filter", merged, "--device", "253,9"});
  ASSERT_EQ(back.size(), 300u);
  EXPECT_EQ(back.front().slot, 1000u);  // behind the first trace's
  const Ended replayed = run_in(folder_, {"--trace", merged, "--strategy", "per-cpu", "--threads", "2"});
  EXPECT_EQ(replayed.exit_code, 0) << replayed;
}

TEST_F(TraceRework, stats_go_to_stdout_as_text_or_json_and_to_a_file) {
  const Ended text = trace({"stats", input_, "--codec", "lz4"});
  EXPECT_EQ(text.exit_code, 0) << text;
  EXPECT_TRUE(text.says("reuse")) << text;
  const Ended json = trace({"stats", input_, "--codec", "lz4", "--json", "-"});
  const Json document = Json::parse(json.output, nullptr, false);
  ASSERT_FALSE(document.is_discarded()) << json;
  EXPECT_EQ(document["operations"], 5000);
  const std::string file = folder_.file("stats.json").string();
  EXPECT_EQ(trace({"stats", input_, "--codec", "lz4", "--json", file}).exit_code, 0);
  EXPECT_EQ(json_in(file), document);
}

TEST_F(TraceRework, a_dictionary_of_a_capture_helps_at_a_high_level_and_can_be_run_with) {
  const std::string capture = std::string(ZRAMLAB_CAPTURES) + "/gxx.ztrace";
  const std::string dictionary = folder_.file("gxx.dictionary").string();
  const Ended trained = trace({"train-dictionary", capture, "--output", dictionary, "--size", "16K", "--level", "9"});
  EXPECT_EQ(trained.exit_code, 0) << trained;
  EXPECT_TRUE(trained.says("(+")) << trained;
  const Ended run = run_in(folder_, {"--trace", input_, "--codec", "zstd:level=9,dictionary=" + dictionary, "--strategy", "per-cpu",
                                     "--threads", "1", "--ops", "500"});
  EXPECT_EQ(run.exit_code, 0) << run;
}

TEST_F(TraceRework, mistakes_are_told_with_their_exit_code_and_leave_no_file) {
  struct Mistake {
    Words words;
    int exit_code;
    const char* told;
  };
  const std::vector<Mistake> mistakes{
      {{"cut", input_}, 64, "--output"},
      {{"cut", input_, "--output", output_}, 64, "--from"},
      {{"cut", input_, "--output", output_, "--from", "7s"}, 64, "5000 operations"},
      {{"cut", input_, "--output", output_, "--from", "30", "--to", "20"}, 64, "ends where it begins"},
      {{"cut", input_, "--output", output_, "--from", "1s", "--first", "20"}, 64, "--first"},
      {{"cut", input_, "--output", input_, "--first", "20"}, 64, "--output"},
      {{"cut", "no-such-file", "--output", output_, "--first", "20"}, 66, "no-such-file"},
      {{"filter", input_, "--output", output_}, 64, "--operations"},
      {{"filter", input_, "--output", output_, "--operations", "trim"}, 64, "discard"},
      {{"filter", input_, "--output", output_, "--thread", "init"}, 64, "thread 0"},
      {{"filter", input_, "--output", output_, "--cpu", "x"}, 64, "--cpu"},
      {{"filter", input_, "--output", output_, "--device", "8,0"}, 64, "--device"},
      {{"sample", input_, "--output", output_, "--rate", "0"}, 64, "--rate"},
      {{"sample", input_, "--output", output_, "--rate", "1.5"}, 64, "--rate"},
      {{"merge", input_, "--output", output_}, 64, "FILES"},
      {{"stats", input_, "--codec", "rar"}, 64, "rar"},
      {{"stats", folder_.with("garbage", "x").string()}, 66, "garbage"},
      {{"train-dictionary", input_, "--output", output_, "--size", "1"}, 64, "--size"},
      {{"cut", input_, "--output", output_, "--first", "9", "--memory", "1M"}, 64, "--memory"},
      {{"cut", input_, "--output", output_, "--first", "9", "--scratch", "/tmp"}, 64, "--memory"},
      {{"cut", input_, "--output", output_, "--first", "9", "--memory", "200M", "--scratch", "/dev/shm"}, 64, "--scratch"},
  };
  for (const Mistake& mistake : mistakes) {
    const Ended ended = trace(mistake.words);
    EXPECT_EQ(ended.exit_code, mistake.exit_code) << ended;
    EXPECT_TRUE(ended.errors.starts_with("bench: ")) << ended;
    EXPECT_TRUE(ended.complains(mistake.told)) << ended;
    EXPECT_FALSE(std::filesystem::exists(output_)) << ended;
  }
}

// Distinct pages of 64 MiB, operations of 13 MiB: more than the 40 MiB that 160M leaves for what grows.
std::string large_trace(const Folder& folder) {
  const std::filesystem::path file = folder.file("large.ztrace");
  TraceWriter writer(file, {}, {.level = 1});
  writer.add_thread({1, "t"});
  for (std::uint32_t i = 0; i < 400'000; ++i) {
    TraceRecord record;
    record.time_ns = i;
    record.slot = i % 16'384;
    record.operation = i % 2 == 0 || i < 16'384 ? Operation::write : Operation::read;
    if (record.operation == Operation::write) record.content = writer.add_content(page_of(i % 16'384));
    writer.add_record(record);
  }
  writer.finish();
  return file.string();
}

TEST(memory, a_run_of_a_trace_larger_than_its_share_is_verified_and_says_where_its_pages_lay) {
  const Folder folder;
  const std::string large = large_trace(folder);
  const Json document = results_of({"--trace", large, "--strategy", "per-cpu", "--threads", "2", "--codec", "lz4", "--memory", "160M",
                                    "--scratch", folder.file("").string()},
                                   folder);
  const Json row = row_of(document, "per-cpu");
  EXPECT_EQ(row["verified"], true) << row;
  EXPECT_EQ(row["iterations"], 400'000);
  EXPECT_NE(row["warnings"].dump().find("scratch file"), std::string::npos) << row["warnings"];
}

TEST(memory, a_device_that_would_not_fit_is_refused_with_what_to_do) {
  const Folder folder;
  // Pages that null keeps whole, in 32768 slots: 128 MiB.
  const std::filesystem::path file = folder.file("raw.ztrace");
  TraceWriter writer(file, {}, {.level = 1});
  writer.add_thread({1, "t"});
  for (std::uint32_t i = 0; i < 32'768; ++i) {
    TraceRecord record;
    record.slot = i;
    record.content = writer.add_content(page_of(i % 1000));
    writer.add_record(record);
  }
  writer.finish();
  const Words words{"--trace", file.string(), "--strategy", "per-cpu", "--threads", "1", "--codec", "null", "--memory"};
  Words too_little = words;
  too_little.emplace_back("200M");
  const Ended refused = run_in(folder, too_little);
  EXPECT_EQ(refused.exit_code, 64) << refused;
  EXPECT_TRUE(refused.complains("bench trace sample")) << refused;
  Words enough = words;
  enough.emplace_back("400M");
  const Ended fits = run_in(folder, enough);
  EXPECT_EQ(fits.exit_code, 0) << fits;
}

TEST(memory, a_scratch_file_that_has_no_room_is_an_error_and_no_crash) {
  const Folder folder;
  const std::string large = large_trace(folder);
  // 20480 blocks of 1 KiB or 512 bytes: files end at 20 MiB at most, as on a full disk.
  Child child({"--trace", large, "--strategy", "per-cpu", "--threads", "1", "--memory", "160M", "--scratch", folder.file("").string()},
              folder.file(""), {.output_file = "", .shell_before = "trap '' XFSZ; ulimit -f 20480;"});
  const Ended ended = child.wait();
  EXPECT_EQ(ended.exit_code, 1) << ended;
  EXPECT_TRUE(ended.complains("--scratch")) << ended;
}

}  // namespace
}  // namespace zramlab::test
