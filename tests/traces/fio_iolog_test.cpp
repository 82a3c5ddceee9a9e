// The importer of fio's iologs, on lines made by hand.
#include "tests/traces/import_support.h"

namespace zramlab::test {
namespace {

std::vector<std::uint64_t> times_of(const Imported& trace) {
  std::vector<std::uint64_t> times;
  for (const TraceRecord& record : trace.records) times.push_back(record.time_ns);
  return times;
}

TEST(fio_iolog, version_3_has_microseconds) {
  const Imported trace = import_bytes("iolog",
                                      "fio version 3 iolog\n0 /dev/zram0 add\n1 /dev/zram0 open\n"
                                      "12 /dev/zram0 write 4096 8192\n20 /dev/zram0 read 4096 4096\n"
                                      "35 /dev/zram0 trim 0 4096\n36 /dev/zram0 sync 0 0\n37 /dev/zram0 datasync\n"
                                      "40 /dev/zram0 close\n");
  EXPECT_EQ(operations_of(trace), (std::vector<Operation>{Operation::write, Operation::write, Operation::read,
                                                          Operation::discard}));
  EXPECT_EQ(slots_of(trace), (std::vector<SlotIndex>{1, 2, 1, 0}));
  EXPECT_EQ(times_of(trace), (std::vector<std::uint64_t>{0, 0, 8000, 23'000}));
  EXPECT_EQ(trace.metadata.first_time_ns, 12'000u);
  EXPECT_EQ(trace.metadata.device, "/dev/zram0");
  EXPECT_EQ(trace.report.empty_bios, 2u);
  EXPECT_EQ(trace.report.unparsable.count(), 0u);
}

constexpr std::string_view version_2 =
    "fio version 2 iolog\n/dev/zram0 add\n/dev/zram0 open\n/dev/zram0 write 4096 4096\n/dev/zram0 wait 250 0\n"
    "/dev/zram0 read 4096 4096\n/dev/zram0 wait 300 0\n/dev/zram0 read 0 4096\n/dev/zram0 close\n";

TEST(fio_iolog, version_2_waits_until_a_millisecond_as_fios_code_does) {
  EXPECT_EQ(times_of(import_bytes("iolog", version_2)), (std::vector<std::uint64_t>{0, 250'000'000, 300'000'000}));
}

TEST(fio_iolog, version_2_waits_for_microseconds_if_told_to_as_documented) {
  EXPECT_EQ(times_of(import_bytes("iolog", version_2, {.iolog_wait = IologWait::microseconds})),
            (std::vector<std::uint64_t>{0, 250'000, 550'000}));
}

TEST(fio_iolog, a_unit_of_waits_is_refused_for_formats_that_have_none) {
  const std::string error = error_of([] {
    import_bytes("csv", "time_ns,operation,slot\n5,write,1\n", {.iolog_wait = IologWait::microseconds});
  });
  EXPECT_NE(error.find("--iolog-wait"), std::string::npos) << error;
  EXPECT_NE(error.find("csv"), std::string::npos) << error;
}

TEST(fio_iolog, other_files_and_unaligned_requests_are_named) {
  const Imported trace = import_bytes("iolog",
                                      "fio version 3 iolog\n1 /dev/a write 4096 4096\n2 /dev/b write 4096 4096\n"
                                      "3 /dev/a write 512 4096\n4 /dev/a write 4096 512\n");
  EXPECT_EQ(trace.records.size(), 1u);
  EXPECT_EQ(trace.report.other_devices.examples(), (std::vector<std::string>{"line 3: 2 /dev/b write 4096 4096"}));
  EXPECT_EQ(trace.report.unaligned.count(), 2u);
}

TEST(fio_iolog, bad_lines_are_counted_and_named) {
  const Imported trace = import_bytes("iolog",
                                      "fio version 3 iolog\nx /dev/a write 0 4096\n1 /dev/a write 0\n1 /dev/a jump 0 1\n"
                                      "9999999999999999999 /dev/a write 0 4096\n1\n1 /dev/a\n"
                                      "1 /dev/a write 18446744073709551615 4096\n1 /dev/a write 4096 9999999999999\n");
  EXPECT_EQ(trace.records.size(), 0u);
  EXPECT_EQ(trace.report.unparsable.count(), 8u);
  EXPECT_EQ(trace.report.unparsable.examples()[0], "line 2: x /dev/a write 0 4096");
}

TEST(fio_iolog, waits_beyond_all_time_are_bad_lines) {
  const Imported trace = import_bytes("iolog",
                                      "fio version 2 iolog\n/dev/a wait 9999999999999999999 0\n/dev/a wait x\n"
                                      "/dev/a wait 9000000000000000 0\n/dev/a wait 9000000000000000 0\n",
                                      {.iolog_wait = IologWait::microseconds});
  EXPECT_EQ(trace.report.unparsable.count(), 3u);
}

TEST(fio_iolog, other_versions_are_an_error) {
  for (const std::string_view first : {"fio version 1 iolog\n", "fio version 4 iolog\n", "fio version x\n", "\n", "write 0 1\n"}) {
    EXPECT_NE(import_error("iolog", first).find("line 1"), std::string::npos) << first;
  }
}

}  // namespace
}  // namespace zramlab::test
