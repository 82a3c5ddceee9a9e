// bench capture on the running kernel: real swap traffic of a program whose pages tell what they are.
#include "bench/capture/memory_cgroup.h"
#include "bench/capture/program.h"
#include "bench/capture/swap_area.h"
#include "bench/kernel/attribute_file.h"
#include "tests/capture/hog_page.h"
#include "tests/capture/live_support.h"
#include "traces/summary.h"

#include <sys/mount.h>

#include <algorithm>
#include <csignal>

namespace zramlab::test {
namespace {

// Pages of a hog that are not as it made them. Counts those that are.
std::size_t broken_pages(const TraceReader& trace, std::size_t& whole) {
  std::size_t broken = 0;
  whole = 0;
  trace.for_each_content([&](ContentIndex, PageView page) {
    HogHeader header;
    std::memcpy(&header, page.data(), sizeof header);
    if (header.magic != hog_magic) return;  // the program's stack and the like
    Page expected{};
    fill_hog_page(header.index, header.round, expected);
    (std::ranges::equal(page, expected) ? whole : broken) += 1;
  });
  return broken;
}

std::string losses_of(const TraceReader& trace) {
  std::string all;
  for (const std::string& loss : trace.metadata().lost) all += loss + "\n";
  return all;
}

TEST_F(LiveTest, a_program_s_traffic_is_recorded_with_its_pages) {
  SKIP_WITHOUT_CAPTURE();
  const Ended ended = bench(captured({"--program", "a hog"}, hog("48", "3")));
  ASSERT_EQ(ended.exit_code, 0) << ended;
  EXPECT_TRUE(ended.complains("nothing is stripped")) << ended;
  const TraceReader trace(trace_file());
  trace.verify();
  const TraceSummary summary = summarise(trace);
  EXPECT_GT(summary.count(Operation::write), 8192u) << "32 MiB do not fit";
  EXPECT_GT(summary.count(Operation::read), 8192u) << "and are looked at again";
  EXPECT_EQ(summary.unknown_contents, 0u);
  EXPECT_EQ(trace.metadata().program, "a hog");
  std::size_t whole = 0;
  EXPECT_EQ(broken_pages(trace, whole), 0u);
  EXPECT_GT(whole, 4096u);
  EXPECT_NE(losses_of(trace).find("events"), std::string::npos);
  EXPECT_NE(losses_of(trace).find("written pages"), std::string::npos);
  EXPECT_TRUE(left().empty());
}

TEST_F(LiveTest, every_recorded_content_is_what_was_in_the_slot) {
  SKIP_WITHOUT_CAPTURE();
  const Ended ended = bench(captured({}, hog("40", "4")));
  ASSERT_EQ(ended.exit_code, 0) << ended;
  // A page of round r can only be written in round r or r + 1, and rounds come one after the other: what is not a stand-in must be so.
  const TraceReader trace(trace_file());
  std::vector<HogHeader> headers(trace.content_count());
  trace.for_each_content([&](ContentIndex i, PageView page) { std::memcpy(&headers[i], page.data(), sizeof(HogHeader)); });
  std::uint32_t newest = 0;
  std::size_t out_of_order = 0;
  for (const TraceRecord& record : records_of(trace)) {
    if (record.operation != Operation::write || record.is_stand_in() || headers[record.content].magic != hog_magic) continue;
    newest = std::max(newest, headers[record.content].round);
    out_of_order += headers[record.content].round + 1 < newest;
  }
  EXPECT_GT(newest, 1u);
  EXPECT_EQ(out_of_order, 0u);
}

TEST_F(LiveTest, sizes_hold_no_page_and_a_page_is_never_written_to_a_file) {
  SKIP_WITHOUT_CAPTURE();
  const Ended ended = bench(captured({"--contents", "sizes"}, hog("24", "1")));
  ASSERT_EQ(ended.exit_code, 0) << ended;
  EXPECT_FALSE(ended.complains("nothing is stripped")) << ended;
  const TraceReader trace(trace_file());
  trace.verify();
  EXPECT_GT(trace.content_count(), 1000u);
  EXPECT_EQ(trace.sketch_count(), trace.content_count());
  std::size_t whole = 0;
  EXPECT_EQ(broken_pages(trace, whole), 0u);
  EXPECT_EQ(whole, 0u);
  EXPECT_FALSE(std::filesystem::exists(partial()));
}

TEST_F(LiveTest, without_contents_only_the_traffic_is_recorded) {
  SKIP_WITHOUT_CAPTURE();
  const Ended ended = bench(captured({"--contents", "none"}, hog("48", "1")));
  ASSERT_EQ(ended.exit_code, 0) << ended;
  const TraceReader trace(trace_file());
  EXPECT_GT(trace.record_count(), 8192u);
  EXPECT_EQ(trace.content_count(), 0u);
}

TEST_F(LiveTest, a_swap_device_in_use_is_followed_without_being_touched) {
  SKIP_WITHOUT_CAPTURE();
  const auto place =
      find_cgroup_place(read_attribute("/proc/self/mountinfo").value_or(""), read_attribute("/proc/self/cgroup").value_or(""));
  ASSERT_TRUE(place);
  ZramDevice device({.algorithm = "lz4", .parameters = {}, .disksize_bytes = std::uint64_t{128} << 20, .mem_limit_bytes = 0});
  const SwapArea swap(device);
  const MemoryCgroup cgroup(*place, std::uint64_t{16} << 20);
  Child child({"capture", "--output", trace_file().string(), "--device", device.device_path().string(), "--progress", "always"},
              folder_.file(""));
  const auto trace_instance_is_there = [&] { return std::filesystem::exists(partial()); };
  ASSERT_TRUE(child.wait_until(trace_instance_is_there)) << child.wait();
  Program program(hog("48", "2"), cgroup);
  ASSERT_TRUE(child.wait_until([&] { return program.end().has_value(); })) << child.wait();
  EXPECT_TRUE(program.end()->is_good()) << program.end()->text();
  child.send(SIGINT);
  const Ended ended = child.wait();
  EXPECT_EQ(ended.exit_code, 130) << ended;
  const TraceReader trace(trace_file());
  trace.verify();
  EXPECT_GT(summarise(trace).count(Operation::write), 8192u);
  std::size_t whole = 0;
  EXPECT_EQ(broken_pages(trace, whole), 0u);
  EXPECT_GT(whole, 2048u);
  const std::vector<SwapLine> areas = swaps();
  EXPECT_TRUE(std::ranges::any_of(areas, [&](const SwapLine& area) { return area.device == device.device_path(); }));
}

TEST_F(LiveTest, what_is_no_swap_is_refused) {
  SKIP_WITHOUT_CAPTURE();
  const Ended ended = bench({"capture", "--output", trace_file().string(), "--device", "/dev/null"});
  EXPECT_EQ(ended.exit_code, 66) << ended;
  EXPECT_TRUE(ended.complains("no swap is on it")) << ended;
}

TEST_F(LiveTest, a_program_that_cannot_be_run_is_named_and_nothing_is_left) {
  SKIP_WITHOUT_CAPTURE();
  const Ended ended = bench(captured({}, {"/no/such/program"}));
  EXPECT_EQ(ended.exit_code, 66) << ended;
  EXPECT_TRUE(ended.complains("cannot run /no/such/program: No such file")) << ended;
  EXPECT_TRUE(left().empty());
}

TEST_F(LiveTest, a_swap_device_that_is_too_small_is_told_with_what_became_of_the_program) {
  SKIP_WITHOUT_CAPTURE();
  Words words = captured({}, hog("64", "2"));
  *std::ranges::find(words, "128M") = "8M";
  const Ended ended = bench(words);
  EXPECT_EQ(ended.exit_code, 1) << ended;
  EXPECT_TRUE(ended.complains("larger --swap-size")) << ended;
  EXPECT_TRUE(ended.complains("because memory was short")) << ended;
  EXPECT_TRUE(ended.complains("signal 9")) << ended;
  const TraceReader trace(trace_file());
  trace.verify();
  EXPECT_GT(trace.record_count(), 1000u) << "what was recorded is kept";
  EXPECT_TRUE(left().empty());
}

TEST_F(LiveTest, a_swap_device_that_the_kernel_would_refuse_is_a_usage_error) {
  SKIP_WITHOUT_CAPTURE();
  Words words = captured({}, hog("1", "1"));
  *std::ranges::find(words, "128M") = "8K";
  const Ended ended = bench(words);
  EXPECT_EQ(ended.exit_code, 64) << ended;
  EXPECT_TRUE(ended.complains("--swap-size")) << ended;
  EXPECT_TRUE(left().empty());
}

TEST_F(LiveTest, a_program_s_bad_end_is_told_and_its_trace_is_whole) {
  SKIP_WITHOUT_CAPTURE();
  const Ended ended = bench(captured({}, {"/bin/sh", "-c", "exit 7"}));
  EXPECT_EQ(ended.exit_code, 1) << ended;
  EXPECT_TRUE(ended.complains("/bin/sh ended with exit code 7")) << ended;
  EXPECT_EQ(fault_of(trace_file()), "");
}

TEST_F(LiveTest, an_interrupt_ends_the_program_and_keeps_what_was_recorded) {
  SKIP_WITHOUT_CAPTURE();
  Child child(captured({}, hog("48", "1000")), folder_.file(""));
  ASSERT_TRUE(child.wait_until([&] {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(partial(), error);
    return !error && bytes > 1'000'000;
  })) << child.wait();
  child.send(SIGINT);
  const Ended ended = child.wait();
  EXPECT_EQ(ended.exit_code, 130) << ended;
  EXPECT_EQ(fault_of(trace_file()), "");
  EXPECT_GT(TraceReader(trace_file()).record_count(), 1000u);
  EXPECT_TRUE(left().empty());
}

TEST_F(LiveTest, the_duration_ends_the_program_and_that_is_no_fault) {
  SKIP_WITHOUT_CAPTURE();
  const Ended ended = bench(captured({"--duration", "300ms"}, hog("48", "100000")));
  EXPECT_EQ(ended.exit_code, 0) << ended;
  EXPECT_EQ(fault_of(trace_file()), "");
}

// A file system so small that a trace does not fit.
class SmallDisk {
 public:
  explicit SmallDisk(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::filesystem::create_directory(folder_);
    is_there_ = mount("none", folder_.c_str(), "tmpfs", 0, "size=2m") == 0;
  }
  ~SmallDisk() {
    if (is_there_) umount(folder_.c_str());
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  [[nodiscard]] bool is_there() const { return is_there_; }

 private:
  std::filesystem::path folder_;
  bool is_there_ = false;
};

TEST_F(LiveTest, a_full_disk_ends_the_capture_and_leaves_what_fitted) {
  SKIP_WITHOUT_CAPTURE();
  const SmallDisk disk(folder_.file("small"));
  if (!disk.is_there()) GTEST_SKIP() << "no tmpfs can be mounted here; run it as root";
  const std::filesystem::path output = folder_.file("small") / "out.ztrace";
  Words words = captured({}, hog("64", "200"));
  *std::ranges::find(words, trace_file().string()) = output.string();
  const Ended ended = bench(words);
  EXPECT_EQ(ended.exit_code, 1) << ended;
  EXPECT_TRUE(ended.complains("No space left on device")) << ended;
  EXPECT_TRUE(ended.complains("bench trace recover")) << ended;
  EXPECT_FALSE(std::filesystem::exists(output));
  const TraceReader fitted(output.string() + ".partial", Incomplete::accept);
  fitted.verify();
  EXPECT_GT(fitted.record_count(), 100u);
  EXPECT_TRUE(left().empty());
  const Ended refused = bench(words);
  EXPECT_EQ(refused.exit_code, 66) << refused;
  EXPECT_TRUE(refused.complains("bench trace recover")) << "what is left is not overwritten: " << refused;
  const Ended recovered = bench({"trace", "recover", output.string() + ".partial", "--output", trace_file().string(), "--level", "1"});
  EXPECT_EQ(recovered.exit_code, 0) << recovered;
  EXPECT_EQ(TraceReader(trace_file()).record_count(), fitted.record_count());
}

}  // namespace
}  // namespace zramlab::test
