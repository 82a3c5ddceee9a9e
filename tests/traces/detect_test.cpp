// --format auto decides by content, and takes no format for another.
#include "tests/traces/import_support.h"

#include "traces/importers/table.h"

#include <algorithm>

namespace zramlab::test {
namespace {

struct Sample {
  std::string_view format;
  std::string bytes;
};

std::vector<Sample> samples() {
  return {
      {"ftrace", "# tracer: nop\n#\n         cc1plus-20712   [001] .....  1280.596068: block_bio_queue: 253,1 WS 8 + 8 "
                 "[cc1plus]\n"},
      {"ftrace", "ssion.deskclock-2269    (   2269) [000] .....  1989.101585: block_bio_queue: 252,0 WS 8 + 8 "
                 "[ssion.deskclock]\n"},
      {"ftrace", "cpus=2\n         cc1plus-20712 [001]  1280.596068: block_bio_queue:      253,1 WS 8 + 8 [cc1plus]\n"},
      {"systrace", "# tracer: nop\n        kswapd0-91    (     91) [002] .... 12.000001: block_bio_queue: dev=64769 "
                   "sector=8 nr_sector=8 rwbs=WS comm=kswapd0\n"},
      {"systrace", "<!DOCTYPE html>\n<html>\n<script>a=1;</script>\n  <script class=\"trace-data\" "
                   "type=\"application/text\">\n# tracer: nop\n         cc1plus-20712   [001] .....  1280.596068: "
                   "block_bio_queue: 253,1 WS 8 + 8 [cc1plus]\n  </script>\n</html>\n"},
      {"perf", "fs-file-reader    6439 [001]  3399.871568:  block:block_bio_queue: 254,1 W 8 + 8 [fs-file-reader]\n"},
      {"perf", "k-1 [2] b 6439/6440 [001]  3399.871568123:    1 block:block_bio_queue: 254,1 W 8 + 8 [k]\n"},
      {"blkparse", "  8,0    3        1     0.000000000   697  Q   W 8 + 8 [kjournald]\n"},
      {"blktrace", bytes_of(blktrace_write())},
      {"iolog", "fio version 2 iolog\n/dev/zram0 add\n/dev/zram0 open\n/dev/zram0 write 4096 4096\n"},
      {"iolog", "fio version 3 iolog\n0 /dev/zram0 add\n12 /dev/zram0 write 4096 4096\n"},
      {"ariadne", ariadne_record("10123,77,8", page_of(1))},
      {"ariadne-meta", "10123,77,8\n"},
      {"msr", "128166372003061629,hm,0,Write,4096,4096,413\n"},
      {"msr", "Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime\n128166372003061629,hm,0,Write,4096,4096,1\n"},
      {"csv", "time_ns,operation,slot\n5,write,1\n"},
  };
}

TEST(detect, every_sample_is_taken_for_what_it_is_with_a_reason_and_holds_one_write_of_slot_1) {
  for (const Sample& sample : samples()) {
    const Folder folder;
    const Page page = page_of(3);
    static_cast<void>(folder.with("in.data", {reinterpret_cast<const char*>(page.data()), page.size()}));
    const Imported trace = import(folder, {.input = folder.with("in.meta", sample.bytes)});
    EXPECT_EQ(trace.report.format, sample.format) << sample.bytes;
    EXPECT_NE(trace.report.format_evidence, "") << sample.bytes;
    ASSERT_EQ(trace.records.size(), 1u) << sample.bytes;
    EXPECT_EQ(trace.records[0].operation, Operation::write);
    EXPECT_EQ(trace.records[0].slot, 1u) << sample.bytes;
    EXPECT_EQ(trace.report.unparsable.count(), 0u) << sample.bytes;
  }
}

TEST(detect, there_is_a_sample_of_every_format) {
  const std::vector<Sample> all = samples();
  for (const Importer& importer : importers()) {
    EXPECT_NE(std::ranges::find(all, importer.name, &Sample::format), all.end()) << importer.name;
  }
}

TEST(detect, only_systrace_text_is_also_another_format) {
  for (const Sample& sample : samples()) {
    for (const Importer& importer : importers()) {
      if (importer.name == sample.format || sample.format == "systrace") continue;
      EXPECT_EQ(importer.detect(sample.bytes), "") << importer.name << " takes " << sample.bytes;
    }
  }
}

TEST(detect, every_importer_survives_every_other_formats_bytes_and_their_beginnings) {
  for (const Importer& importer : importers()) {
    for (const Sample& sample : samples()) {
      for (std::size_t length = 0; length <= sample.bytes.size(); length += 1 + sample.bytes.size() / 6) {
        const std::string beginning = sample.bytes.substr(0, length);
        const std::string error = import_error(importer.name, beginning);
        // Either an error that names the file, or a trace that verifies.
        EXPECT_TRUE(error.empty() || error.find("/in") != std::string::npos) << importer.name << ": " << error;
      }
    }
  }
}

TEST(detect, an_empty_file_is_refused_with_a_hint) {
  EXPECT_NE(import_error("auto", "").find("is empty"), std::string::npos);
}

}  // namespace
}  // namespace zramlab::test
