// bench trace: from a recording to a replay, and what is said of files that are broken.
#include "tests/program/support.h"

#include "engine/base/random.h"

#include <fmt/format.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

namespace zramlab::test {
namespace {

TEST(trace_info, shows_what_a_shipped_capture_holds) {
  for (const char* name : {"gxx", "node"}) {
    const Ended ended = bench({"trace", "info", std::string(ZRAMLAB_CAPTURES) + "/" + name + ".ztrace"});
    EXPECT_EQ(ended.exit_code, 0) << ended;
    EXPECT_EQ(ended.errors, "") << ended;
    for (const char* words : {"24000", "writes", "reads", "distinct pages"}) EXPECT_TRUE(ended.says(words)) << words << "\n" << ended;
  }
}

TEST(trace_verify, finds_the_shipped_captures_good) {
  for (const char* name : {"gxx", "node"}) {
    const Ended ended = bench({"trace", "verify", std::string(ZRAMLAB_CAPTURES) + "/" + name + ".ztrace"});
    EXPECT_EQ(ended.exit_code, 0) << ended;
    EXPECT_TRUE(ended.says("every checksum matches")) << ended;
  }
}

TEST(trace_command, takes_a_shipped_capture_by_its_name) {
  const Ended by_path = bench({"trace", "verify", std::string(ZRAMLAB_CAPTURES) + "/node.ztrace"});
  const Ended by_name = bench({"trace", "verify", "node"});
  EXPECT_EQ(by_name.exit_code, 0) << by_name;
  EXPECT_EQ(by_name.output, by_path.output);
  const Ended merged = bench({"trace", "merge", "gxx", "no-such-trace", "--output", "/dev/null"});
  EXPECT_EQ(merged.exit_code, 66) << merged;
  EXPECT_TRUE(merged.complains("FILES: there is no file 'no-such-trace', and no shipped capture of that name; shipped: gxx, node")) << merged;
  const Ended exported = bench({"trace", "export", "nod", "--format", "csv", "--output", "/dev/null"});
  EXPECT_EQ(exported.exit_code, 66) << exported;
  EXPECT_TRUE(exported.complains("INPUT: there is no file 'nod'")) << exported;
}

// A recording made by hand: `writes` writes by two threads, a read after every fourth, and the pages they stored.
class Recording {
 public:
  Recording(const Folder& folder, std::uint32_t writes) {
    std::string text = "# tracer: nop\n";
    std::string index = "# event\tslot\tpage\n";
    std::uint64_t event = 0;
    for (std::uint32_t i = 0; i < writes; ++i) {
      const std::uint32_t slot = i * 3 % 40;
      text += line(event, i % 2, "WS", slot);
      index += fmt::format("{}\t{}\t{}\n", event++, slot, i % 9 == 8 ? "-" : std::to_string(i % page_count));
      if (i % 4 == 3) text += line(event++, 0, "RS", slot);
    }
    std::string pages;
    for (std::uint32_t page = 0; page < page_count; ++page) {
      const Page bytes = page_of(page);
      pages.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    text_ = folder.with("swap.ftrace", text);
    index_ = folder.with("swap.tsv", index);
    pages_ = folder.with("swap.pages", pages);
  }

  [[nodiscard]] Words import_into(const std::filesystem::path& output) const {
    return {"trace", "import", text_, "--pages", pages_, "--page-index", index_, "--output", output.string()};
  }
  [[nodiscard]] Words import_without_pages_into(const std::filesystem::path& output) const {
    return {"trace", "import", text_, "--output", output.string()};
  }

 private:
  static constexpr std::uint32_t page_count = 7;

  static std::string line(std::uint64_t event, std::uint32_t thread, const char* kind, std::uint32_t slot) {
    return fmt::format("         cc1plus-{}   [00{}] .....  {}.{:06}: block_bio_queue: 253,1 {} {} + 8 [cc1plus]\n",
                       100 + thread, thread, 1280 + event / 1000, event % 1000, kind, 8 * slot);
  }

  std::string text_;
  std::string index_;
  std::string pages_;
};

TEST(trace_import, goes_from_text_and_pages_to_a_verified_replay) {
  const Folder folder;
  const Recording recording(folder, 200);
  const std::filesystem::path output = folder.file("swap.ztrace");
  const Ended imported = run_in(folder, recording.import_into(output));
  EXPECT_EQ(imported.exit_code, 0) << imported;
  EXPECT_TRUE(imported.says("ftrace")) << imported;
  EXPECT_TRUE(imported.says("200")) << imported;

  const Ended verified = run_in(folder, {"trace", "verify", output.string()});
  EXPECT_EQ(verified.exit_code, 0) << verified;
  EXPECT_TRUE(verified.says("250 records, 7 distinct pages")) << verified;

  const Json document =
      results_of({"--trace", output.string(), "--strategy", "all", "--threads", "1,3", "--codec", "lz4,zstd"}, folder);
  for (const Json& row : document["benchmarks"]) {
    EXPECT_EQ(row["verified"], true) << row["name"] << row["failures"];
    EXPECT_EQ(row["iterations"], 250);
    EXPECT_EQ(row["workload"], "swap");
  }
}

TEST(trace_import, may_leave_out_lost_pages) {
  const Folder folder;
  Words words = Recording(folder, 200).import_into(folder.file("swap.ztrace"));
  words.insert(words.end(), {"--lost-pages", "skip"});
  EXPECT_EQ(run_in(folder, words).exit_code, 0);
  // Places 8, 17, ... of 200 were lost: 22.
  const Ended verified = run_in(folder, {"trace", "verify", folder.file("swap.ztrace").string()});
  EXPECT_TRUE(verified.says("228 records")) << verified;
}

TEST(trace_import, without_pages_can_be_shown_but_not_replayed) {
  const Folder folder;
  const std::string output = folder.file("swap.ztrace").string();
  EXPECT_EQ(run_in(folder, Recording(folder, 20).import_without_pages_into(output)).exit_code, 0);
  EXPECT_EQ(run_in(folder, {"trace", "info", output}).exit_code, 0);
  const Ended replayed = run_in(folder, {"--trace", output, "--ops", "10"});
  EXPECT_EQ(replayed.exit_code, 66) << replayed;
  EXPECT_TRUE(replayed.complains("--pages")) << replayed;
}

// An import that waits for a pipe, which nobody closes, is ended by the signal.
void expect_nothing_left_after(int signal) {
  const Folder folder;
  const std::filesystem::path pipe = folder.file("swap.csv");
  const std::filesystem::path output = folder.file("swap.ztrace");
  const std::filesystem::path partial = output.string() + ".partial";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const int descriptor = open(pipe.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(descriptor, 0);
  Child child({"trace", "import", pipe.string(), "--output", output.string()}, folder.file(""));
  // Whole lines and more than the import wants to see before it decides for a format; a full pipe takes none.
  std::string text = "time_ns,operation,slot\n";
  for (int i = 0; i < 400; ++i) text += "5,write,1\n";
  const bool has_begun = child.wait_until([&] {
    static_cast<void>(!write(descriptor, text.data(), text.size()));
    return std::filesystem::exists(partial);
  });
  child.send(signal);
  const Ended ended = child.wait();
  close(descriptor);
  EXPECT_TRUE(has_begun) << ended;
  EXPECT_EQ(ended.exit_code, 130) << ended;
  EXPECT_TRUE(ended.complains("bench: interrupted")) << ended;
  EXPECT_FALSE(std::filesystem::exists(partial));
  EXPECT_FALSE(std::filesystem::exists(output));
}

TEST(trace_import, interrupted_leaves_no_file) { expect_nothing_left_after(SIGINT); }

TEST(trace_import, terminated_leaves_no_file) { expect_nothing_left_after(SIGTERM); }

TEST(trace_import, mistakes_are_told_with_their_exit_code) {
  const Folder folder;
  const Recording recording(folder, 20);
  const std::string output = folder.file("swap.ztrace").string();
  const std::string garbage = folder.with("garbage", "this is no trace\n").string();
  struct Mistake {
    Words words;
    int exit_code;
    const char* told;
  };
  Words bad_format = recording.import_into(output);
  bad_format.insert(bad_format.end(), {"--format", "etl"});
  Words bad_choice = recording.import_into(output);
  bad_choice.insert(bad_choice.end(), {"--lost-pages", "invent"});
  const std::vector<Mistake> mistakes{
      {{"trace", "import", "no-such-file", "--output", output}, 66, "no-such-file"},
      {{"trace", "import", garbage, "--output", output}, 66, "garbage"},
      {{"trace", "import", garbage}, 64, "--output"},
      {recording.import_into(folder.file("no/such/place.ztrace")), 1, "place.ztrace"},
      {bad_format, 64, "ftrace"},
      {bad_choice, 64, "borrow, skip"},
  };
  for (const Mistake& mistake : mistakes) {
    const Ended ended = run_in(folder, mistake.words);
    EXPECT_EQ(ended.exit_code, mistake.exit_code) << ended;
    EXPECT_TRUE(ended.errors.starts_with("bench: ")) << ended;
    EXPECT_TRUE(ended.complains(mistake.told)) << ended;
    EXPECT_FALSE(std::filesystem::exists(output)) << ended;
  }
}

// Whatever is wrong with a trace file: one message with file and offset, never a crash, nothing measured.
void expect_refused(const Folder& folder, const std::string& trace) {
  for (const Words& words : {Words{"--trace", trace, "--strategy", "idle-list", "--threads", "1"}, Words{"trace", "verify", trace}}) {
    const Ended ended = run_in(folder, words);
    EXPECT_EQ(ended.exit_code, 66) << ended;
    EXPECT_EQ(ended.output, "") << ended;
    EXPECT_TRUE(ended.errors.starts_with("bench: " + trace)) << ended;
    EXPECT_TRUE(ended.complains("byte ")) << ended;
    EXPECT_EQ(std::count(ended.errors.begin(), ended.errors.end(), '\n'), 1) << ended;
  }
}

TEST(broken_trace, that_was_cut_off_is_refused_with_the_offset) {
  const Folder folder;
  const std::string whole = read_file(small_trace(folder));
  for (const double share : {0.0, 0.0001, 0.1, 0.5, 0.9, 0.9999}) {
    const auto bytes = static_cast<std::size_t>(share * static_cast<double>(whole.size()));
    expect_refused(folder, folder.with("cut.ztrace", whole.substr(0, bytes)).string());
  }
}

TEST(broken_trace, with_a_flipped_bit_is_refused_wherever_it_is) {
  const Folder folder;
  const std::string whole = read_file(small_trace(folder));
  Random random(1);
  for (int i = 0; i < 12; ++i) {
    std::string flipped = whole;
    flipped[random.below(static_cast<std::uint32_t>(whole.size()))] ^= static_cast<char>(1 << random.below(8));
    expect_refused(folder, folder.with("flipped.ztrace", flipped).string());
  }
}

TEST(broken_trace, of_garbage_is_refused) {
  const Folder folder;
  const std::string whole = read_file(small_trace(folder));
  expect_refused(folder, folder.with("text.ztrace", std::string(100'000, 'x')).string());
  expect_refused(folder, folder.with("zeros.ztrace", std::string(100'000, '\0')).string());
  expect_refused(folder, folder.with("behind.ztrace", whole + "more").string());
}

TEST(empty_trace, is_refused_for_want_of_operations) {
  const Folder folder;
  write_sample(folder.file("empty.ztrace"), 0, 1);
  const Ended ended = run_in(folder, {"--trace", folder.file("empty.ztrace").string()});
  EXPECT_EQ(ended.exit_code, 66) << ended;
  EXPECT_TRUE(ended.complains("no operation")) << ended;
}

}  // namespace
}  // namespace zramlab::test
