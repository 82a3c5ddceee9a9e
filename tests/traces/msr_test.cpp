// The importer of the MSR Cambridge block traces, on lines made by hand.
#include "tests/traces/import_support.h"

namespace zramlab::test {
namespace {

TEST(msr, reads_lines_with_ticks_of_100_nanoseconds) {
  const Imported trace = import_bytes("msr",
                                      "Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime\n"
                                      "128166372003061629,hm,0,Read,383496192,32768,413\n"
                                      "128166372003061639,hm,0,write,4096,4096,10\r\n"
                                      "128166372003061640,hm,1,Write,4096,4096,10\n"
                                      "128166372003061650,hm,0,Write,512,4096,10\n");
  ASSERT_EQ(trace.records.size(), 9u);
  EXPECT_EQ(trace.records[7], (TraceRecord{.slot = 383'496'192 / 4096 + 7, .operation = Operation::read}));
  EXPECT_EQ(trace.records[8], (TraceRecord{.time_ns = 1000, .slot = 1}));
  EXPECT_EQ(trace.metadata.first_time_ns, 12'816'637'200'306'162'900u);
  EXPECT_EQ(trace.metadata.device, "hm,0");
  EXPECT_EQ(trace.threads, (std::vector<TraceThread>{{0, "hm"}}));
  EXPECT_EQ(trace.report.other_devices.count(), 1u);
  EXPECT_EQ(trace.report.unaligned.count(), 1u);
  EXPECT_EQ(trace.report.unparsable.count(), 0u);
}

TEST(msr, the_user_chooses_the_disk) {
  const Imported trace = import_bytes("msr", "1,hm,0,Read,0,4096,4\n2,hm,1,Read,4096,4096,4\n", {.only_device = "hm,1"});
  EXPECT_EQ(slots_of(trace), (std::vector<SlotIndex>{1}));
}

TEST(msr, bad_lines_are_counted_and_named) {
  const Imported trace = import_bytes("msr",
                                      "1,hm,0,Read,0,4096,4\n1,hm,0,Erase,0,4096,4\n1,hm,x,Read,0,4096,4\n"
                                      "9999999999999999999,hm,0,Read,0,4096,4\n1,hm,0,Read,0\n1,hm,0,Read,,4096,1\n"
                                      "Timestamp,Hostname\n1,,0,Read,0,4096,4\n");
  EXPECT_EQ(trace.records.size(), 1u);
  EXPECT_EQ(trace.report.unparsable.count(), 7u);
  EXPECT_EQ(trace.report.unparsable.examples()[0], "line 2: 1,hm,0,Erase,0,4096,4");
}

}  // namespace
}  // namespace zramlab::test
